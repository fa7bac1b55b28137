import { plural } from './plural.ts'
import type { Wording } from './sentences.ts'
import { english as say } from './typography.ts'

const APOLOGY = say`We are late, and we apologise.`

/** Plain British English, for customers who write in it. */
export const en: Wording = {
  language: 'en',

  categories: {
    account: {
      name: say`Agafort account`,
      about: say`your Agafort account`,
      understood: say`Your request is about your Agafort account: signing in, password, contact details, verification or billing.`,
      advice: [say`Never send us your password: we do not need it to answer you.`],
    },
    'account-closure': {
      name: say`Closing an account`,
      about: say`closing your Agafort account`,
      understood: say`You would like to close your Agafort account.`,
      advice: [say`Never send us your password: we do not need it to answer you.`],
    },
    fraud: {
      name: say`Security and fraud`,
      about: say`a security problem or suspected fraud`,
      understood: say`You are reporting a security problem or suspected fraud.`,
      advice: [
        say`Never send a password, a code received by text message or a card number by email. Nobody on our teams will ask you for them.`,
        say`If a payment you did not make appears on your bank account, tell your bank straight away without waiting for our answer.`,
      ],
    },
    privacy: {
      name: say`Personal data`,
      about: say`your personal data`,
      understood: say`Your request is about your personal data.`,
      advice: [
        say`Please do not attach an identity document at this stage. If we need to check who you are, we will let you know.`,
      ],
    },
    legal: {
      name: say`Legal dispute`,
      about: say`a legal dispute`,
      understood: say`You are writing to us about a legal dispute.`,
      advice: [
        say`Please keep the originals of your letters and supporting documents. This message only confirms that we have received yours; it does not yet answer what you say in it.`,
      ],
    },
    'product-information': {
      name: say`Information about a product`,
      about: say`information about a product`,
      understood: say`You are reporting incorrect information about a product.`,
      advice: [
        say`If you have not already done so, please tell us the name of the product, the address of its page and what needs correcting.`,
      ],
    },
    'product-infringement': {
      name: say`Product breaking the rules`,
      about: say`a product that breaks the rules`,
      understood: say`You are reporting a product that breaks the rules: a counterfeit, dangerous or prohibited product, for example.`,
      advice: [
        say`If you have not already done so, please tell us the name of the product, the address of its page and what you think breaks the rules.`,
      ],
    },
    'order-dispute': {
      name: say`Order`,
      about: say`an order`,
      understood: say`You have a problem with an order: delivery, condition of the product, return, refund or a seller who does not answer, for example.`,
      advice: [
        say`If you have not already done so, please tell us the order number and attach anything that may help us: photographs, messages exchanged with the seller, proof of purchase.`,
        say`If the seller needs to be involved, we will make every effort to contact them on your behalf.`,
      ],
    },
    other: {
      name: say`Other request`,
      about: say`a general question`,
      understood: say`We have recorded your message as a general request, not tied to a particular order or account.`,
      advice: [],
    },
  },

  teams: {
    'customer-service': { name: say`Customer service`, the: say`the customer service team` },
    resolution: { name: say`Issue resolution team`, the: say`the issue resolution team` },
    'customer-experience': { name: say`Customer experience team`, the: say`the customer experience team` },
  },

  promises: {
    acknowledge: {
      name: say`acknowledgement`,
      dueIn: ({ relative }) => say`acknowledgement ${relative}`,
      due: ({ when }) => say`You will receive our acknowledgement by ${when}.`,
      kept: ({ when }) => say`We acknowledged your message on ${when}.`,
      broken: ({ when }) => say`Our acknowledgement was due by ${when}. ${APOLOGY}`,
    },
    update: {
      name: say`next news`,
      dueIn: ({ relative }) => say`next news ${relative}`,
      due: ({ when }) => say`We will email you with news by ${when}.`,
      kept: ({ when }) => say`We sent you news by email on ${when}.`,
      broken: ({ when }) => say`We were due to send you news by ${when}. ${APOLOGY}`,
    },
    investigate: {
      name: say`investigation`,
      dueIn: ({ relative }) => say`investigation ${relative}`,
      due: ({ when }) =>
        say`If your problem is not resolved by ${when}, a member of the issue resolution team will begin an investigation.`,
      kept: ({ when }) => say`A member of the issue resolution team began an investigation on ${when}.`,
      broken: ({ when }) =>
        say`A member of the issue resolution team was due to begin an investigation on ${when}. ${APOLOGY}`,
    },
    conclude: {
      name: say`conclusions`,
      dueIn: ({ relative }) => say`conclusions ${relative}`,
      due: ({ when }) => say`We will tell you our conclusions by ${when}.`,
      kept: ({ when }) => say`We told you our conclusions on ${when}.`,
      broken: ({ when }) => say`We were due to tell you our conclusions by ${when}. ${APOLOGY}`,
    },
    escalate: {
      name: say`handover to the customer experience team`,
      dueIn: ({ relative }) => say`handover to the customer experience team ${relative}`,
      due: ({ when }) =>
        say`If your problem is not resolved by ${when}, your case will be passed to the customer experience team.`,
      kept: ({ when }) => say`Your case was passed to the customer experience team on ${when}.`,
      broken: ({ when }) =>
        say`Your case was due to be passed to the customer experience team on ${when}. ${APOLOGY}`,
    },
    resolve: {
      name: say`resolution`,
      dueIn: ({ relative }) => say`resolution ${relative}`,
      due: ({ when }) => say`We aim to resolve your problem by ${when}.`,
      kept: ({ when }) => say`Your problem was resolved on ${when}.`,
      broken: ({ when }) => say`We had aimed to resolve your problem by ${when}. ${APOLOGY}`,
    },
  },

  notices: {
    'no-text': say`This message contains no readable text.`,
  },

  greeting: { named: ({ name }) => say`Hello ${name},`, neutral: say`Hello,` },

  mail: {
    referenceLabel: say`Your case number`,
    openPage: say`Open your case page`,
    personalLink: say`The link to your case is for you alone: anyone who opens it can read your case. Please do not pass it on.`,
    howToReply: say`To answer us, simply reply to this message or write to us from your case page.`,
    whyYou: say`You are receiving this message because we were contacted with this email address. If you did not make this request, please reply to let us know.`,
    contact: {
      heading: say`How to reach us`,
      byMail: say`By email: reply to this message, keeping its subject as it is`,
      byChat: { lead: say`By live chat:`, link: say`open the Agafort chat` },
      byTelephone: say`By telephone:`,
      help: { lead: say`To find out more:`, link: say`read the help page` },
    },
  },

  acknowledgement: {
    subject: say`We have received your message`,
    title: say`We have received your message`,
    thanks: say`Thank you for contacting us. Your request is recorded and we have opened a case for you.`,
    keepReference: say`Please quote this number whenever you contact us: it lets us find your case.`,
    nextHeading: say`What happens next, and when`,
    firstContact: {
      when: say`To begin with`,
      what: say`Wherever possible, our customer service team tries to resolve your problem at this first contact.`,
    },
    investigation: {
      when: ({ when }) => say`From ${when}`,
      what: say`If our customer service team has not been able to resolve your problem, a member of the issue resolution team begins an investigation. They may ask you for further information.`,
    },
    conclusions: {
      when: ({ when }) => say`By ${when}`,
      what: say`We tell you the conclusions of the investigation. If your problem is not resolved, your case is passed automatically to the customer experience team, the final stage of our procedure.`,
    },
    resolution: {
      when: ({ when }) => say`By ${when}`,
      what: say`We aim to resolve your problem.`,
    },
    countedFrom: ({ when }) =>
      say`These periods run from your first contact, on ${when}. All times are Paris time.`,
    updates: say`As long as your problem is not resolved, we regularly email you to tell you what is being done. When it is resolved, we let you know by email.`,
    late: ({ when }) =>
      say`Your message reached us on ${when} and we are late in answering you. We apologise.`,
    lateResolution: say`We aim to resolve your problem as soon as possible.`,
    understoodHeading: say`What we understood`,
    unclearHeading: say`Your request`,
    notRight: say`If that is not right, please tell us by replying to this message.`,
    abstained: say`We could not tell for certain what your request is about. You can tell us more by replying to this message.`,
    unreadable: [
      say`At least part of what you sent us could not be read. We are keeping it as we received it.`,
      say`If you can, please tell us in a few lines what you would like us to do, by replying to this message.`,
    ],
    attachments: ({ count }) =>
      plural('en', count, {
        one: say`We have also received your attachment.`,
        other: say`We have also received your ${count} attachments.`,
      }),
    recorded: {
      withName: say`To keep you informed and follow your case, we have recorded your name, your contact details and the nature of the problem.`,
      withoutName: say`To keep you informed and follow your case, we have recorded your contact details and the nature of the problem.`,
      unclearWithName: say`To keep you informed and follow your case, we have recorded your name, your contact details and your message.`,
      unclearWithoutName: say`To keep you informed and follow your case, we have recorded your contact details and your message.`,
    },
  },

  reopening: {
    subject: say`We have reopened your case`,
    title: say`We have reopened your case`,
    thanks: say`Thank you for writing to us again. We have received your message and reopened your case: we carry on where we left off.`,
    investigation: {
      when: ({ when }) => say`From ${when}`,
      what: say`If your problem is not yet resolved, we investigate. We may ask you for further information.`,
    },
    conclusions: {
      when: ({ when }) => say`By ${when}`,
      what: say`We tell you our conclusions. If your problem is not resolved, your case is passed to the customer experience team, the final stage of our procedure, if it is not already with them.`,
    },
    resolution: {
      when: ({ when }) => say`By ${when}`,
      what: say`We aim to resolve your problem.`,
    },
    countedFrom: ({ when }) =>
      say`These periods run from your new message, received on ${when}. All times are Paris time.`,
  },

  answer: {
    subject: say`Our answer to your request`,
    aboutCase: ({ reference }) => say`This message is about your case ${reference}.`,
  },

  ticketPage: {
    title: ({ reference }) => say`Your case ${reference}`,
    about: ({ about }) => say`Your request about ${about}`,
    firstContact: ({ when }) => say`First contact on ${when}`,
    states: {
      received: {
        label: say`Received`,
        explanation: say`We have received your request. Wherever possible, the customer service team tries to resolve your problem at this first contact.`,
      },
      'in-progress': { label: say`In progress`, explanation: say`Your request is being dealt with.` },
      resolved: {
        label: say`Closed`,
        explanation: say`Your case is closed. If anything remains to be settled, write to us: your case will be reopened.`,
      },
    },
    nextHeading: say`What happens next, and when`,
    followedBy: ({ team }) => say`Your case is with ${team}.`,
    nothingDue: say`No date is currently set for this case.`,
    historyHeading: say`What has happened so far`,
    history: {
      opened: say`We opened your case`,
      'message-received': say`You wrote to us`,
      acknowledged: say`We sent you an acknowledgement`,
      'message-sent': say`We answered you`,
      recategorised: ({ about }) => say`We corrected the subject of your case: it is about ${about}`,
      assigned: ({ team }) => say`Your case is now with ${team}`,
      resolved: say`We closed your case`,
      reopened: say`Your case was reopened`,
    },
    filesAdded: ({ count }) =>
      plural('en', count, { one: say`One attachment`, other: say`${count} attachments` }),
    you: say`You`,
    us: ({ name, team }) => say`${name}, for ${team}`,
    showQuoted: say`Show the whole message`,
    attachment: ({ fileName, size }) => say`Download ${fileName} (${size})`,
    answer: {
      heading: say`Answer us`,
      headingResolved: say`Write to us again`,
      label: say`Your message`,
      hint: say`Please do not include a password or a card number.`,
      files: say`Add files (optional)`,
      filesHint: ({ count, size }) =>
        plural('en', count, {
          one: say`One file at most, up to ${size}.`,
          other: say`${count} files at most, up to ${size} each.`,
        }),
      send: say`Send your message`,
      sent: say`Your message has arrived and has been added to your case.`,
      empty: say`Please write a message or add a file, then send again.`,
      tooLong: ({ count }) =>
        say`Your message is too long: please shorten it to ${count} characters or attach the text as a file. Nothing has been deleted.`,
      fileTooLarge: ({ fileName, size }) =>
        say`The file ${fileName} is too large: ${size} at most. Please choose a smaller file, then send again.`,
      tooManyFiles: ({ count }) =>
        plural('en', count, {
          one: say`Only one file can be attached at a time. Please remove the others, then send again.`,
          other: say`At most ${count} files can be attached at a time. Please remove some, then send again.`,
        }),
      failed: say`Your message could not be sent. Your text is still here: please try again in a few minutes.`,
    },
    linkExpired: {
      title: say`This link is no longer valid`,
      explanation: say`To protect your case, the links we send only work for a certain time. Your case itself is safely kept.`,
      whatToDo: say`Please open the link in our most recent message, or contact us quoting your case number.`,
    },
    linkInvalid: {
      title: say`This link does not lead to a case`,
      explanation: say`The address may be incomplete: links are sometimes cut off when they are copied.`,
      whatToDo: say`Please open the link in our message again, or contact us quoting your case number.`,
    },
    tooManyRequests: {
      title: say`Please wait a moment`,
      explanation: say`This page has been requested too often in a short time. Please try again in a few minutes.`,
    },
    unavailable: {
      title: say`This page is unavailable for the moment`,
      explanation: say`The problem is on our side and your case is safely kept. Please try again in a few minutes.`,
    },
    personalLink: say`This page is for you alone: anyone who knows its address can read it. Please do not pass it on.`,
    parisTime: say`All times are Paris time.`,
  },
}
