import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** The cost of `npm run -s classify` for that many lines. */
export interface StreamFigures {
  lines: number
  seconds: number
  /** Peak memory of the process, in MB. */
  peakMegabytes: number
}

/**
 * Streams `count` messages through the command, one per line, repeating the given ones, and reads its output. Throws
 * when a line has no result. Needs Linux's /proc for the memory.
 */
export async function streamThroughCommand(texts: readonly string[], count: number): Promise<StreamFigures> {
  const command = spawn(process.execPath, ['commands/classify-messages.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const started = performance.now()
  let answers = 0
  let peakMegabytes = 0
  const reading = createInterface({ input: command.stdout })
  reading.on('line', () => {
    answers++
    if (answers % 10_000 === 0) peakMegabytes = Math.max(peakMegabytes, peakOf(command.pid))
  })
  const ended = once(command, 'close')
  const lines = texts.map((text) => `${JSON.stringify({ text })}\n`)
  for (let from = 0; from < count; from += 1_000) {
    let batch = ''
    for (let i = from; i < Math.min(count, from + 1_000); i++) batch += lines[i % lines.length]
    if (!command.stdin.write(batch)) await once(command.stdin, 'drain')
  }
  command.stdin.end()
  await ended
  if (answers !== count) throw new Error(`${count} lines were sent and ${answers} answered.`)
  return { lines: count, seconds: (performance.now() - started) / 1_000, peakMegabytes }
}

// /proc has no entry once the process has ended.
function peakOf(processId: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${processId}/status`, 'utf8')
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1_024
  } catch {
    return 0
  }
}
