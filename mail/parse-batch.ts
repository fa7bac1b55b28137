import type { ParseOptions } from './parse.ts'
import type { ParsedMail } from './parsed-mail.ts'

/** What a worker is given: several mails, so that the cost of a message is shared. */
export interface ParseBatch {
  mails: { raw: Uint8Array; options: ParseOptions }[]
  /** Where the worker writes which mail it is at, for the one who watches the time. */
  progress: SharedArrayBuffer
}

/** What a worker hands back; `last` ends the batch. */
export interface ParsedBatch {
  results: ParseResult[]
  last: boolean
}

export type ParseResult = { mail: ParsedMail } | { error: string }
