import type { ParseOptions } from './parse.ts'
import { ParseFailure } from './parse-failure.ts'
import { ParseSeat, type WaitingMail } from './parse-seat.ts'
import type { ParsedMail } from './parsed-mail.ts'

/** Parses mails away from the main thread. */
export interface ParsePool {
  /** The parsed mail; rejects with a ParseFailure. `raw` stays the caller's. Calls made together are sent together. */
  parse(raw: Uint8Array, options: ParseOptions): Promise<ParsedMail>
  /** Ends the workers; what is still waiting is rejected. */
  close(): Promise<void>
}

export interface ParsePoolSettings {
  workers: number
  /** Longest time one mail may take, in milliseconds; 20 s when left out. A worker that takes longer is replaced. */
  timeLimit?: number
  /** Starts the workers now, so that the first mail does not wait for them; otherwise they start with it. */
  startAtOnce?: boolean
  /** Most memory one worker may take for objects, in megabytes; 512 when left out. */
  memoryLimit?: number
}

// Small enough that a mail is not kept waiting for others, large enough that passing messages costs little.
const MOST_MAILS = 32
const MOST_BYTES = 4 * 1024 * 1024

/** A pool of worker threads. */
export function openParsePool(settings: ParsePoolSettings): ParsePool {
  const { workers, timeLimit = 20_000, memoryLimit = 512 } = settings
  const waiting: WaitingMail[] = []
  let closed = false
  let scheduled = false
  const freed = (again: WaitingMail[]) => {
    waiting.unshift(...again)
    schedule()
  }
  const seats = Array.from(
    { length: Math.max(1, workers) },
    () => new ParseSeat({ timeLimit, memoryLimit, freed }),
  )

  function parse(raw: Uint8Array, options: ParseOptions): Promise<ParsedMail> {
    return new Promise((resolve, reject) => {
      if (closed) return reject(new ParseFailure('closed', 'the parse pool is closed'))
      waiting.push({ raw, options, resolve, reject })
      schedule()
    })
  }

  // Calls of one turn of the event loop are sent together.
  function schedule(): void {
    if (scheduled || closed) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      for (const seat of seats) if (seat.free && waiting.length > 0 && !closed) seat.send(nextBatch())
    })
  }

  function nextBatch(): WaitingMail[] {
    // Shared among the free workers, so that one does not take all while another idles.
    const free = seats.filter((seat) => seat.free).length
    const most = Math.min(MOST_MAILS, Math.ceil(waiting.length / free))
    let bytes = 0
    let count = 0
    while (count < most && (count === 0 || bytes < MOST_BYTES)) bytes += waiting[count++]?.raw.byteLength ?? 0
    return waiting.splice(0, count)
  }

  async function close(): Promise<void> {
    closed = true
    const left = (await Promise.all(seats.map((seat) => seat.close()))).flat()
    for (const { reject } of [...left, ...waiting.splice(0)])
      reject(new ParseFailure('closed', 'the parse pool was closed'))
  }

  if (settings.startAtOnce) for (const seat of seats) seat.startAhead()
  return { parse, close }
}
