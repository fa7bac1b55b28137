import { Worker } from 'node:worker_threads'
import type { FromWorker, ParseBatch, ParseTask } from './parse-batch.ts'
import { ParseFailure } from './parse-failure.ts'
import type { ParsedMail } from './parsed-mail.ts'

/** A mail on its way through the pool. */
export interface WaitingMail extends ParseTask {
  resolve(mail: ParsedMail): void
  reject(failure: ParseFailure): void
}

interface SeatSettings {
  /** Milliseconds. */
  timeLimit: number
  /** Megabytes. */
  memoryLimit: number
  /** The seat is free again; these were behind a mail that broke the worker and must be parsed elsewhere. */
  freed(again: WaitingMail[]): void
}

/**
 * A place for one worker thread: gives it a batch, watches the time of every single mail, and replaces the worker
 * when it dies or has to be killed. Only the mail it was at is refused then.
 */
export class ParseSeat {
  readonly #settings: SeatSettings
  #worker: Worker | null = null
  #ready = false
  /** Sent and not yet answered, in order. */
  #held: WaitingMail[] = []
  #answered = 0
  #progress: Int32Array = new Int32Array(1)
  #timer: NodeJS.Timeout | undefined

  constructor(settings: SeatSettings) {
    this.#settings = settings
  }

  get free(): boolean {
    return this.#held.length === 0
  }

  /** Starts the worker ahead of its first mails. */
  startAhead(): void {
    if (!this.#worker) this.#start()
  }

  /** Sends mails to the worker, starting one if need be. The seat must be free. */
  send(mails: WaitingMail[]): void {
    const progress = new SharedArrayBuffer(4)
    this.#held = mails
    this.#answered = 0
    this.#progress = new Int32Array(progress)
    const worker = this.#worker ?? this.#start()
    this.#watch(worker)
    const tasks = mails.map(({ raw, options }) => ({ raw: tight(raw), options }))
    worker.postMessage({ mails: tasks, progress } satisfies ParseBatch)
  }

  /** Ends the worker and gives back what it had not finished. */
  async close(): Promise<WaitingMail[]> {
    const worker = this.#worker
    this.#worker = null
    const left = this.#rest()
    await worker?.terminate()
    return left
  }

  #start(): Worker {
    const worker = new Worker(new URL('./parse-worker.ts', import.meta.url), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.#settings.memoryLimit },
    })
    this.#worker = worker
    this.#ready = false
    worker.on('message', (said: FromWorker) => this.#hear(said))
    worker.on('error', (error: Error) => this.#lose(worker, 'crash', `the parser died: ${error.message}`))
    worker.on('exit', () => this.#lose(worker, 'crash', 'the parser died'))
    return worker
  }

  #hear(said: FromWorker): void {
    if (said === 'ready') {
      this.#ready = true
      return
    }
    for (const result of said.results) {
      const waiting = this.#held.shift()
      this.#answered++
      if ('mail' in result) waiting?.resolve(result.mail)
      else waiting?.reject(new ParseFailure('error', result.error))
    }
    if (!said.last) return
    this.#rest()
    this.#settings.freed([])
  }

  // Counts only time in which the worker runs and we were there to look: a main thread that was held up for long must
  // not kill a worker whose answer is waiting to be read.
  #watch(worker: Worker): void {
    const { timeLimit } = this.#settings
    const every = Math.min(1_000, Math.max(10, timeLimit / 10))
    let at = -1
    let stuck = 0
    this.#timer = setInterval(() => {
      const now = Atomics.load(this.#progress, 0)
      stuck = now === at && this.#ready ? stuck + every : 0
      at = now
      if (stuck >= timeLimit)
        this.#lose(worker, 'timeout', `parsing took more than ${timeLimit / 1000} s and was stopped`)
    }, every)
  }

  #lose(worker: Worker, reason: 'timeout' | 'crash', message: string): void {
    if (this.#worker !== worker) return
    this.#worker = null
    void worker.terminate()
    const guilty = Atomics.load(this.#progress, 0) - this.#answered
    const held = this.#rest()
    held[guilty]?.reject(new ParseFailure(reason, message))
    this.#settings.freed(held.filter((_, i) => i !== guilty))
  }

  #rest(): WaitingMail[] {
    clearInterval(this.#timer)
    const held = this.#held
    this.#held = []
    return held
  }
}

// Cloning a view would copy the whole memory it looks at.
function tight(raw: Uint8Array): Uint8Array {
  return raw.byteLength === raw.buffer.byteLength ? raw : Uint8Array.from(raw)
}
