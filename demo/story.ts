import { logCall } from '../core/correspondence/call.ts'
import { conclude } from '../core/correspondence/conclusion.ts'
import { markSent } from '../core/correspondence/consequences.ts'
import { askCustomer } from '../core/correspondence/information-request.ts'
import { note } from '../core/correspondence/note.ts'
import { replyToCustomer } from '../core/correspondence/reply.ts'
import type { Core } from '../core/kernel/core.ts'
import { HOUR, MINUTE, SECOND } from '../core/kernel/duration.ts'
import type { MemberId } from '../core/kernel/id.ts'
import { silentLog } from '../core/kernel/log.ts'
import { sellerReference } from '../core/kernel/reference.ts'
import type { PromiseKind } from '../core/policy/policy-times.ts'
import { runSweeps, SWEEPS } from '../core/schedule.ts'
import { proposeSanction } from '../core/seller/sanction.ts'
import { nameSeller } from '../core/seller/seller.ts'
import { askSeller } from '../core/seller/seller-request.ts'
import { assign } from '../core/ticket-actions/assign.ts'
import { resolve } from '../core/ticket-actions/resolution.ts'
import { setAside } from '../core/ticket-actions/set-aside.ts'
import { type Arrived, receiveDemoCase, receiveDemoMail } from './arrival.ts'
import type { DemoActor, DemoCase, DemoStep } from './cases.ts'

/** A seller of the demo world, by the marketplace's number. */
interface DemoSeller {
  externalId: string | null
  name: string
  email: string | null
}

/** The members and sellers of the story. */
interface Cast {
  members: Readonly<Record<DemoActor, MemberId>>
  sellers: readonly DemoSeller[]
}

interface Happening {
  at: number
  happen(core: Core): Promise<unknown>
}

/**
 * Plays the demo world's story up to now, with core's own functions; `also` holds further events.
 * Cases arrive by their channels, members act on them, sweeps run when something falls due, and mail leaves
 * at once.
 */
export async function playStory(
  core: Core,
  cases: readonly DemoCase[],
  cast: Cast,
  also: readonly Happening[] = [],
): Promise<void> {
  const end = core.clock.now().getTime()
  const events = [...also, ...cases.flatMap((demoCase) => eventsOf(demoCase, cast, end))]
    .filter(({ at }) => at <= end)
    .sort((a, b) => a.at - b.at)
  let instant = (events[0]?.at ?? end) - SECOND
  for (const { at, happen } of [...events, { at: end, happen: async () => {} }]) {
    for (let due = await nextDue(core, instant); due !== null && due < at; due = await nextDue(core, due)) {
      await pass(coreAt(core, due))
      instant = due
    }
    const then = coreAt(core, at)
    await happen(then)
    await sendAll(then)
    instant = Math.max(instant, at)
  }
  await pass(coreAt(core, end))
}

function eventsOf(demoCase: DemoCase, cast: Cast, end: number): Happening[] {
  const first = end - demoCase.hoursAgo * HOUR
  const place: { arrived?: Arrived } = {}
  const arrival: Happening = {
    at: first,
    happen: async (core) => {
      place.arrived = await receiveDemoCase(core, demoCase, cast.members.thomas)
    },
  }
  const steps = demoCase.steps.map((step) => ({
    at: first + step.after * HOUR,
    happen: async (core: Core) => {
      if (place.arrived) await takeStep(core, step, { demoCase, cast, arrived: place.arrived })
    },
  }))
  return [arrival, ...steps]
}

async function takeStep(
  core: Core,
  step: DemoStep,
  { demoCase, cast, arrived }: { demoCase: DemoCase; cast: Cast; arrived: Arrived },
): Promise<void> {
  if (step.do === 'reply') return reply(core, step, { demoCase, cast, arrived })
  const acting = { ticketId: arrived.ticketId, memberId: cast.members[step.by] }
  switch (step.do) {
    case 'assign':
      return assign(core, { ...acting, assigneeId: cast.members[step.to] })
    case 'answer':
      await replyToCustomer(core, { ...acting, text: step.text })
      return
    case 'note':
      await note(core, { ...acting, text: step.text })
      return
    case 'ask':
      await askCustomer(core, { ...acting, question: step.text })
      return
    case 'conclude':
      return conclude(core, { ...acting, findings: step.text })
    case 'call':
      await logCall(core, { ...acting, reached: true, text: step.text })
      return
    case 'seller':
      await nameSeller(core, { ...acting, sellerId: await sellerId(core, step.seller) })
      await askSeller(core, { ...acting, text: step.text })
      return
    case 'resolve':
      return resolve(core, { ...acting, outcome: step.outcome, text: step.text })
    case 'set-aside':
      return setAside(core, { ...acting, why: step.why })
    case 'sanction':
      await proposeSanction(core, { ...acting, kind: step.kind, reasonCode: step.reason, reason: step.text })
  }
}

async function reply(
  core: Core,
  { by, text }: Extract<DemoStep, { do: 'reply' }>,
  { demoCase, cast, arrived: { reference } }: { demoCase: DemoCase; cast: Cast; arrived: Arrived },
): Promise<void> {
  if (by === 'customer') {
    if (!demoCase.email) throw new Error(`${demoCase.name} of the demo world has no address to reply from.`)
    const from = { name: demoCase.name, email: demoCase.email, subject: `Re: [${reference}]` }
    await receiveDemoMail(core, { language: demoCase.language, text }, from)
    return
  }
  const asked = demoCase.steps.find((step) => step.do === 'seller')
  const seller = cast.sellers.find(({ externalId }) => externalId === asked?.seller)
  if (!seller?.email) throw new Error(`No seller was asked in the matter of ${demoCase.name}.`)
  const { name, email } = seller
  const subject = `Re: [${sellerReference(reference)}]`
  await receiveDemoMail(core, { language: demoCase.language, text }, { name, email, subject })
}

async function sellerId(core: Core, externalId: string) {
  const found = await core.db
    .selectFrom('sellers')
    .select('id')
    .where('external_id', '=', externalId)
    .executeTakeFirstOrThrow()
  return found.id
}

// When the sweeps next have work: investigators are named two hours before, updates leave a little before.
const AHEAD: ReadonlyMap<PromiseKind, number> = new Map([
  ['investigate', 2 * HOUR - 5 * MINUTE],
  ['update', 10 * MINUTE],
  ['escalate', -SECOND],
])

async function nextDue(core: Core, after: number): Promise<number | null> {
  const openPromises = await core.db
    .selectFrom('promises')
    .select(['kind', 'due_at'])
    .where('ended_at', 'is', null)
    .where('kind', 'in', [...AHEAD.keys()])
    .where('due_at', '>', new Date(after - MINUTE))
    .execute()
  const instants = openPromises
    .map(({ kind, due_at }) => due_at.getTime() - (AHEAD.get(kind) ?? 0))
    .filter((instant) => instant > after)
  return instants.length === 0 ? null : Math.min(...instants)
}

// Left to the running program; at every instant of the story they would only take time.
const LEFT_TO_THE_PROGRAM = ['words', 'sign-in traces', 'handoffs', 'satisfaction reminders']
const SWEEPS_OF_THE_STORY = SWEEPS.filter(({ name }) => !LEFT_TO_THE_PROGRAM.includes(name))

async function pass(core: Core): Promise<void> {
  await runSweeps(core, SWEEPS_OF_THE_STORY)
  await sendAll(core)
}

async function sendAll(core: Core): Promise<void> {
  const waiting = await core.db
    .selectFrom('outbox')
    .select('id')
    .where('sent_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('failed_at', 'is', null)
    .execute()
  await markSent(
    core,
    waiting.map(({ id }) => ({ id, at: core.clock.now() })),
  )
}

function coreAt(core: Core, instant: number): Core {
  const now = new Date(instant)
  return {
    ...core,
    clock: { now: () => now },
    log: silentLog,
    enqueueDelivery: async () => {},
    wakeDelivery() {},
  }
}
