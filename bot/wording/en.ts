import { english as say } from '../../core/wording/typography.ts'
import type { BotWords } from './bot-words.ts'

const wait = (minutes: number | null) =>
  minutes === null
    ? ''
    : minutes === 1
      ? say` The wait is about one minute.`
      : say` The wait is about ${minutes} minutes.`

/** British English. */
export const en: BotWords = {
  language: 'en',
  greeting: say`Hello, I am Agafort's automatic assistant. Tell me in a few words what is wrong: I will record it, give you a case number and help if I can. You can ask to speak to a person at any time.`,
  howCanIHelp: say`Hello. What has happened? Describe it in your own words.`,
  anythingElse: say`Is there anything else?`,
  thanked: say`You are welcome.`,
  goodbye: say`Thank you for writing to us. Goodbye.`,
  languageChanged: say`Let us continue in English.`,
  restarted: say`Let us start again. What has happened? Anything already recorded stays recorded.`,
  cancelled: (reference) =>
    reference
      ? say`I will stop asking. Your case ${reference} stays recorded and is still being handled.`
      : say`All right, I will stop here. Nothing was recorded.`,
  staleChoice: say`That was the answer to an earlier question. This is where we are.`,
  notKept: say`I cannot record your message at the moment. What you had written before is kept. Please send this message again in a few minutes.`,
  emptyMessage: say`I received no text. Tell me in a few words what is wrong.`,

  understood: ({ name, understood }) => say`This is what I understood (${name}). ${understood}`,
  understoodSeveral: (count) => say`I understood ${count} requests. Each has its own case:`,
  severalLine: ({ name, reference }) => say`– ${name}: case ${reference}`,
  noted: (facts) => say`I have noted: ${facts.join(', ')}.`,
  detailNames: {
    email: say`email address`,
    name: say`name`,
    orderNumber: say`order`,
    listing: say`product page`,
    telephone: say`telephone`,
  },
  howToCorrect: say`If I have got it wrong, write “that's not it”.`,
  reference: ({ reference, times }) =>
    say`Your case number is ${reference}. We are trying to resolve your problem right away. If it is not resolved by ${times.investigation}, a member of the issue resolution team will begin an investigation. You will receive our conclusions by ${times.conclusions} at the latest, and we aim to resolve your problem by ${times.resolution}.`,
  recorded: (reference) => say`Your request is recorded under the number ${reference}.`,
  card: {
    title: say`Your case`,
    category: say`Subject`,
    conclusions: say`Conclusions by`,
    resolution: say`Aim to resolve by`,
  },
  fileKept: (count) =>
    count === 1 ? say`I have received your file.` : say`I have received your ${count} files.`,

  unclear: say`I am not sure I understand. What is it about?`,
  unclearAgain: say`Could you tell me in one sentence what happened and what you would like us to do?`,
  whichCategory: say`Thank you for correcting me. What is it about?`,
  corrected: (name) => say`Corrected: your case is now about “${name}”.`,
  notCorrected: say`I am leaving your case as it is, and the person handling it will see your remark.`,

  ask: {
    email: say`At which email address can we reply to you?`,
    name: say`Under which name should we record your case?`,
    orderNumber: say`What is the order number?`,
    listing: say`Could you copy the address of the product page here?`,
  },
  askAgain: {
    email: say`I did not recognise an email address, such as first.last@example.com. Could you write it again, or skip the question?`,
    name: say`Under which name should we record your case? You can skip the question.`,
    orderNumber: say`I did not recognise an order number. Could you copy it again, or skip the question?`,
    listing: say`I did not recognise the address of a page. It usually begins with https. You can skip the question.`,
  },
  thanksForDetail: say`I have noted it.`,
  whatHappensNow: ({ reference, email }) =>
    email
      ? say`Your case ${reference} is complete. We will keep you informed by email at ${email}.`
      : say`Your case ${reference} is recorded. Without an email address we cannot write to you: keep this number and come back here whenever you like.`,
  added: (reference) => say`I have passed your message on to the team handling case ${reference}.`,
  sameOrNew: (reference) => say`Is this about case ${reference}, or is it another request?`,

  didItSolve: say`Did this resolve your problem?`,
  resolved: (reference) =>
    say`I am glad to hear it. Case ${reference} is closed; write to us if the problem comes back.`,

  status: {
    askReference: say`What is your case number? It looks like AGF-XXXX-XXXX.`,
    mistyped: say`This number is not quite a case number. Could you copy it again? It looks like AGF-XXXX-XXXX.`,
    askReferenceAgain: say`I did not recognise a case number. It looks like AGF-XXXX-XXXX and appears in our emails.`,
    codeSent: say`If this case exists, a six-digit code has just been sent to the email address on it. Write it here to read where the case stands.`,
    askCodeAgain: say`Write here the six-digit code you received by email.`,
    refused: (triesLeft) =>
      triesLeft > 0
        ? say`This code does not open this case. You have ${triesLeft} ${triesLeft === 1 ? 'try' : 'tries'} left.`
        : say`This code does not open this case. For your security, I cannot accept any more. You can ask for a new code later, or talk to someone.`,
    tooMany: say`There have been too many requests in a short time. Try again later, or talk to someone.`,
    shown: ({ reference, about, state }) => say`This is your case ${reference}, about ${about}. ${state}`,
    nextDue: (when) => say`Next step: ${when}`,
    lastUpdate: (when) => say`We last gave you news on ${when}.`,
  },

  sellerContact: (reference) =>
    say`We first do everything we can to contact the seller on your behalf. If our efforts fail, you can ask for their direct contact details: your request is recorded in case ${reference}, and we will answer you by email.`,

  person: {
    asking: say`I am looking for someone to answer you.`,
    askingUrgently: say`I am looking for someone to answer you right away.`,
    notUnderstood: say`I do not quite understand, and I do not want to waste your time. I am looking for someone to answer you.`,
    queued: ({ place, minutes }) =>
      (place === 1 ? say`You are first in the queue.` : say`You are number ${place} in the queue.`) +
      wait(minutes) +
      say` You can go on writing: the person who answers you will be able to read everything.`,
    moved: ({ place, minutes }) =>
      (place === 1 ? say`You are now first in the queue.` : say`You are now number ${place} in the queue.`) +
      wait(minutes),
    noted: say`Noted: the person who answers you will be able to read it.`,
    accepted: (name) => say`${name} from Agafort's customer service is with you now.`,
    passedOn: say`Your request has been passed to customer service. You can go on writing: the person who answers you will be able to read everything.`,
    acceptedElsewhere: say`Someone from Agafort's customer service is with you now.`,
    hubFailed: say`The customer service I called has nobody to answer you right now. What you have written is kept.`,
    transferred: (name) => say`${name} is taking over and can read your whole conversation.`,
    requeued: say`Another person will take over. You keep your place in the queue.`,
    left: say`You are no longer waiting. I am here to help you again.`,
    nobody: (opensAt) =>
      opensAt
        ? say`Nobody is available at the moment. Customer service will be back on ${opensAt}.`
        : say`Nobody is available at the moment.`,
    byMail: ({ reference, email }) =>
      say`Your request is recorded under the number ${reference} and we will answer you by email at ${email}.`,
    byTelephone: (telephone) => say`You can also call us on ${telephone}.`,
    summary: (summary) => say`Here is the summary of your conversation: ${summary}`,
    ended: say`Your conversation has ended. I am here again if you need anything else.`,
    endedByTimeout: say`As we had no answer from you, the conversation has ended. Your case stays open and everything you wrote is kept.`,
  },

  despair: say`What you write matters, and you should not be left alone with it. If you are in France, call 3114: it is free, confidential and answers day and night. If you are in danger now, call 15 in France, or 112 anywhere in Europe.`,
  despairNobody: say`Nobody is available here at the moment, but 3114 answers day and night in France. In immediate danger, call 15 or 112. We have kept your message and will read it first.`,
  danger: say`If someone is hurt or in danger now, call the emergency services first: in France 15 for a medical emergency or 17 for the police, and 112 anywhere in Europe. Stop using the product if it is the cause.`,
  fraudNow: say`If money is leaving right now, call your bank at once to block your cards and payments, without waiting for our answer. Give no code to anyone and do not call back a number you received in a message.`,
  insulted: say`I understand that this is a difficult situation. Tell me what happened and I will record it, or talk to someone from our team.`,

  rating: {
    ask: say`How would you rate this conversation, from 1 (very unsatisfactory) to 5 (very satisfactory)?`,
    askComment: say`Thank you. Would you like to add a comment?`,
    thanks: say`Thank you for your opinion.`,
    already: say`Your opinion has already been recorded, thank you.`,
  },
  transcript: {
    askEmail: say`To which email address should I send this conversation?`,
    sent: say`The conversation will be sent to you by email.`,
  },
  silence: {
    first: say`I am still here. Take your time.`,
    withTicket: (reference) =>
      say`I am still here. Your case ${reference} is recorded: you can also close this page and come back later.`,
    gone: say`I am pausing this conversation. Write to me whenever you like.`,
    goneWithTicket: (reference) =>
      say`I am pausing this conversation. Your case ${reference} is still being handled; write to me whenever you like.`,
  },
  refused: {
    tooMany: say`There have been too many requests in a short time. Try again in a few minutes.`,
    notAvailable: say`I cannot do that at the moment. What you wrote is kept: try again in a few minutes, or call us.`,
  },

  choices: {
    person: say`Talk to someone`,
    status: say`Follow a case`,
    'new-matter': say`Another request`,
    'same-matter': say`The same case`,
    'other-matter': say`Another request`,
    'wrong-category': say`That's not it`,
    'right-category': say`That's right`,
    solved: say`Yes, it is resolved`,
    'not-solved': say`No, not yet`,
    skip: say`Skip`,
    'no-thanks': say`No, thank you`,
    'keep-waiting': say`Keep waiting`,
    'stop-waiting': say`Stop waiting`,
    transcript: say`Receive the conversation`,
    rate: say`Give my opinion`,
    restart: say`Start again`,
    'in-french': 'Français',
    'in-english': say`English`,
    'rate:1': say`1 – very unsatisfactory`,
    'rate:2': say`2 – unsatisfactory`,
    'rate:3': say`3 – neutral`,
    'rate:4': say`4 – satisfactory`,
    'rate:5': say`5 – very satisfactory`,
  },
}
