import { MINUTE } from '../core/kernel/duration.ts'
import { type ChatMail, chatCodeMail, chatTranscriptMail } from '../core/wording/chat-mail.ts'
import { escapeHtml } from '../core/wording/escape-html.ts'
import type { RenderedMail } from '../core/wording/mail.ts'
import type { SampleLetter } from './sample-letter.ts'

const REFERENCE = 'AGF-7K2M-9QWX'
const WRITTEN = new Date('2026-11-24T08:05:00Z')
const minutesLater = (minutes: number) => new Date(WRITTEN.getTime() + minutes * MINUTE)

const CONVERSATION = {
  fr: {
    customer: 'Mon colis devait arriver le 12 novembre et le suivi n’a pas bougé.',
    assistant: `Votre demande est enregistrée sous le numéro ${REFERENCE}.`,
    member: 'Bonjour, je contacte le vendeur aujourd’hui.',
  },
  en: {
    customer: 'My parcel was due on 12 November and the tracking has not moved.',
    assistant: `Your request is recorded under the number ${REFERENCE}.`,
    member: 'Hello, I am contacting the seller today.',
  },
} as const

/** Letters the chat sends: the code that opens a ticket there, and the transcript. */
export const SAMPLE_CHAT_LETTERS: readonly SampleLetter[] = [
  {
    id: 'chat-code',
    reader: 'customer',
    name: { fr: 'Code pour le chat', en: 'Code for the chat' },
    render: (language) => renderedMail(chatCodeMail(language, { reference: REFERENCE, code: '407913' })),
  },
  {
    id: 'chat-transcript',
    reader: 'customer',
    name: { fr: 'Conversation du chat', en: 'Conversation in the chat' },
    render: (language) => {
      const { customer, assistant, member } = CONVERSATION[language]
      return renderedMail(
        chatTranscriptMail(language, [
          { at: WRITTEN, who: 'you', text: customer },
          { at: minutesLater(1), who: 'assistant', text: assistant },
          { at: minutesLater(4), who: { firstName: 'Thomas' }, text: member },
        ]),
      )
    },
  },
]

function renderedMail({ subject, text }: ChatMail): RenderedMail {
  return { subject, text, html: `<pre>${escapeHtml(text)}</pre>` }
}
