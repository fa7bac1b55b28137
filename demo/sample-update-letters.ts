import { HOUR } from '../core/kernel/duration.ts'
import { escapeHtml } from '../core/wording/escape-html.ts'
import { memberNoticeMail } from '../core/wording/member-notice.ts'
import { type UpdateFacts, updateMail } from '../core/wording/update.ts'
import type { SampleLetter } from './sample-letter.ts'

const FIRST_CONTACT = new Date('2026-11-24T08:05:00Z')
const hoursLater = (hours: number) => new Date(FIRST_CONTACT.getTime() + hours * HOUR)
const REFERENCE = 'AGF-7K2M-9QWX'
const OPEN_PROMISES = {
  investigate: { kind: 'investigate', dueAt: hoursLater(24) },
  conclude: { kind: 'conclude', dueAt: hoursLater(48) },
  escalate: { kind: 'escalate', dueAt: hoursLater(48) },
  resolve: { kind: 'resolve', dueAt: hoursLater(120) },
} as const

const NADIA: Omit<UpdateFacts, 'language' | 'level' | 'writtenAt' | 'measures' | 'owed' | 'nextUpdateBy'> = {
  reference: REFERENCE,
  category: 'order-dispute',
  customerName: 'Nadia Benali',
  waitingSince: null,
  investigation: null,
  ticketUrl: 'https://aide.agafort.example/t/exemple',
}

/** Letters sent by the clock: updates to customers, and notices to members. */
export const SAMPLE_UPDATE_LETTERS: readonly SampleLetter[] = [
  {
    id: 'update-nothing-new',
    reader: 'customer',
    name: { fr: 'Nouvelles : rien de nouveau', en: 'Update: nothing new' },
    render: (language) =>
      updateMail({
        ...NADIA,
        language,
        level: 'customer-service',
        writtenAt: hoursLater(23.5),
        measures: [],
        owed: [
          OPEN_PROMISES.investigate,
          OPEN_PROMISES.conclude,
          OPEN_PROMISES.escalate,
          OPEN_PROMISES.resolve,
        ],
        investigation: { memberFirstName: 'Claire', begun: false },
        nextUpdateBy: hoursLater(47.5),
      }),
  },
  {
    id: 'update',
    reader: 'customer',
    name: { fr: 'Nouvelles : mesures prises', en: 'Update: measures taken' },
    render: (language) =>
      updateMail({
        ...NADIA,
        language,
        level: 'resolution',
        writtenAt: hoursLater(26),
        measures: [
          { kind: 'handed-to-resolution', at: hoursLater(24), memberFirstName: 'Claire', by: null },
          { kind: 'investigation-begun', at: hoursLater(25), memberFirstName: 'Claire', by: null },
          { kind: 'seller-asked', at: hoursLater(25.2), memberFirstName: null, by: hoursLater(41) },
        ],
        waitingSince: hoursLater(25.5),
        owed: [OPEN_PROMISES.conclude, OPEN_PROMISES.escalate, OPEN_PROMISES.resolve],
        investigation: { memberFirstName: 'Claire', begun: true },
        nextUpdateBy: hoursLater(50),
      }),
  },
  {
    id: 'update-late',
    reader: 'customer',
    name: { fr: 'Nouvelles : nous sommes en retard', en: 'Update: we are late' },
    render: (language) =>
      updateMail({
        ...NADIA,
        language,
        level: 'customer-experience',
        writtenAt: hoursLater(50),
        measures: [
          { kind: 'handed-to-customer-experience', at: hoursLater(48), memberFirstName: 'Paul', by: null },
          { kind: 'seller-silent', at: hoursLater(49), memberFirstName: null, by: null },
        ],
        owed: [OPEN_PROMISES.conclude, OPEN_PROMISES.resolve],
        investigation: { memberFirstName: 'Claire', begun: true },
        nextUpdateBy: hoursLater(74),
      }),
  },
  {
    id: 'member-notice',
    reader: 'member',
    name: { fr: 'Avis à un membre', en: 'Notice to a member' },
    render: (language) => {
      const { subject, text } = memberNoticeMail(language, {
        memberFirstName: 'Claire',
        publicUrl: 'https://aide.agafort.example',
        notices: [
          {
            kind: 'named',
            reference: REFERENCE,
            category: 'order-dispute',
            promise: OPEN_PROMISES.investigate,
          },
          { kind: 'handed-over', reference: 'AGF-4T8P-2LXD', category: 'account', promise: null },
          { kind: 'overdue', reference: 'AGF-9V3C-6HKR', category: 'other', promise: OPEN_PROMISES.conclude },
        ],
      })
      return { subject, text, html: `<pre>${escapeHtml(text)}</pre>` }
    },
  },
]
