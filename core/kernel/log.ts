/** The lowest kind of line that is written. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/**
 * What a line may say beside its fact. A closed set on purpose: there is no field for a message's words, a subject,
 * a name or an address, so none of them ends up in a log. Whoever needs one more fact adds it here, by name.
 */
export interface LogDetails {
  /** The ticket's reference, `AGF-XXXX-XXXX`. */
  ticket?: string | undefined
  /** Ids of our own rows. */
  ticketId?: string | undefined
  messageId?: string | undefined
  outboxId?: string | undefined
  conversationId?: string | undefined
  memberId?: string | undefined
  quarantineId?: string | undefined
  /** Configured name of the mailbox, door or SMTP server; never an address. */
  mailbox?: string | undefined
  door?: string | undefined
  server?: string | undefined
  folder?: string | undefined
  /** Position in a mailbox (RFC 3501 §2.3.1.1). */
  uid?: number | undefined
  uidValidity?: string | undefined
  category?: string | undefined
  job?: string | undefined
  event?: string | undefined
  count?: number | undefined
  bytes?: number | undefined
  milliseconds?: number | undefined
  attempt?: number | undefined
  /** When it is tried again or is due. */
  at?: Date | undefined
  /** A closed code: a problem code, an SMTP or SQLSTATE code, an exit status. */
  code?: string | number | undefined
  /** HTTP status. */
  status?: number | undefined
  method?: string | undefined
  /** The route's pattern, never the path asked for: that may hold a signed link. */
  route?: string | undefined
  port?: number | undefined
  signal?: string | undefined
  version?: string | undefined
  /** Why, in our own words; never the sender's. */
  reason?: string | undefined
  /** What was thrown: name, code and message, its stack at error level. */
  error?: unknown
}

/** One line a fact. Written by `openLog` in log.ts; core and the edges know this interface only. */
export interface Log {
  debug(fact: string, details?: LogDetails): void
  info(fact: string, details?: LogDetails): void
  warn(fact: string, details?: LogDetails): void
  error(fact: string, details?: LogDetails): void
}

/** Writes nothing: for commands whose output is data. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
