import type { Burst } from './burst.ts'
import type { Idle } from './idle.ts'

/** Returns the value below which `percent` of ascending values lie (nearest rank); 0 of none. */
export function percentile(ascending: readonly number[], percent: number): number {
  return ascending[Math.max(0, Math.ceil((ascending.length * percent) / 100) - 1)] ?? 0
}

/** Returns the bursts side by side as a Markdown table. */
export function burstTable(bursts: readonly Burst[]): string {
  const rate = (burst: Burst) => burst.mails / burst.seconds
  const rows: [string, (burst: Burst) => string][] = [
    ['mails/s, to ticket and acknowledgement', (burst) => rate(burst).toFixed(0)],
    ['the limit: fetched and parsed only, mails/s', ({ limit }) => limit.perSecond.toFixed(0)],
    ['of the limit', (burst) => `${((100 * rate(burst)) / burst.limit.perSecond).toFixed(0)} %`],
    ['arrival to acknowledgement, p50', ({ waits }) => inSeconds(percentile(waits, 50))],
    ['arrival to acknowledgement, p99', ({ waits }) => inSeconds(percentile(waits, 99))],
    ['CPU a mail: fetched and parsed only', ({ limit }) => `${limit.cpuPerMail.toFixed(2)} ms`],
    ['CPU a mail: the program', ({ cpu }) => `${cpu.program.toFixed(2)} ms`],
    ['CPU a mail: PostgreSQL', ({ cpu }) => `${cpu.postgres.toFixed(2)} ms`],
    ['CPU a mail: Dovecot', ({ cpu }) => `${cpu.dovecot.toFixed(2)} ms`],
    ['memory before, RSS', ({ memory }) => inMegabytes(memory.atRest)],
    ['peak memory, RSS', ({ memory }) => inMegabytes(memory.peakRss)],
    ['peak memory, PSS', ({ memory }) => inMegabytes(memory.peakPss)],
  ]
  const head = ['all at once', ...bursts.map(({ mails }) => `${mails.toLocaleString('en')} mails`)]
  const table = markdown(
    head,
    rows.map(([name, show]) => [name, ...bursts.map(show)]),
  )
  const [first, last] = [bursts[0], bursts.at(-1)]
  if (!first || !last || first === last) return table
  const growth = last.memory.peakRss / first.memory.peakRss
  return `${table}\n\nPeak memory with ${last.mails.toLocaleString('en')} mails is ${growth.toFixed(2)} times that with ${first.mails.toLocaleString('en')}.`
}

/** Returns the idle measurement as a Markdown table. */
export function idleTable({ waits }: Idle): string {
  const head = ['one at a time, idle otherwise', `${waits.length} mails`]
  return markdown(head, [
    ['delivery to acknowledgement, p50', inSeconds(percentile(waits, 50))],
    ['delivery to acknowledgement, p99', inSeconds(percentile(waits, 99))],
    ['longest', inSeconds(percentile(waits, 100))],
  ])
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MiB`
}
