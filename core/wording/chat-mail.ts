import type { Language } from '../policy/language.ts'
import { dayAndTime } from './dates.ts'

/** A short text mail of the chat, to an address whose owner may not be a customer yet. */
export interface ChatMail {
  subject: string
  text: string
}

/** Returns the mail with the code that proves in the chat that a ticket is the customer's. */
export function chatCodeMail(language: Language, facts: { reference: string; code: string }): ChatMail {
  const { reference, code } = facts
  if (language === 'en') {
    return {
      subject: `Your code for the chat [${reference}]`,
      text: `Hello,

Someone is asking in our chat where your case ${reference} stands. If it is you, enter this code there:

${code}

It is valid for 15 minutes. If it is not you, there is nothing for you to do: without this code, nothing is disclosed.

Agafort customer service
`,
    }
  }
  return {
    subject: `Votre code pour le chat [${reference}]`,
    text: `Bonjour,

Une personne demande, dans notre chat, où en est votre dossier ${reference}. Si c’est vous, saisissez-y ce code\u00a0:

${code}

Il est valable 15\u00a0minutes. Si ce n’est pas vous, vous n’avez rien à faire\u00a0: sans ce code, rien n’est communiqué.

Le service client d’Agafort
`,
  }
}

/** Returns the mail with the transcript of a chat, line by line. */
export function chatTranscriptMail(
  language: Language,
  lines: readonly { at: Date; who: 'you' | 'assistant' | { firstName: string }; text: string }[],
): ChatMail {
  const french = language === 'fr'
  const name = (who: (typeof lines)[number]['who']) => {
    if (typeof who === 'object') return who.firstName
    if (who === 'you') return french ? 'Vous' : 'You'
    return french ? 'Assistant Agafort' : 'Agafort assistant'
  }
  const spoken = lines.map(
    ({ at, who, text }) => `${name(who)}, ${dayAndTime(language, at)}${french ? '\u00a0' : ''}:\n${text}`,
  )
  const first = french
    ? 'Bonjour,\n\nVoici la conversation que vous avez eue avec nous.'
    : 'Hello,\n\nHere is the conversation you had with us.'
  const last = french ? 'Le service client d’Agafort' : 'Agafort customer service'
  return {
    subject: french ? 'Votre conversation avec Agafort' : 'Your conversation with Agafort',
    text: `${[first, ...spoken, last].join('\n\n')}\n`,
  }
}
