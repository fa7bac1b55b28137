import { receive } from '../core/intake/intake.ts'
import { acknowledgeByVoice } from '../core/intake/received-call.ts'
import type { Core } from '../core/kernel/core.ts'
import { DAY, HOUR, MINUTE } from '../core/kernel/duration.ts'
import type { MemberId, TicketId } from '../core/kernel/id.ts'
import { silentLog } from '../core/kernel/log.ts'
import type { PolicyTimes } from '../core/policy/policy-times.ts'
import { SWEEPS } from '../core/schedule.ts'
import { arrivals } from './arrivals.ts'
import { beginAgain, drawCase, type SimulatedCase } from './case.ts'
import { firstMessage, type Letters, readLetters, replyOf, sellerReplyOf } from './case-messages.ts'
import { EventQueue, runSideBySide, type SimulatedEvent } from './event-queue.ts'
import { drawsFor } from './random-draws.ts'
import { type RehearsalFigures, readFigures } from './rehearsal-figures.ts'
import { rehearsalSettings } from './rehearsal-settings.ts'
import { settleSellers } from './rehearsed-sellers.ts'
import type { Shift } from './rota.ts'
import type { ScratchDatabase } from './scratch-database.ts'
import { openSimulatedMail, type SimulatedMail, type SimulatedReply } from './simulated-mail.ts'
import { takeUpWork } from './take-up-work.ts'
import { hire, noteRota, staffingFor } from './workers.ts'

/** A Monday, midnight in Paris, three weeks before the clocks go back: a month includes a clock change. */
const START = Date.parse('2026-10-04T22:00:00Z')
// The sweeps' own half minute would be 86,400 rounds a month, nearly all of them idle, so all run less often
// by this factor.
// A quarter of an hour is the grace of the 48 h escalation and half the lead of updates; mails carry the time
// of writing.
const ROUND = 15 * MINUTE
const LESS_OFTEN = 30
// Days after which statistics are refreshed, as the database doubles.
const ANALYSED_AFTER = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128]
const SIDE_BY_SIDE = 6
const SHORTEST_WITH_OUTAGE = 7

/** The parameters of a rehearsal. */
export interface Rehearsal {
  days: number
  tickets: number
  seed: number
  /** Agents in customer service; the other teams grow with them. */
  agents: number
  times: PolicyTimes
  progress?: (what: string, share: number) => void
}

/**
 * Runs simulated customers, sellers, staff and mail on the real core, in a scratch database.
 * The clock jumps from one event to the next. The same rehearsal gives the same figures.
 */
export async function rehearse(scratch: ScratchDatabase, rehearsal: Rehearsal): Promise<RehearsalFigures> {
  const { days, tickets, seed, times, progress = () => {} } = rehearsal
  const settings = rehearsalSettings(times)
  const coreAt = (instant: number): Core => ({
    db: scratch.db,
    clock: { now: () => new Date(instant) },
    log: silentLog,
    settings,
    enqueueDelivery: async () => {},
    wakeDelivery() {},
  })
  const end = START + days * DAY
  const staffing = staffingFor(rehearsal.agents)
  const workers = await hire(coreAt, { seed, staffing, start: START, days })
  await noteRota(coreAt(START), workers, end)
  const sellers = await settleSellers(coreAt(START))
  const cases = new Map<TicketId, SimulatedCase>()
  const post = openSimulatedMail(seed, cases, outageIn(days))
  const queue = new EventQueue()
  const letters = readLetters()
  const [operator] = workers
  if (!operator) throw new Error('A rehearsal without staff tells nothing.')
  const coming = arrivals(drawsFor(seed, 'arrivals'), { start: START, days, count: tickets })
  for (const [index, at] of coming.entries()) {
    const simulatedCase = drawCase(seed, index + 1, { arrivesAt: at, sellers })
    queue.add(arrival(simulatedCase, post, letters, cases, operator.id))
  }
  for (let now = START; now < end; now += ROUND) {
    const core = coreAt(now)
    for (const sweep of SWEEPS) {
      if ((now - START) % Math.max(ROUND, sweep.every * LESS_OFTEN) === 0) await sweep.run(core)
    }
    for (const reply of await post.carry(core)) queue.add(replying(reply, post))
    for (const work of await takeUpWork(core, { workers, cases, times, until: now + ROUND })) {
      queue.add(work)
    }
    await runSideBySide(queue.takeUntil(now + ROUND), coreAt, SIDE_BY_SIDE)
    const day = Math.floor((now - START) / DAY) + 1
    if (ANALYSED_AFTER.includes((now + ROUND - START) / DAY)) await scratch.analyse()
    progress(`day ${day} of ${days}, ${cases.size} tickets`, (now + ROUND - START) / (end - START))
  }
  return readFigures(scratch.db, { rehearsal, staffing, end })
}

// From ten in the morning on a weekday, for a day and a night.
function outageIn(days: number): Shift | null {
  if (days < SHORTEST_WITH_OUTAGE) return null
  const from = START + Math.floor(days * 0.4) * DAY + 10 * HOUR
  return { from, until: from + DAY }
}

function arrival(
  simulatedCase: SimulatedCase,
  post: SimulatedMail,
  letters: Letters,
  cases: Map<TicketId, SimulatedCase>,
  operator: MemberId,
): SimulatedEvent {
  return {
    at: post.reaches(simulatedCase.arrivesAt),
    caseKey: String(simulatedCase.number),
    async run(core) {
      const [received] = await receive(core, [firstMessage(core.settings, letters, simulatedCase)])
      if (!received) return
      simulatedCase.ticketId = received.ticketId
      simulatedCase.reference = received.reference
      cases.set(received.ticketId, simulatedCase)
      // The member who enters a call reads the reference out.
      if (simulatedCase.rings) await acknowledgeByVoice(core, operator, received.ticketId)
    },
  }
}

function replying({ simulatedCase, at, text, why }: SimulatedReply, post: SimulatedMail): SimulatedEvent {
  const write = why === 'seller' ? sellerReplyOf : replyOf
  return {
    at: post.reaches(at),
    caseKey: String(simulatedCase.number),
    async run(core) {
      const [received] = await receive(core, [write(core.settings, simulatedCase, at, text)])
      if (received?.kind === 'reopened') beginAgain(simulatedCase)
      if (why === 'information') simulatedCase.silentSoFar = false
      // The awaited reply has come, so the case goes on.
      if (why === 'information' || why === 'seller') simulatedCase.restsUntil = 0
    },
  }
}
