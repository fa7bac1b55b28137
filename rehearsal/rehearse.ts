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

/** A Monday, midnight in Paris, three weeks before the clocks go back: a month has a change of time in it. */
const START = Date.parse('2026-10-04T22:00:00Z')
// The sweeps' own half minute would be 86,400 rounds a month, nearly all of them for nothing; all run so many times less
// often. A quarter of an hour is the grace of the hand-over at 48 h and half the lead of updates, and mails are dated by
// when they were written.
const ROUND = 15 * MINUTE
const LESS_OFTEN = 30
// Days, as the database doubles.
const ANALYSED_AFTER = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128]
const SIDE_BY_SIDE = 6
const SHORTEST_WITH_OUTAGE = 7

/** What is rehearsed. */
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
 * Lets simulated customers, sellers, staff and mail act on the real core, in a scratch database, by a clock that jumps
 * from one happening to the next. The same rehearsal gives the same figures.
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
  const matters = new Map<TicketId, SimulatedCase>()
  const post = openSimulatedMail(seed, matters, outageIn(days))
  const happenings = new EventQueue()
  const letters = readLetters()
  const [operator] = workers
  if (!operator) throw new Error('A rehearsal without staff tells nothing.')
  const coming = arrivals(drawsFor(seed, 'arrivals'), { start: START, days, count: tickets })
  for (const [index, at] of coming.entries()) {
    const matter = drawCase(seed, index + 1, { arrivesAt: at, sellers })
    happenings.add(arrival(matter, post, letters, matters, operator.id))
  }
  for (let now = START; now < end; now += ROUND) {
    const core = coreAt(now)
    for (const sweep of SWEEPS) {
      if ((now - START) % Math.max(ROUND, sweep.every * LESS_OFTEN) === 0) await sweep.run(core)
    }
    for (const reply of await post.carry(core)) happenings.add(replying(reply, post))
    for (const work of await takeUpWork(core, { workers, matters, times, until: now + ROUND })) {
      happenings.add(work)
    }
    await runSideBySide(happenings.takeUntil(now + ROUND), coreAt, SIDE_BY_SIDE)
    const day = Math.floor((now - START) / DAY) + 1
    if (ANALYSED_AFTER.includes((now + ROUND - START) / DAY)) await scratch.analyse()
    progress(`day ${day} of ${days}, ${matters.size} tickets`, (now + ROUND - START) / (end - START))
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
  matter: SimulatedCase,
  post: SimulatedMail,
  letters: Letters,
  matters: Map<TicketId, SimulatedCase>,
  operator: MemberId,
): SimulatedEvent {
  return {
    at: post.reaches(matter.arrivesAt),
    lane: String(matter.number),
    async run(core) {
      const [received] = await receive(core, [firstMessage(core.settings, letters, matter)])
      if (!received) return
      matter.ticketId = received.ticketId
      matter.reference = received.reference
      matters.set(received.ticketId, matter)
      // Whoever types a call in reads the reference out.
      if (matter.rings) await acknowledgeByVoice(core, operator, received.ticketId)
    },
  }
}

function replying({ matter, at, text, why }: SimulatedReply, post: SimulatedMail): SimulatedEvent {
  const write = why === 'seller' ? sellerReplyOf : replyOf
  return {
    at: post.reaches(at),
    lane: String(matter.number),
    async run(core) {
      const [received] = await receive(core, [write(core.settings, matter, at, text)])
      if (received?.kind === 'reopened') beginAgain(matter)
      if (why === 'information') matter.silentSoFar = false
      // What was waited for is there: whoever has the matter goes on.
      if (why === 'information' || why === 'seller') matter.restsUntil = 0
    },
  }
}
