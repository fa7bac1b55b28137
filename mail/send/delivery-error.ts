/**
 * Why a mail could not leave:
 * `permanent`, this mail will never be taken;
 * `temporary`, this mail may be taken later;
 * `unreachable`, the server cannot be spoken with, so no mail of ours can leave by it now;
 * `refuses-us`, it does not accept our log-in or certificate: the same, until a person mends it;
 * `refuses-sender`, it does not let this mailbox send: a person must mend it, other mailboxes may still send.
 */
type DeliveryFaultKind = 'permanent' | 'temporary' | 'unreachable' | 'refuses-us' | 'refuses-sender'

export interface DeliveryFault {
  kind: DeliveryFaultKind
  /** The SMTP reply code, or a network error's own; safe to log. */
  code: string
  /** What was said, on one line, for the team to read. May quote addresses: not for the log. */
  reason: string
}

/**
 * Sorts what nodemailer threw. The server's reply goes first (RFC 5321 §4.2.1: 4yz may be tried again, 5yz not, save
 * for those that speak of us and not of the mail), then the kind of network error. What is not known is temporary: to
 * try in vain costs little, to give up a mail that could have left costs a customer's answer.
 */
export function deliveryFault(thrown: unknown): DeliveryFault {
  const error = recipientError(asFault(thrown))
  const kind = kindOf(error)
  const code = String(error.responseCode ?? error.originalCode ?? error.code ?? 'unknown')
  return { kind, code, reason: oneLine(error.message) }
}

/** Says itself what kind of fault it is: thrown where a mail is composed. */
export class Undeliverable extends Error {
  override readonly name = 'Undeliverable'
}

interface SmtpFault {
  name?: string
  message: string
  /** nodemailer's own code, such as ECONNECTION or EAUTH. */
  code?: string
  /** The system's, such as ECONNREFUSED. */
  originalCode?: string
  syscall?: string
  timeoutType?: string
  responseCode?: number
  response?: string
  /** The command that was answered so; `CONN` while connecting, or when the connection broke. */
  command?: string
  rejectedErrors?: SmtpFault[]
  undeliverable?: boolean
}

function asFault(thrown: unknown): SmtpFault {
  if (thrown instanceof Undeliverable) return { message: thrown.message, undeliverable: true }
  if (thrown instanceof Error) return thrown as Error & SmtpFault
  return { message: String(thrown) }
}

// "All recipients were rejected" only says so; the reply stands in the recipient's own error (we send to one each).
function recipientError(error: SmtpFault): SmtpFault {
  return error.rejectedErrors?.[0] ?? error
}

function kindOf(error: SmtpFault): DeliveryFaultKind {
  if (error.undeliverable) return 'permanent'
  if (LOG_IN_CODES.includes(error.code ?? '')) return isTokenAway(error) ? 'unreachable' : 'refuses-us'
  if (error.responseCode !== undefined && error.responseCode >= 400) {
    return kindOfReply(error, error.responseCode)
  }
  if (isCertificateFault(error)) return 'refuses-us'
  if (isConnecting(error)) return 'unreachable'
  // Without a reply these come from nodemailer itself: no valid address, or larger than the server said it takes.
  if (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') return 'permanent'
  return 'temporary'
}

// The provider of access tokens could not be asked; had it refused, a person would have to act.
function isTokenAway(error: SmtpFault): boolean {
  return (
    error.command === 'AUTH XOAUTH2' && error.responseCode === undefined && error.name !== 'RenewalRefused'
  )
}

const LOG_IN_CODES = ['EAUTH', 'ENOAUTH', 'EOAUTH2', 'ETLS', 'EREQUIRETLS']

// 503 (bad sequence of commands) speaks of the session, not of the mail.
const NOT_FINAL = [503]
// Authentication required, mechanism too weak, credentials refused, encryption required (RFC 4954 §6, RFC 3207).
const LOG_IN_REPLIES = [454, 530, 534, 535, 538]
// A full mailbox may be emptied (RFC 3463 §3.3 X.2.2); 552 without more once meant "too many recipients", which
// RFC 5321 §4.5.3.1.10 has us take as temporary.
const MAY_PASS = /^5\d\d[ -]5\.2\.2\b|^552(?![ -]5\.)/
const RELAY =
  /\brelay(?:ing)?\b.{0,40}\b(?:denied|not (?:permitted|allowed|authori[sz]ed)|prohibited)|not authori[sz]ed to relay/i

function kindOfReply(error: SmtpFault, reply: number): DeliveryFaultKind {
  if (LOG_IN_REPLIES.includes(reply)) return 'refuses-us'
  if (isGreeting(error)) return 'unreachable'
  // 421: it is closing down or has too many connections; other mails would hear the same (RFC 5321 §3.8).
  if (reply === 421) return 'unreachable'
  if (reply < 500 || NOT_FINAL.includes(reply)) return 'temporary'
  if (error.command === 'MAIL FROM') return 'refuses-sender'
  if (RELAY.test(error.response ?? '')) return 'refuses-us'
  return MAY_PASS.test(error.response ?? '') ? 'temporary' : 'permanent'
}

function isGreeting(error: SmtpFault): boolean {
  return error.command === 'CONN' || error.command === 'EHLO' || error.command === 'HELO'
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|ERR_TLS|EPROTO$/

function isCertificateFault(error: SmtpFault): boolean {
  return CERTIFICATE.test(error.originalCode ?? '')
}

// A connection that broke in the middle of a mail may have broken because of that mail: it counts as an attempt.
function isConnecting(error: SmtpFault): boolean {
  if (error.code === 'EDNS' || error.code === 'EPROXY') return true
  if (error.syscall === 'connect' || error.syscall === 'getaddrinfo') return true
  if (error.timeoutType !== undefined) return error.timeoutType !== 'SOCKET_TIMEOUT'
  // The pool's own words for a server that closes every connection before its greeting.
  return error.code === 'ECONNECTION' && error.command === undefined
}

const LONGEST_REASON = 500

function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim()
  return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON)}…` : line
}
