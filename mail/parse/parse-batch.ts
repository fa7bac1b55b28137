import type { ParseOptions } from './parse.ts'
import type { ParsedMail } from './parsed-mail.ts'

export interface ParseTask {
  raw: Uint8Array
  options: ParseOptions
}

/** What a worker is given: several mails, so that the cost of passing a message is shared. */
export interface ParseBatch {
  mails: ParseTask[]
  /** Where the worker writes which mail it is at, for the one who watches the time. */
  progress: SharedArrayBuffer
}

/** What a worker says: that it has started, or results in order; `last` ends the batch. */
export type FromWorker = 'ready' | { results: ParseResult[]; last: boolean }

export type ParseResult = { mail: ParsedMail } | { error: string }
