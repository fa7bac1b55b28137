import { Worker } from 'node:worker_threads'
import type { ParseOptions } from './parse.ts'
import type { ParseBatch, ParsedBatch } from './parse-batch.ts'
import { ParseFailure } from './parse-failure.ts'
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
  /** Longest time one mail may take, in milliseconds. A worker that takes longer is killed and replaced. */
  timeLimit?: number
  /** Most memory one worker may take for objects, in megabytes. */
  memoryLimit?: number
}

/** A pool of worker threads. They start with the first mail. */
export function openParsePool(settings: ParsePoolSettings): ParsePool {
  const timeLimit = settings.timeLimit ?? 20_000
  const memoryLimit = settings.memoryLimit ?? 512
  const waiting: Task[] = []
  const seats: Seat[] = Array.from({ length: Math.max(1, settings.workers) }, () => ({
    worker: null,
    held: [],
  }))
  let closed = false
  let scheduled = false

  function parse(raw: Uint8Array, options: ParseOptions): Promise<ParsedMail> {
    if (closed) return Promise.reject(new ParseFailure('error', 'The parse pool is closed.'))
    return new Promise((resolve, reject) => {
      waiting.push({ raw, options, resolve, reject })
      schedule()
    })
  }

  // Calls of one turn of the event loop are sent together.
  function schedule(): void {
    if (scheduled) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      for (const seat of seats) if (seat.held.length === 0 && waiting.length > 0) send(seat, nextBatch())
    })
  }

  function nextBatch(): Task[] {
    // Shared among the workers that are free, so that one does not take all while another idles.
    const idle = seats.filter((seat) => seat.held.length === 0).length
    const most = Math.min(MOST_MAILS, Math.ceil(waiting.length / Math.max(1, idle)))
    let bytes = 0
    let count = 0
    while (count < most && (count === 0 || bytes < MOST_BYTES)) bytes += waiting[count++]?.raw.byteLength ?? 0
    return waiting.splice(0, count)
  }

  function send(seat: Seat, tasks: Task[]): void {
    const progress = new SharedArrayBuffer(4)
    seat.held = tasks
    const worker = seat.worker ?? start(seat)
    watch(seat, worker, new Int32Array(progress))
    const mails = tasks.map(({ raw, options }) => ({ raw: tight(raw), options }))
    worker.postMessage({ mails, progress } satisfies ParseBatch)
  }

  function start(seat: Seat): Worker {
    const worker = new Worker(new URL('./parse-worker.ts', import.meta.url), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memoryLimit },
    })
    seat.worker = worker
    seat.ready = false
    worker.once('online', () => {
      seat.ready = true
    })
    worker.on('message', (batch: ParsedBatch) => receive(seat, batch))
    worker.on('error', (error: Error) => lose(seat, worker, 'crash', `The parser died: ${error.message}`))
    worker.on('exit', () => lose(seat, worker, 'crash', 'The parser died.'))
    return worker
  }

  function receive(seat: Seat, batch: ParsedBatch): void {
    for (const result of batch.results) {
      const task = seat.held.shift()
      seat.done = (seat.done ?? 0) + 1
      if ('mail' in result) task?.resolve(result.mail)
      else task?.reject(new ParseFailure('error', result.error))
    }
    if (!batch.last) return
    rest(seat)
    schedule()
  }

  // Kills the worker when it stays at one mail for too long. The time before it runs does not count.
  function watch(seat: Seat, worker: Worker, progress: Int32Array): void {
    seat.done = 0
    seat.progress = progress
    let at = -1
    let since = performance.now()
    seat.timer = setInterval(
      () => {
        const now = Atomics.load(progress, 0)
        if (now !== at || !seat.ready) {
          at = now
          since = performance.now()
        } else if (performance.now() - since > timeLimit) {
          lose(seat, worker, 'timeout', `Parsing took more than ${timeLimit / 1000} s and was stopped.`)
        }
      },
      Math.min(1_000, Math.max(10, timeLimit / 10)),
    )
  }

  // The mail it was at is refused; those behind it go to the front of the queue, for the next worker.
  function lose(seat: Seat, worker: Worker, reason: 'timeout' | 'crash', message: string): void {
    if (seat.worker !== worker) return
    seat.worker = null
    void worker.terminate()
    const held = seat.held
    const guilty = (seat.progress ? Atomics.load(seat.progress, 0) : 0) - (seat.done ?? 0)
    rest(seat)
    held[guilty]?.reject(new ParseFailure(reason, message))
    waiting.unshift(...held.filter((_, i) => i !== guilty))
    if (!closed) schedule()
  }

  async function close(): Promise<void> {
    closed = true
    const left = [...waiting.splice(0), ...seats.flatMap((seat) => seat.held)]
    const workers = seats.map((seat) => seat.worker)
    for (const seat of seats) {
      seat.worker = null
      rest(seat)
    }
    for (const task of left) task.reject(new ParseFailure('error', 'The parse pool was closed.'))
    await Promise.all(workers.map((worker) => worker?.terminate()))
  }

  return { parse, close }
}

// Small enough that a mail is not kept waiting for others, large enough that passing messages costs little.
const MOST_MAILS = 32
const MOST_BYTES = 4 * 1024 * 1024

interface Task {
  raw: Uint8Array
  options: ParseOptions
  resolve: (mail: ParsedMail) => void
  reject: (failure: ParseFailure) => void
}

interface Seat {
  worker: Worker | null
  /** Sent and not yet answered, in order. */
  held: Task[]
  ready?: boolean
  /** How many mails of the batch were answered. */
  done?: number
  progress?: Int32Array
  timer?: NodeJS.Timeout
}

function rest(seat: Seat): void {
  clearInterval(seat.timer)
  seat.held = []
}

// Cloning a view would copy the whole memory it looks at.
function tight(raw: Uint8Array): Uint8Array {
  return raw.byteLength === raw.buffer.byteLength ? raw : Uint8Array.from(raw)
}
