import { english } from '../../core/wording/typography.ts'
import type { BotWords } from './bot-words.ts'

const wait = (minutes: number | null) =>
  minutes === null
    ? ''
    : minutes === 1
      ? english` The wait is about one minute.`
      : english` The wait is about ${minutes} minutes.`

/** British English. */
export const en: BotWords = {
  language: 'en',
  greeting: english`Hello, I am Agafort's automatic assistant. Tell me in a few words what is wrong: I will record it, give you a case number and help if I can. You can ask to speak to a person at any time.`,
  howCanIHelp: english`Hello. What has happened? Describe it in your own words.`,
  anythingElse: english`Is there anything else?`,
  thanked: english`You are welcome.`,
  goodbye: english`Thank you for writing to us. Goodbye.`,
  languageChanged: english`Let us continue in English.`,
  restarted: english`Let us start again. What has happened? Anything already recorded stays recorded.`,
  cancelled: (reference) =>
    reference
      ? english`I will stop asking. Your case ${reference} stays recorded and is still being handled.`
      : english`All right, I will stop here. Nothing was recorded.`,
  staleChoice: english`That was the answer to an earlier question. This is where we are.`,
  notKept: english`I cannot record your message at the moment. What you had written before is kept. Please send this message again in a few minutes.`,
  emptyMessage: english`I received no text. Tell me in a few words what is wrong.`,

  understood: ({ name, understood }) => english`This is what I understood (${name}). ${understood}`,
  understoodSeveral: (count) => english`I understood ${count} requests. Each has its own case:`,
  severalLine: ({ name, reference }) => english`– ${name}: case ${reference}`,
  noted: (facts) => english`I have noted: ${facts.join(', ')}.`,
  detailNames: {
    email: english`email address`,
    name: english`name`,
    orderNumber: english`order`,
    listing: english`product page`,
    telephone: english`telephone`,
  },
  howToCorrect: english`If I have got it wrong, write “that's not it”.`,
  reference: ({ reference, times }) =>
    english`Your case number is ${reference}. We are trying to resolve your problem right away. If it is not resolved by ${times.investigation}, a member of the issue resolution team will begin an investigation. You will receive our conclusions by ${times.conclusions} at the latest, and we aim to resolve your problem by ${times.resolution}.`,
  recorded: (reference) => english`Your request is recorded under the number ${reference}.`,
  card: {
    title: english`Your case`,
    category: english`Subject`,
    conclusions: english`Conclusions by`,
    resolution: english`Aim to resolve by`,
  },
  fileKept: (count) =>
    count === 1 ? english`I have received your file.` : english`I have received your ${count} files.`,

  unclear: english`I am not sure I understand. What is it about?`,
  unclearAgain: english`Could you tell me in one sentence what happened and what you would like us to do?`,
  whichCategory: english`Thank you for correcting me. What is it about?`,
  corrected: (name) => english`Corrected: your case is now about “${name}”.`,
  notCorrected: english`I am leaving your case as it is, and the person handling it will see your remark.`,

  ask: {
    email: english`At which email address can we reply to you?`,
    name: english`Under which name should we record your case?`,
    orderNumber: english`What is the order number?`,
    listing: english`Could you copy the address of the product page here?`,
  },
  askAgain: {
    email: english`I did not recognise an email address, such as first.last@example.com. Could you write it again, or skip the question?`,
    name: english`Under which name should we record your case? You can skip the question.`,
    orderNumber: english`I did not recognise an order number. Could you copy it again, or skip the question?`,
    listing: english`I did not recognise the address of a page. It usually begins with https. You can skip the question.`,
  },
  thanksForDetail: english`I have noted it.`,
  whatHappensNow: ({ reference, email }) =>
    email
      ? english`Your case ${reference} is complete. We will keep you informed by email at ${email}.`
      : english`Your case ${reference} is recorded. Without an email address we cannot write to you: keep this number and come back here whenever you like.`,
  added: (reference) => english`I have passed your message on to the team handling case ${reference}.`,
  sameOrNew: (reference) => english`Is this about case ${reference}, or is it another request?`,

  didItSolve: english`Did this resolve your problem?`,
  resolved: (reference) =>
    english`I am glad to hear it. Case ${reference} is closed; write to us if the problem comes back.`,

  status: {
    askReference: english`What is your case number? It looks like AGF-XXXX-XXXX.`,
    mistyped: english`This number is not quite a case number. Could you copy it again? It looks like AGF-XXXX-XXXX.`,
    askReferenceAgain: english`I did not recognise a case number. It looks like AGF-XXXX-XXXX and appears in our emails.`,
    codeSent: english`If this case exists, a six-digit code has just been sent to the email address on it. Write it here to read where the case stands.`,
    askCodeAgain: english`Write here the six-digit code you received by email.`,
    refused: (triesLeft) =>
      triesLeft > 0
        ? english`This code does not open this case. You have ${triesLeft} ${triesLeft === 1 ? 'try' : 'tries'} left.`
        : english`This code does not open this case. For your security, I cannot accept any more. You can ask for a new code later, or talk to someone.`,
    tooMany: english`There have been too many requests in a short time. Try again later, or talk to someone.`,
    shown: ({ reference, about, state }) => english`This is your case ${reference}, about ${about}. ${state}`,
    nextDue: (when) => english`Next step: ${when}`,
    lastUpdate: (when) => english`We last gave you news on ${when}.`,
  },

  sellerContact: (reference) =>
    english`We first do everything we can to contact the seller on your behalf. If our efforts fail, you can ask for their direct contact details: your request is recorded in case ${reference}, and we will answer you by email.`,

  person: {
    asking: english`I am looking for someone to answer you.`,
    askingUrgently: english`I am looking for someone to answer you right away.`,
    notUnderstood: english`I do not quite understand, and I do not want to waste your time. I am looking for someone to answer you.`,
    queued: ({ place, minutes }) =>
      (place === 1 ? english`You are first in the queue.` : english`You are number ${place} in the queue.`) +
      wait(minutes) +
      english` You can go on writing: the person who answers you will be able to read everything.`,
    moved: ({ place, minutes }) =>
      (place === 1
        ? english`You are now first in the queue.`
        : english`You are now number ${place} in the queue.`) + wait(minutes),
    noted: english`Noted: the person who answers you will be able to read it.`,
    accepted: (name) => english`${name} from Agafort's customer service is with you now.`,
    passedOn: english`Your request has been passed to customer service. You can go on writing: the person who answers you will be able to read everything.`,
    acceptedElsewhere: english`Someone from Agafort's customer service is with you now.`,
    hubFailed: english`The customer service I called has nobody to answer you right now. What you have written is kept.`,
    transferred: (name) => english`${name} is taking over and can read your whole conversation.`,
    requeued: english`Another person will take over. You keep your place in the queue.`,
    left: english`You are no longer waiting. I am here to help you again.`,
    nobody: (opensAt) =>
      opensAt
        ? english`Nobody is available at the moment. Customer service will be back on ${opensAt}.`
        : english`Nobody is available at the moment.`,
    byMail: ({ reference, email }) =>
      english`Your request is recorded under the number ${reference} and we will answer you by email at ${email}.`,
    byTelephone: (telephone) => english`You can also call us on ${telephone}.`,
    summary: (summary) => english`Here is the summary of your conversation: ${summary}`,
    ended: english`Your conversation has ended. I am here again if you need anything else.`,
    endedByTimeout: english`As we had no answer from you, the conversation has ended. Your case stays open and everything you wrote is kept.`,
  },

  despair: english`What you write matters, and you should not be left alone with it. If you are in France, call 3114: it is free, confidential and answers day and night. If you are in danger now, call 15 in France, or 112 anywhere in Europe.`,
  despairNobody: english`Nobody is available here at the moment, but 3114 answers day and night in France. In immediate danger, call 15 or 112. We have kept your message and will read it first.`,
  danger: english`If someone is hurt or in danger now, call the emergency services first: in France 15 for a medical emergency or 17 for the police, and 112 anywhere in Europe. Stop using the product if it is the cause.`,
  fraudNow: english`If money is leaving right now, call your bank at once to block your cards and payments, without waiting for our answer. Give no code to anyone and do not call back a number you received in a message.`,
  insulted: english`I understand that this is a difficult situation. Tell me what happened and I will record it, or talk to someone from our team.`,

  rating: {
    ask: english`How would you rate this conversation, from 1 (very unsatisfactory) to 5 (very satisfactory)?`,
    askComment: english`Thank you. Would you like to add a comment?`,
    thanks: english`Thank you for your opinion.`,
    already: english`Your opinion has already been recorded, thank you.`,
  },
  transcript: {
    askEmail: english`To which email address should I send this conversation?`,
    sent: english`The conversation will be sent to you by email.`,
  },
  silence: {
    first: english`I am still here. Take your time.`,
    withTicket: (reference) =>
      english`I am still here. Your case ${reference} is recorded: you can also close this page and come back later.`,
    gone: english`I am pausing this conversation. Write to me whenever you like.`,
    goneWithTicket: (reference) =>
      english`I am pausing this conversation. Your case ${reference} is still being handled; write to me whenever you like.`,
  },
  refused: {
    tooMany: english`There have been too many requests in a short time. Try again in a few minutes.`,
    notAvailable: english`I cannot do that at the moment. What you wrote is kept: try again in a few minutes, or call us.`,
  },

  choices: {
    person: english`Talk to someone`,
    status: english`Follow a case`,
    'new-matter': english`Another request`,
    'same-matter': english`The same case`,
    'other-matter': english`Another request`,
    'wrong-category': english`That's not it`,
    'right-category': english`That's right`,
    solved: english`Yes, it is resolved`,
    'not-solved': english`No, not yet`,
    skip: english`Skip`,
    'no-thanks': english`No, thank you`,
    'keep-waiting': english`Keep waiting`,
    'stop-waiting': english`Stop waiting`,
    transcript: english`Receive the conversation`,
    rate: english`Give my opinion`,
    restart: english`Start again`,
    'in-french': 'Français',
    'in-english': english`English`,
    'rate:1': english`1 – very unsatisfactory`,
    'rate:2': english`2 – unsatisfactory`,
    'rate:3': english`3 – neutral`,
    'rate:4': english`4 – satisfactory`,
    'rate:5': english`5 – very satisfactory`,
  },
}
