import type { Talk } from './play-scenario.ts'
import type { Scenario } from './scenario.ts'
import type { Checked } from './talk-checks.ts'

/** A scenario, its talk, and what held. */
export interface Played {
  scenario: Scenario
  talk: Talk
  checks: Checked[]
}

/** Returns the last line of a run, and the same figures of its talks by name. */
export function summarise(played: readonly Played[]) {
  const checks: Record<string, { ok: number; failed: number }> = {}
  for (const { kind, ok } of played.flatMap(({ checks }) => checks)) {
    if (kind === 'judge') continue
    checks[kind] ??= { ok: 0, failed: 0 }
    checks[kind][ok ? 'ok' : 'failed'] += 1
  }
  const asks = { email: 0, name: 0, order: 0 }
  for (const { talk } of played) {
    asks.email += talk.asked.email ?? 0
    asks.name += talk.asked.name ?? 0
    asks.order += talk.asked.order ?? 0
  }
  const turnsToReference = played.flatMap(({ talk }) => talk.turnsToReference ?? [])
  const metrics = {
    meanBotMessages: mean(played.map(({ talk }) => talk.said.length)),
    repeatedSentences: sum(played.map(({ talk }) => repeatedSentences(talk.said))),
    asks,
    meanTurnsToReference: turnsToReference.length > 0 ? mean(turnsToReference) : null,
    lostLines: sum(played.map(({ talk }) => lostLines(talk))),
  }
  const whole = played.filter(({ checks }) => checks.every(({ ok }) => ok)).length
  return { line: { scenarios: played.length, whole, checks, ...metrics }, metrics }
}

// A sentence is repeated when the same words were said before in this talk.
function repeatedSentences(said: readonly string[]): number {
  const seen = new Set<string>()
  let repeated = 0
  for (const sentence of said.flatMap((text) => text.split(/(?<=[.!?…])\s+|\n+/u))) {
    const plain = sentence.replace(/\s+/g, ' ').trim().toLowerCase()
    if (plain.split(' ').length < 3) continue
    if (seen.has(plain)) repeated += 1
    seen.add(plain)
  }
  return repeated
}

// Where there is a ticket, every line the customer wrote of at least four words is on one.
function lostLines({ wrote, recorded }: Talk): number {
  if (recorded.tickets.length === 0) return 0
  const plain = (text: string) =>
    text
      .replace(/[\s•*]+/g, ' ')
      .trim()
      .toLowerCase()
  const kept = plain(recorded.tickets.flatMap(({ words }) => words).join('\n'))
  return wrote
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.trim().split(/\s+/).length >= 4 && !/\d{13,}|AGF-|^\W*\d{6}\W*$/.test(line))
    .filter((line) => !kept.includes(plain(line).slice(0, 60))).length
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.round((sum(values) / values.length) * 10) / 10
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0)
}
