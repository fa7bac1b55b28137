import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { PromiseKind } from '../policy/policy-times.ts'
import { dayAndTime } from './dates.ts'
import { plural } from './plural.ts'
import { english, french } from './typography.ts'
import { wordingIn } from './wording.ts'

/** One matter a member is told of: its reference and kind, never a customer's words. */
interface NoticeFacts {
  kind: NoticeKind
  reference: string
  category: Category
  promise: { kind: PromiseKind; dueAt: Date } | null
}

// What is to be done first stands first; what is no longer theirs last.
const ORDER: readonly NoticeKind[] = [
  'overdue',
  'nobody-to-take',
  'dissatisfied',
  'mentioned',
  'named',
  'handed-over',
  'handed-on',
]
// A mail that lists hundreds is not read; the desk lists them all.
const MOST_LISTED = 50

/** The mail that tells a member of their matters, many at once. Plain text; links go to the desk at `publicUrl`. */
export function memberNoticeMail(
  language: Language,
  told: { memberFirstName: string; publicUrl: string; notices: readonly NoticeFacts[] },
): { subject: string; text: string } {
  const words = MEMBER_NOTICE_WORDS[language]
  const matters = new Set(told.notices.map(({ reference }) => reference)).size
  const parts = ORDER.flatMap((kind) => {
    const notices = told.notices.filter((notice) => notice.kind === kind)
    if (notices.length === 0) return []
    const listed = notices.slice(0, MOST_LISTED).map((notice) => noticeLine(language, notice, told.publicUrl))
    const rest = notices.length - listed.length
    return [
      [words.headings[kind], ...listed, ...(rest > 0 ? [`  + ${rest}\n  ${told.publicUrl}/desk`] : [])].join(
        '\n\n',
      ),
    ]
  })
  return {
    subject: words.subject(matters),
    text: [words.greeting(told.memberFirstName), ...parts, words.closing].join('\n\n'),
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
  /** It climbed to their level and is theirs. */
  | 'handed-over'
  /** It climbed and is another's now. */
  | 'handed-on'
  /** It climbed and nobody present may take it: they, a supervisor, find someone. */
  | 'nobody-to-take'
  | 'overdue'
  /** A customer was not satisfied; it is theirs. */
  | 'dissatisfied'
  /** A colleague named them in a note. */
  | 'mentioned'

/** What members read in the mail that tells them of their matters. */
interface MemberNoticeWords {
  greeting: (name: string) => string
  subject: (count: number) => string
  /** Stands above the matters of one kind. */
  headings: Record<NoticeKind, string>
  /** Behind a reference, its category before it. */
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
