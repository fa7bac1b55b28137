/** The levels of a log line, lowest first. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/**
 * What a log line may hold beside its fact. The set is closed on purpose: no field takes a message's text, a subject,
 * a name or an address, so that none is ever logged. A new fact is added here, by name.
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
  /** Configured name of the mailbox, team address or SMTP server; never an address. */
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
  /** When it is retried or due. */
  at?: Date | undefined
  /** A closed code: a problem code, an SMTP or SQLSTATE code, an exit status. */
  code?: string | number | undefined
  /** HTTP status. */
  status?: number | undefined
  method?: string | undefined
  /** The route's pattern, never the requested path: the path may contain a signed link. */
  route?: string | undefined
  port?: number | undefined
  signal?: string | undefined
  version?: string | undefined
  /** Why, in our own text; never the sender's. */
  reason?: string | undefined
  /** What was thrown: name, code and message, its stack at error level. */
  error?: unknown
}

/** Writes one line a fact. `openLog` (start/log-writer.ts) implements it; core and the edges know only this interface. */
export interface Log {
  debug(fact: string, details?: LogDetails): void
  info(fact: string, details?: LogDetails): void
  warn(fact: string, details?: LogDetails): void
  error(fact: string, details?: LogDetails): void
}

/** Writes nothing: for commands whose output is data. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
