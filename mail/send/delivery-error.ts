import type { DeliveryFault, DeliveryFaultKind } from '../../core/outbox/retry.ts'

/**
 * Classifies what nodemailer threw. The server's reply decides first (RFC 5321 §4.2.1: retry 4yz, not 5yz, except codes
 * about us), then the kind of network error. An unknown error is temporary: a useless retry costs little, but giving up
 * a mail that could be sent costs a customer's reply.
 */
export function deliveryFault(thrown: unknown): DeliveryFault {
  const error = recipientError(toSmtpFault(thrown))
  const kind = kindOf(error)
  const code = String(error.responseCode ?? error.originalCode ?? error.code ?? 'unknown')
  return { kind, code, reason: oneLine(error.message) }
}

/** Thrown where a mail is composed: a permanent fault. */
export class Undeliverable extends Error {
  override readonly name = 'Undeliverable'
}

interface SmtpFault {
  name?: string
  message: string
  /** nodemailer's own code, such as ECONNECTION or EAUTH. */
  code?: string
  /** The system's code, such as ECONNREFUSED. */
  originalCode?: string
  syscall?: string
  timeoutType?: string
  responseCode?: number
  response?: string
  /** The command that got this reply; `CONN` while connecting, or when the connection broke. */
  command?: string
  rejectedErrors?: SmtpFault[]
  undeliverable?: boolean
}

function toSmtpFault(thrown: unknown): SmtpFault {
  if (thrown instanceof Undeliverable) return { message: thrown.message, undeliverable: true }
  if (thrown instanceof Error) return thrown as Error & SmtpFault
  return { message: String(thrown) }
}

// "All recipients were rejected" has no detail; the reply is in the recipient's own error (we send to one each).
function recipientError(error: SmtpFault): SmtpFault {
  return error.rejectedErrors?.[0] ?? error
}

function kindOf(error: SmtpFault): DeliveryFaultKind {
  if (error.undeliverable) return 'permanent'
  if (LOG_IN_CODES.includes(error.code ?? ''))
    return isTokenProviderUnreachable(error) ? 'unreachable' : 'refuses-us'
  if (error.responseCode !== undefined && error.responseCode >= 400) {
    return kindOfReply(error, error.responseCode)
  }
  if (isCertificateFault(error)) return 'refuses-us'
  if (isConnecting(error)) return 'unreachable'
  // Without a reply these come from nodemailer itself: an invalid address, or a mail above the server's size limit.
  if (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') return 'permanent'
  return 'temporary'
}

// The provider of access tokens was unreachable; a refusal would need a person instead.
function isTokenProviderUnreachable(error: SmtpFault): boolean {
  return (
    error.command === 'AUTH XOAUTH2' && error.responseCode === undefined && error.name !== 'RenewalRefused'
  )
}

const LOG_IN_CODES = ['EAUTH', 'ENOAUTH', 'EOAUTH2', 'ETLS', 'EREQUIRETLS']

// 503 (bad sequence of commands) is about the session, not about the mail.
const NOT_FINAL = [503]
// Authentication required, mechanism too weak, credentials refused, encryption required (RFC 4954 §6, RFC 3207).
const LOG_IN_REPLIES = [454, 530, 534, 535, 538]
// A full mailbox may be emptied (RFC 3463 §3.3 X.2.2). 552 without an enhanced code once meant "too many recipients";
// RFC 5321 §4.5.3.1.10 treats it as temporary.
const MAY_PASS = /^5\d\d[ -]5\.2\.2\b|^552(?![ -]5\.)/
const RELAY =
  /\brelay(?:ing)?\b.{0,40}\b(?:denied|not (?:permitted|allowed|authori[sz]ed)|prohibited)|not authori[sz]ed to relay/i

function kindOfReply(error: SmtpFault, reply: number): DeliveryFaultKind {
  if (LOG_IN_REPLIES.includes(reply)) return 'refuses-us'
  if (isGreeting(error)) return 'unreachable'
  // 421: the server is closing down or has too many connections; other mails would get the same reply (RFC 5321 §3.8).
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
  // The pool's error for a server that closes every connection before its greeting.
  return error.code === 'ECONNECTION' && error.command === undefined
}

const LONGEST_REASON = 500

function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim()
  return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON)}…` : line
}
