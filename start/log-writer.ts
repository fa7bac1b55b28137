import { pino } from 'pino'
import type { Log, LogDetails, LogLevel } from '../core/kernel/log.ts'

/** Receives the log: one call per line of JSON, with its line feed. */
interface LogDestination {
  write(line: string): void
}

/**
 * Opens the program's log on pino: one line of JSON per fact, by default to standard output. At info and above,
 * everything that looks like an e-mail address or a telephone number is masked; at every level, passwords within URLs.
 * A thrown error is written by name, code and message, with its stack at error level only.
 */
export function openLog(options: { level: LogLevel; destination?: LogDestination }): Log {
  const settings = {
    level: options.level,
    base: { pid: process.pid },
    messageKey: 'fact',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  }
  const lines = pino(settings, options.destination ?? pino.destination(IN_BLOCKS))
  const write = (level: LogLevel) => (fact: string, details?: LogDetails) => {
    if (!lines.isLevelEnabled(level)) return
    const hide = level === 'debug' ? hidePasswords : mask
    lines[level](details ? written(details, level, hide) : {}, maskedText(fact, hide))
  }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

// A line is written after at most a tenth of a second, and when the process ends. A busy program logs hundreds of lines
// a second, and a write of its own costs more than the line.
const IN_BLOCKS = { dest: 1, sync: false, minLength: 4096, periodicFlush: 100 }

/** Masks e-mail addresses, telephone numbers and passwords within URLs. Linear in the text's length. */
export function mask(text: string): string {
  return hidePasswords(text).replace(ADDRESS, '[address]').replace(TELEPHONE, '[telephone]')
}

type Hide = (text: string) => string
type Written = Record<string, unknown>

// An error's message can quote its input, up to a whole mail.
const LONGEST_TEXT = 1000
const DEEPEST_CAUSE = 3
const MOST_FRAMES = 20

const URL_PASSWORD = /:\/\/[^\s/@]{1,200}@/g
// Every repetition is bounded, so that a hostile mail cannot hang the log. The last character before the @ is no slash,
// so that `node_modules/@scope/package` in a stack stays readable.
const ADDRESS =
  /(?:"[^"\n]{1,64}"|[^\s<>"'(),;:@=[\]]{0,63}[^\s<>"'(),;:@=[\]/\\])(?:@|%40)(?:\[[^\]\s]{1,64}\]|[\p{L}\p{N}_][\p{L}\p{N}\p{M}._-]{0,252})/giu
const TELEPHONE = /(?<![\w.+-])(?:\+|00)?(?:33[ .-]?|0)[1-9](?:[ .-]?\d{2}){4}(?![\w-])/g

function hidePasswords(text: string): string {
  return text.replace(URL_PASSWORD, '://***@')
}

function written(details: LogDetails, level: LogLevel, hide: Hide): Written {
  const line: Written = {}
  for (const [name, value] of Object.entries(details)) {
    if (value === undefined) continue
    if (name === 'error') line.error = thrown(value, level === 'error', hide)
    else line[name] = typeof value === 'string' ? maskedText(value, hide) : value
  }
  return line
}

// Named fields only: libraries attach the recipients, the SQL row or the whole mail to their errors.
function thrown(value: unknown, withStack: boolean, hide: Hide, depth = 0): Written {
  if (!(value instanceof Error)) return { message: maskedText(String(value), hide) }
  const line: Written = { name: value.name, message: maskedText(value.message, hide) }
  const { code, responseCode } = value as { code?: unknown; responseCode?: unknown }
  if (typeof code === 'string' || typeof code === 'number') line.code = code
  if (typeof responseCode === 'number') line.responseCode = responseCode
  if (withStack && value.stack) line.stack = hide(frames(value.stack))
  if (value.cause !== undefined && depth < DEEPEST_CAUSE) {
    line.cause = thrown(value.cause, withStack, hide, depth + 1)
  }
  return line
}

// The stack repeats the message before its frames; the message is written once, shortened.
function frames(stack: string): string {
  const lines = stack.split('\n')
  const first = lines.findIndex((line) => /^\s+at /.test(line))
  return first === -1 ? '' : lines.slice(first, first + MOST_FRAMES).join('\n')
}

// Masked before the final cut, so that no half of a cut address remains.
function maskedText(text: string, hide: Hide): string {
  const hidden = hide(text.slice(0, 4 * LONGEST_TEXT))
  return hidden.length > LONGEST_TEXT ? `${hidden.slice(0, LONGEST_TEXT)}…` : hidden
}
