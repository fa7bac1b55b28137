import { plural } from './plural.ts'
import type { Wording } from './sentences.ts'
import { english } from './typography.ts'

const APOLOGY = english`We are late, and we apologise.`

/** Plain British English, for customers who write in it. */
export const en: Wording = {
  language: 'en',

  categories: {
    account: {
      name: english`Agafort account`,
      about: english`your Agafort account`,
      understood: english`Your request is about your Agafort account: signing in, password, contact details, verification or billing.`,
      advice: [english`Never send us your password: we do not need it to answer you.`],
    },
    'account-closure': {
      name: english`Closing an account`,
      about: english`closing your Agafort account`,
      understood: english`You would like to close your Agafort account.`,
      advice: [english`Never send us your password: we do not need it to answer you.`],
    },
    fraud: {
      name: english`Security and fraud`,
      about: english`a security problem or suspected fraud`,
      understood: english`You are reporting a security problem or suspected fraud.`,
      advice: [
        english`Never send a password, a code received by text message or a card number by email. Nobody on our teams will ask you for them.`,
        english`If a payment you did not make appears on your bank account, tell your bank straight away without waiting for our answer.`,
      ],
    },
    privacy: {
      name: english`Personal data`,
      about: english`your personal data`,
      understood: english`Your request is about your personal data.`,
      advice: [
        english`Please do not attach an identity document at this stage. If we need to check who you are, we will let you know.`,
      ],
    },
    legal: {
      name: english`Legal dispute`,
      about: english`a legal dispute`,
      understood: english`You are writing to us about a legal dispute.`,
      advice: [
        english`Please keep the originals of your letters and supporting documents. This message only confirms that we have received yours; it does not yet answer what you say in it.`,
      ],
    },
    'product-information': {
      name: english`Information about a product`,
      about: english`information about a product`,
      understood: english`You are reporting incorrect information about a product.`,
      advice: [
        english`If you have not already done so, please tell us the name of the product, the address of its page and what needs correcting.`,
      ],
    },
    'product-infringement': {
      name: english`Product breaking the rules`,
      about: english`a product that breaks the rules`,
      understood: english`You are reporting a product that breaks the rules: a counterfeit, dangerous or prohibited product, for example.`,
      advice: [
        english`If you have not already done so, please tell us the name of the product, the address of its page and what you think breaks the rules.`,
      ],
    },
    'order-dispute': {
      name: english`Order`,
      about: english`an order`,
      understood: english`You have a problem with an order: delivery, condition of the product, return, refund or a seller who does not answer, for example.`,
      advice: [
        english`If you have not already done so, please tell us the order number and attach anything that may help us: photographs, messages exchanged with the seller, proof of purchase.`,
        english`If the seller needs to be involved, we will make every effort to contact them on your behalf.`,
      ],
    },
    other: {
      name: english`Other request`,
      about: english`a general question`,
      understood: english`We have recorded your message as a general request, not tied to a particular order or account.`,
      advice: [],
    },
  },

  teams: {
    'customer-service': { name: english`Customer service`, the: english`the customer service team` },
    resolution: { name: english`Issue resolution team`, the: english`the issue resolution team` },
    'customer-experience': {
      name: english`Customer experience team`,
      the: english`the customer experience team`,
    },
  },

  promises: {
    acknowledge: {
      name: english`acknowledgement`,
      dueIn: ({ relative }) => english`acknowledgement ${relative}`,
      due: ({ when }) => english`You will receive our acknowledgement by ${when}.`,
      kept: ({ when }) => english`We acknowledged your message on ${when}.`,
      broken: ({ when }) => english`Our acknowledgement was due by ${when}. ${APOLOGY}`,
    },
    update: {
      name: english`next news`,
      dueIn: ({ relative }) => english`next news ${relative}`,
      due: ({ when }) => english`We will email you with news by ${when}.`,
      kept: ({ when }) => english`We sent you news by email on ${when}.`,
      broken: ({ when }) => english`We were due to send you news by ${when}. ${APOLOGY}`,
    },
    investigate: {
      name: english`investigation`,
      dueIn: ({ relative }) => english`investigation ${relative}`,
      due: ({ when }) =>
        english`If your problem is not resolved by ${when}, a member of the issue resolution team will begin an investigation.`,
      kept: ({ when }) => english`A member of the issue resolution team began an investigation on ${when}.`,
      broken: ({ when }) =>
        english`A member of the issue resolution team was due to begin an investigation on ${when}. ${APOLOGY}`,
    },
    conclude: {
      name: english`conclusions`,
      dueIn: ({ relative }) => english`conclusions ${relative}`,
      due: ({ when }) => english`We will tell you our conclusions by ${when}.`,
      kept: ({ when }) => english`We told you our conclusions on ${when}.`,
      broken: ({ when }) => english`We were due to tell you our conclusions by ${when}. ${APOLOGY}`,
    },
    escalate: {
      name: english`handover to the customer experience team`,
      dueIn: ({ relative }) => english`handover to the customer experience team ${relative}`,
      due: ({ when }) =>
        english`If your problem is not resolved by ${when}, your case will be passed to the customer experience team.`,
      kept: ({ when }) => english`Your case was passed to the customer experience team on ${when}.`,
      broken: ({ when }) =>
        english`Your case was due to be passed to the customer experience team on ${when}. ${APOLOGY}`,
    },
    resolve: {
      name: english`resolution`,
      dueIn: ({ relative }) => english`resolution ${relative}`,
      due: ({ when }) => english`We aim to resolve your problem by ${when}.`,
      kept: ({ when }) => english`Your problem was resolved on ${when}.`,
      broken: ({ when }) => english`We had aimed to resolve your problem by ${when}. ${APOLOGY}`,
    },
  },

  notices: {
    'no-text': english`This message contains no readable text.`,
  },

  greeting: { named: ({ name }) => english`Hello ${name},`, neutral: english`Hello,` },

  mail: {
    referenceLabel: english`Your case number`,
    openPage: english`Open your case page`,
    personalLink: english`The link to your case is for you alone: anyone who opens it can read your case. Please do not pass it on.`,
    howToReply: english`To answer us, simply reply to this message or write to us from your case page.`,
    whyYou: english`You are receiving this message because we were contacted with this email address. If you did not make this request, please reply to let us know.`,
    contact: {
      heading: english`How to reach us`,
      byMail: english`By email: reply to this message, keeping its subject as it is`,
      byChat: { lead: english`By live chat:`, link: english`open the Agafort chat` },
      byTelephone: english`By telephone:`,
      help: { lead: english`To find out more:`, link: english`read the help page` },
    },
  },

  acknowledgement: {
    subject: english`We have received your message`,
    title: english`We have received your message`,
    thanks: english`Thank you for contacting us. Your request is recorded and we have opened a case for you.`,
    keepReference: english`Please quote this number whenever you contact us: it lets us find your case.`,
    nextHeading: english`What happens next, and when`,
    firstContact: {
      when: english`To begin with`,
      what: english`Wherever possible, our customer service team tries to resolve your problem at this first contact.`,
    },
    investigation: {
      when: ({ when }) => english`From ${when}`,
      what: english`If our customer service team has not been able to resolve your problem, a member of the issue resolution team begins an investigation. They may ask you for further information.`,
    },
    conclusions: {
      when: ({ when }) => english`By ${when}`,
      what: english`We tell you the conclusions of the investigation. If your problem is not resolved, your case is passed automatically to the customer experience team, the final stage of our procedure.`,
    },
    resolution: {
      when: ({ when }) => english`By ${when}`,
      what: english`We aim to resolve your problem.`,
    },
    countedFrom: ({ when }) =>
      english`These periods run from your first contact, on ${when}. All times are Paris time.`,
    updates: english`As long as your problem is not resolved, we regularly email you to tell you what is being done. When it is resolved, we let you know by email.`,
    late: ({ when }) =>
      english`Your message reached us on ${when} and we are late in answering you. We apologise.`,
    lateResolution: english`We aim to resolve your problem as soon as possible.`,
    understoodHeading: english`What we understood`,
    unclearHeading: english`Your request`,
    notRight: english`If that is not right, please tell us by replying to this message.`,
    abstained: english`We could not tell for certain what your request is about. You can tell us more by replying to this message.`,
    unreadable: [
      english`At least part of what you sent us could not be read. We are keeping it as we received it.`,
      english`If you can, please tell us in a few lines what you would like us to do, by replying to this message.`,
    ],
    attachments: ({ count }) =>
      plural('en', count, {
        one: english`We have also received your attachment.`,
        other: english`We have also received your ${count} attachments.`,
      }),
    recorded: {
      withName: english`To keep you informed and follow your case, we have recorded your name, your contact details and the nature of the problem.`,
      withoutName: english`To keep you informed and follow your case, we have recorded your contact details and the nature of the problem.`,
      unclearWithName: english`To keep you informed and follow your case, we have recorded your name, your contact details and your message.`,
      unclearWithoutName: english`To keep you informed and follow your case, we have recorded your contact details and your message.`,
    },
  },

  reopening: {
    subject: english`We have reopened your case`,
    title: english`We have reopened your case`,
    thanks: english`Thank you for writing to us again. We have received your message and reopened your case: we carry on where we left off.`,
    investigation: {
      when: ({ when }) => english`From ${when}`,
      what: english`If your problem is not yet resolved, we investigate. We may ask you for further information.`,
    },
    conclusions: {
      when: ({ when }) => english`By ${when}`,
      what: english`We tell you our conclusions. If your problem is not resolved, your case is passed to the customer experience team, the final stage of our procedure, if it is not already with them.`,
    },
    resolution: {
      when: ({ when }) => english`By ${when}`,
      what: english`We aim to resolve your problem.`,
    },
    countedFrom: ({ when }) =>
      english`These periods run from your new message, received on ${when}. All times are Paris time.`,
  },

  answer: {
    subject: english`Our answer to your request`,
    aboutCase: ({ reference }) => english`This message is about your case ${reference}.`,
  },

  ticketPage: {
    title: ({ reference }) => english`Your case ${reference}`,
    about: ({ about }) => english`Your request about ${about}`,
    firstContact: ({ when }) => english`First contact on ${when}`,
    states: {
      received: {
        label: english`Received`,
        explanation: english`We have received your request. Wherever possible, the customer service team tries to resolve your problem at this first contact.`,
      },
      'in-progress': { label: english`In progress`, explanation: english`Your request is being dealt with.` },
      resolved: {
        label: english`Closed`,
        explanation: english`Your case is closed. If anything remains to be settled, write to us: your case will be reopened.`,
      },
    },
    nextHeading: english`What happens next, and when`,
    followedBy: ({ team }) => english`Your case is with ${team}.`,
    nothingDue: english`No date is currently set for this case.`,
    historyHeading: english`What has happened so far`,
    history: {
      opened: english`We opened your case`,
      'message-received': english`You wrote to us`,
      acknowledged: english`We sent you an acknowledgement`,
      'message-sent': english`We answered you`,
      recategorised: ({ about }) => english`We corrected the subject of your case: it is about ${about}`,
      assigned: ({ team }) => english`Your case is now with ${team}`,
      resolved: english`We closed your case`,
      reopened: english`Your case was reopened`,
    },
    filesAdded: ({ count }) =>
      plural('en', count, { one: english`One attachment`, other: english`${count} attachments` }),
    you: english`You`,
    us: ({ name, team }) => english`${name}, for ${team}`,
    showQuoted: english`Show the whole message`,
    attachment: ({ fileName, size }) => english`Download ${fileName} (${size})`,
    answer: {
      heading: english`Answer us`,
      headingResolved: english`Write to us again`,
      label: english`Your message`,
      hint: english`Please do not include a password or a card number.`,
      files: english`Add files (optional)`,
      filesHint: ({ count, size }) =>
        plural('en', count, {
          one: english`One file at most, up to ${size}.`,
          other: english`${count} files at most, up to ${size} each.`,
        }),
      send: english`Send your message`,
      sent: english`Your message has arrived and has been added to your case.`,
      empty: english`Please write a message or add a file, then send again.`,
      tooLong: ({ count }) =>
        english`Your message is too long: please shorten it to ${count} characters or attach the text as a file. Nothing has been deleted.`,
      fileTooLarge: ({ fileName, size }) =>
        english`The file ${fileName} is too large: ${size} at most. Please choose a smaller file, then send again.`,
      tooManyFiles: ({ count }) =>
        plural('en', count, {
          one: english`Only one file can be attached at a time. Please remove the others, then send again.`,
          other: english`At most ${count} files can be attached at a time. Please remove some, then send again.`,
        }),
      failed: english`Your message could not be sent. Your text is still here: please try again in a few minutes.`,
    },
    linkExpired: {
      title: english`This link is no longer valid`,
      explanation: english`To protect your case, the links we send only work for a certain time. Your case itself is safely kept.`,
      whatToDo: english`Please open the link in our most recent message, or contact us quoting your case number.`,
    },
    linkInvalid: {
      title: english`This link does not lead to a case`,
      explanation: english`The address may be incomplete: links are sometimes cut off when they are copied.`,
      whatToDo: english`Please open the link in our message again, or contact us quoting your case number.`,
    },
    tooManyRequests: {
      title: english`Please wait a moment`,
      explanation: english`This page has been requested too often in a short time. Please try again in a few minutes.`,
    },
    unavailable: {
      title: english`This page is unavailable for the moment`,
      explanation: english`The problem is on our side and your case is safely kept. Please try again in a few minutes.`,
    },
    personalLink: english`This page is for you alone: anyone who knows its address can read it. Please do not pass it on.`,
    parisTime: english`All times are Paris time.`,
  },
}
