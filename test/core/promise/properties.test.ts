import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conclude } from '../../../core/correspondence/conclusion.ts'
import { askCustomer } from '../../../core/correspondence/information-request.ts'
import { note } from '../../../core/correspondence/note.ts'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import type { Received } from '../../../core/intake/received.ts'
import { HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { MemberId } from '../../../core/kernel/id.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { LEVELS } from '../../../core/policy/level.ts'
import { POLICY_TIMES } from '../../../core/policy/policy-times.ts'
import { escalate } from '../../../core/promise/escalate.ts'
import { outcomeAt } from '../../../core/promise/promise.ts'
import { runSweeps } from '../../../core/schedule.ts'
import { reopen } from '../../../core/ticket-actions/reopening.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { setAside, takeUp } from '../../../core/ticket-actions/set-aside.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { listedOf, nextOf } from '../../world/next-promise.ts'
import { openPolicyWorld, type PolicyWorld } from '../../world/policy-world.ts'

/** Something that happens to a matter; hours only for time passing. */
const HAPPENINGS = [
  'customer writes',
  'customer thanks',
  'answer',
  'question',
  'conclusion',
  'note',
  'resolution',
  'reopening',
  'set aside',
  'taken up',
  'handed up',
  'sweep',
  'two sweeps at once',
  'mail leaves',
] as const
type Happening = (typeof HAPPENINGS)[number] | { hours: number }

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HAPPENINGS) },
  { weight: 2, arbitrary: fc.record({ hours: fc.constantFrom(0.1, 1, 7, 23.6, 24, 30, 73) }) },
)

describe('Whatever happens, in whatever order', () => {
  const database = useTestDatabase('PGlite')
  const world = openPolicyWorld(database)

  it('no promise is lost and none ends twice, the lists show the one that is next, no ticket climbs down, and after a resolution there is silence', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 4, maxLength: 12 }), async (happenings) => {
        await database.empty()
        world.begin()
        const claire = await world.member('Claire Petit', { teams: ['resolution'] })
        await world.member('Paul Roux', { teams: ['customer-experience'] })
        const received = await world.written()
        let before = await look(world, received)
        for (const one of happenings) {
          await happen(world, received, claire, one)
          const after = await look(world, received)
          holds(before, after, one)
          before = after
        }
        // Whatever was owed is still owed to whoever waits long enough.
        await happen(world, received, claire, { hours: 73 })
        await happen(world, received, claire, 'mail leaves')
        holds(before, await look(world, received), 'mail leaves')
      }),
      { numRuns: 25 },
    )
  })
})

async function happen(
  world: PolicyWorld,
  { ticketId, reference }: Received,
  memberId: MemberId,
  one: Happening,
): Promise<void> {
  const { core, clock, send, written } = world
  // Two things never happen at quite the same instant.
  clock.advance(1_000)
  const subject = `Re: Colis jamais reçu [${reference}]`
  try {
    if (typeof one === 'object') {
      clock.advance(one.hours * HOUR)
      await runSweeps(core)
      return
    }
    switch (one) {
      case 'customer writes':
        await written({
          subject,
          text: `Je n’ai toujours rien reçu, remboursez-moi. ${clock.now().toISOString()}`,
        })
        return
      case 'customer thanks':
        await written({ subject, text: 'Merci beaucoup !' })
        return
      case 'answer':
        await replyToCustomer(core, { ticketId, memberId, text: 'Je regarde avec le transporteur.' })
        return
      case 'question':
        await askCustomer(core, { ticketId, memberId, question: 'Quel est le numéro de la commande ?' })
        return
      case 'conclusion':
        await conclude(core, { ticketId, memberId, findings: 'Le colis a été perdu.' })
        return
      case 'note':
        await note(core, { ticketId, memberId, text: 'J’appelle le transporteur.' })
        return
      case 'resolution':
        await resolve(core, { ticketId, memberId, outcome: 'solved', text: 'Vous êtes remboursée.' })
        return
      case 'reopening':
        await reopen(core, { ticketId, memberId })
        return
      case 'set aside':
        await setAside(core, { ticketId, memberId, why: 'not-a-complaint' })
        return
      case 'taken up':
        await takeUp(core, { ticketId, memberId })
        return
      case 'handed up':
        await escalate(core, { ticketId, memberId, reason: 'La cliente attend depuis trop longtemps.' })
        return
      case 'sweep':
        await runSweeps(core)
        return
      case 'two sweeps at once':
        await Promise.all([runSweeps(core), runSweeps(core)])
        return
      case 'mail leaves':
        clock.advance(MINUTE)
        await send()
        return
    }
  } catch (error) {
    // What cannot be done now is refused, and changes nothing.
    if (!(error instanceof Problem)) throw error
  }
}

async function look(world: PolicyWorld, { ticketId }: Received) {
  return {
    ticket: await world.ticket(ticketId),
    promises: await world.ledger(ticketId),
    mails: await world.mails(ticketId),
    events: await world.numberedEvents(ticketId),
  }
}

type Looked = Awaited<ReturnType<typeof look>>

function holds(before: Looked, after: Looked, one: Happening): void {
  noneLost(before, after)
  allMade(after)
  dueTimesHold(after)
  outcomesHold(after)
  levelHolds(before, after)
  listHolds(after)
  if (before.ticket.resolved_at && after.ticket.resolved_at && one !== 'resolution')
    silenceHolds(before, after, one)
  expect(after.events).toEqual(after.events.map((_, index) => index + 1))
  expect(after.ticket.last_event).toBe(after.events.length)
}

function noneLost(before: Looked, after: Looked): void {
  for (const promise of before.promises) {
    const now = after.promises.find(({ id }) => id === promise.id)
    expect(now).toBeDefined()
    if (promise.outcome === null) continue
    // Only what was set aside is owed again.
    if (promise.outcome === 'no-longer-owed' && before.ticket.set_aside_at && !after.ticket.set_aside_at)
      continue
    expect(now).toEqual(promise)
  }
}

function allMade({ ticket, promises }: Looked): void {
  for (let round = 1; round <= ticket.round; round++) {
    const kinds = new Set(promises.filter((promise) => promise.round === round).map(({ kind }) => kind))
    expect([...kinds]).toEqual(
      expect.arrayContaining(['acknowledge', 'update', 'investigate', 'conclude', 'resolve']),
    )
  }
  const owed = promises.filter(({ round, outcome }) => round === ticket.round && outcome === null)
  const open = !ticket.resolved_at && !ticket.set_aside_at
  expect(owed.filter(({ kind }) => kind === 'update')).toHaveLength(open ? 1 : 0)
  expect(owed.filter(({ kind }) => kind === 'resolve')).toHaveLength(open ? 1 : 0)
  expect(promises.filter(({ round, outcome }) => round < ticket.round && outcome === null)).toEqual([])
}

function dueTimesHold({ ticket, promises }: Looked): void {
  for (const { kind, round, number, due_at } of promises) {
    if (number > 1) {
      const previous = promises.find(
        (one) => one.kind === kind && one.round === round && one.number === number - 1,
      )
      expect(due_at.getTime()).toBe((previous?.ended_at?.getTime() ?? 0) + POLICY_TIMES.update)
    } else if (round === ticket.round) {
      expect(due_at.getTime()).toBe(ticket.first_contact_at.getTime() + POLICY_TIMES[kind])
    }
  }
}

function outcomesHold({ promises }: Looked): void {
  for (const { kind, due_at, ended_at, outcome, ended_by_event } of promises) {
    if (outcome === null || ended_at === null) continue
    expect(ended_by_event).not.toBeNull()
    if (outcome !== 'no-longer-owed') expect(outcome).toBe(outcomeAt(kind, due_at, ended_at))
  }
}

// What the lists are ordered by is what the promises say.
function listHolds({ ticket, promises }: Looked): void {
  expect(listedOf(ticket)).toEqual(nextOf(ticket, promises))
}

function levelHolds(before: Looked, after: Looked): void {
  const rank = ({ ticket }: Looked) => LEVELS.indexOf(ticket.level)
  expect(rank(after)).toBeGreaterThanOrEqual(rank(before))
}

function silenceHolds(before: Looked, after: Looked, one: Happening): void {
  const written = after.mails.filter(({ id }) => !before.mails.some((mail) => mail.id === id))
  // A member may still answer by hand; the program says nothing by itself.
  const allowed = one === 'answer' ? ['answer'] : ['satisfaction-reminder']
  expect(written.filter(({ kind }) => !allowed.includes(kind))).toEqual([])
  const waiting = after.mails.filter(({ kind, sentAt }) => kind === 'update' && sentAt === null)
  expect(waiting).toEqual([])
  const resolvedAt = after.ticket.resolved_at ?? new Date(0)
  const reminders = after.mails.filter(
    ({ kind, createdAt }) => kind === 'satisfaction-reminder' && createdAt > resolvedAt,
  )
  expect(reminders.length).toBeLessThanOrEqual(1)
}
