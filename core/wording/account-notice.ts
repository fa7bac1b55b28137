import type { Language } from '../policy/language.ts'
import { ACCOUNT_NOTICE_WORDS } from './account-notice-words.ts'
import { dayAndTime } from './dates.ts'

/** The mail that tells a member that their access was changed. Plain text. */
export function accountNoticeMail(
  language: Language,
  told: {
    change: AccountChange
    memberFirstName: string
    at: Date
    /** The address of the connection it came from, when it is known. */
    origin: string | null
    wayBackUrl: string
  },
): { subject: string; text: string } {
  const words = ACCOUNT_NOTICE_WORDS[language]
  const { subject, said } = words.changes[told.change]
  const when = dayAndTime(language, told.at)
  const text = [
    words.greeting(told.memberFirstName),
    `${said} ${told.origin === null ? words.when(when) : words.whenAndWhere(when, told.origin)}`,
    `${words.notYou}\n${told.wayBackUrl}`,
    words.closing,
  ]
  return { subject, text: text.join('\n\n') }
}

/** The mail with the one-time link for a member who cannot sign in. `minutes`: how long the link holds. */
export function accountRecoveryMail(
  language: Language,
  told: { memberFirstName: string; url: string; minutes: number },
): { subject: string; text: string } {
  const words = ACCOUNT_NOTICE_WORDS[language]
  const text = [
    words.greeting(told.memberFirstName),
    words.wayBack.lead,
    told.url,
    words.wayBack.holds(told.minutes),
    words.closing,
  ]
  return { subject: words.wayBack.subject, text: text.join('\n\n') }
}

/** What a member is told of by mail, so that a change they did not make does not stay unseen. */
export type AccountChange =
  | 'password-changed'
  | 'second-factor-on'
  | 'second-factor-off'
  | 'second-factor-reset'
  | 'recovery-codes-made'
  | 'recovery-code-used'
  | 'provider-linked'
