import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { PromiseKind } from '../policy/policy-times.ts'
import { dayAndTime } from './dates.ts'
import { plural } from './plural.ts'
import { english, french } from './typography.ts'
import { wordingIn } from './wording.ts'

/** One ticket a member is notified of: its reference and kind, never a customer's text. */
interface NoticeFacts {
  kind: NoticeKind
  reference: string
  category: Category
  promise: { kind: PromiseKind; dueAt: Date } | null
}

// What needs action first comes first; what is no longer theirs comes last.
const ORDER: readonly NoticeKind[] = [
  'overdue',
  'nobody-to-take',
  'dissatisfied',
  'mentioned',
  'named',
  'handed-over',
  'handed-on',
]
// Nobody reads a mail that lists hundreds; the desk lists them all.
const MOST_LISTED = 50

/** Returns the mail that notifies a member of tickets, many at once. Text only; links go to the desk at `publicUrl`. */
export function memberNoticeMail(
  language: Language,
  facts: { memberFirstName: string; publicUrl: string; notices: readonly NoticeFacts[] },
): { subject: string; text: string } {
  const words = MEMBER_NOTICE_WORDS[language]
  const ticketCount = new Set(facts.notices.map(({ reference }) => reference)).size
  const parts = ORDER.flatMap((kind) => {
    const notices = facts.notices.filter((notice) => notice.kind === kind)
    if (notices.length === 0) return []
    const listed = notices
      .slice(0, MOST_LISTED)
      .map((notice) => noticeLine(language, notice, facts.publicUrl))
    const rest = notices.length - listed.length
    return [
      [words.headings[kind], ...listed, ...(rest > 0 ? [`  + ${rest}\n  ${facts.publicUrl}/desk`] : [])].join(
        '\n\n',
      ),
    ]
  })
  return {
    subject: words.subject(ticketCount),
    text: [words.greeting(facts.memberFirstName), ...parts, words.closing].join('\n\n'),
  }
}

function noticeLine(language: Language, notice: NoticeFacts, publicUrl: string): string {
  const words = MEMBER_NOTICE_WORDS[language]
  const about = wordingIn(language).categories[notice.category].name
  const when = notice.promise && dayAndTime(language, notice.promise.dueAt)
  const due =
    notice.promise === null || when === null
      ? ''
      : notice.kind === 'overdue'
        ? `, ${words.overdue(notice.promise.kind, when)}`
        : `, ${words.due(when)}`
  return `  ${notice.reference} (${about})${due}\n  ${publicUrl}/desk/tickets/${notice.reference}`
}

export type NoticeKind =
  /** They are to investigate. */
  | 'named'
  /** It was escalated to their level and is theirs. */
  | 'handed-over'
  /** It was escalated and is another's now. */
  | 'handed-on'
  /** It was escalated and nobody available may take it: they, a supervisor, must find a member. */
  | 'nobody-to-take'
  | 'overdue'
  /** A customer was not satisfied; the ticket is theirs. */
  | 'dissatisfied'
  /** A colleague named them in a note. */
  | 'mentioned'

/** The sentences of the mail that notifies members of tickets. */
interface MemberNoticeWords {
  greeting: (name: string) => string
  subject: (count: number) => string
  /** Above the tickets of one kind. */
  headings: Record<NoticeKind, string>
  /** After a reference and its category. */
  due: (when: string) => string
  overdue: (promise: PromiseKind, when: string) => string
  closing: string
}

const PROMISES: Record<Language, Record<PromiseKind, string>> = {
  fr: {
    acknowledge: 'accusé de réception',
    update: 'nouvelles au client',
    investigate: 'enquête à commencer',
    conclude: 'conclusions à communiquer',
    escalate: 'transmission à l’équipe chargée de l’expérience client',
    resolve: 'résolution',
  },
  en: {
    acknowledge: 'acknowledgement',
    update: 'news to the customer',
    investigate: 'investigation to begin',
    conclude: 'conclusions to send',
    escalate: 'handover to the customer experience team',
    resolve: 'resolution',
  },
}

const MEMBER_NOTICE_WORDS: Record<Language, MemberNoticeWords> = {
  fr: {
    greeting: (name) => french`Bonjour ${name},`,
    subject: (count) =>
      french`${count} ${plural('fr', count, { one: 'dossier demande', other: 'dossiers demandent' })} votre attention`,
    headings: {
      named: french`L'enquête vous est confiée. Elle commence par votre premier acte : une question, une réponse, une note ou un appel.`,
      'handed-over': french`Transmis à votre équipe ; vous en assurez le suivi :`,
      'handed-on': french`Transmis à un autre niveau ; vous n'en avez plus la charge :`,
      'nobody-to-take': french`Transmis, mais aucun membre présent et habilité ne peut s'en charger. À attribuer à quelqu'un :`,
      overdue: french`Une promesse faite au client n'est pas tenue :`,
      dissatisfied: french`Le client n'est pas satisfait de la résolution :`,
      mentioned: french`Un collègue vous cite dans une note :`,
    },
    due: (when) => french`au plus tard le ${when}`,
    overdue: (promise, when) => french`${PROMISES.fr[promise]}, échéance passée le ${when}`,
    closing: french`Ce message ne s'adresse qu'à vous : ne le transmettez pas.`,
  },
  en: {
    greeting: (name) => english`Hello ${name},`,
    subject: (count) =>
      english`${count} ${plural('en', count, { one: 'case needs', other: 'cases need' })} your attention`,
    headings: {
      named: english`The investigation is yours. It begins with your first act: a question, an answer, a note or a call.`,
      'handed-over': english`Passed to your team and assigned to you:`,
      'handed-on': english`Passed to another level, and no longer yours:`,
      'nobody-to-take': english`Passed on, but no member who is present and has clearance can take it. To be assigned to someone:`,
      overdue: english`A promise made to the customer is not kept:`,
      dissatisfied: english`The customer is not satisfied with the resolution:`,
      mentioned: english`A colleague names you in a note:`,
    },
    due: (when) => english`by ${when}`,
    overdue: (promise, when) => english`${PROMISES.en[promise]}, due ${when}`,
    closing: english`This message is meant for you alone: please do not forward it.`,
  },
}
