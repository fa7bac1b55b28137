import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { PromiseKind } from '../policy/policy-times.ts'
import { dayAndTime } from './dates.ts'
import { MEMBER_NOTICE_WORDS } from './member-notice-words.ts'
import { wordingIn } from './wording.ts'

/** One matter a member is told of: its reference and kind, never a customer's words. */
export interface NoticeFacts {
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
