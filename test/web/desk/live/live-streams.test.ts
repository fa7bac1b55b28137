import { afterEach, describe, expect, it } from 'vitest'
import { revokeSession, SESSION_LASTS } from '../../../../core/auth/session.ts'
import { receive } from '../../../../core/intake/intake.ts'
import { MINUTE } from '../../../../core/kernel/duration.ts'
import type { MemberId } from '../../../../core/kernel/id.ts'
import { grantClearance, withdrawClearance } from '../../../../core/member/clearance.ts'
import { createMember } from '../../../../core/member/member.ts'
import { becomeAvailable, presenceOf, prolongPresence } from '../../../../core/member/presence.ts'
import { recordEvents } from '../../../../core/ticket/event-log.ts'
import { noteViewing } from '../../../../core/ticket/viewers.ts'
import { recategorise } from '../../../../core/ticket-actions/assign.ts'
import { describeOnEachDatabase, useTestDatabase } from '../../../servers/database.ts'
import { poll } from '../../../servers/poll.ts'
import { type LiveReader, openLiveReader, signedIn, startWeb } from '../../../world/live-reader.ts'
import { mailFrom, openWorld } from '../../../world/world.ts'

type World = ReturnType<typeof openWorld>

const closing: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function openDesk({ core }: World) {
  const { app, address } = await startWeb(core)
  closing.push(() => app.close())
  const read = async (cookie: string, lastId?: string): Promise<LiveReader> => {
    const reading = await openLiveReader(address, cookie, lastId)
    closing.push(() => reading.close())
    return reading
  }
  return { app, address, read }
}

const member = ({ core }: World, name: string) =>
  createMember(core, {
    name,
    email: `${name.split(' ')[0]?.toLowerCase()}@agafort.example`,
    role: 'agent',
    language: 'fr',
  })

async function mailIn({ core }: World, name: string, category?: 'fraud') {
  const [received] = await receive(core, [
    mailFrom(name, `${name.split(' ')[0]?.toLowerCase()}@exemple.fr`, {
      ...(category && { doorCategory: category, text: 'On a piraté mon compte et payé avec ma carte.' }),
    }),
  ])
  if (!received) throw new Error('nothing was received')
  return received
}

/** Two looks have been made since: what was to be told has been. */
async function settled(world: World, reading: LiveReader): Promise<void> {
  const marker = await mailIn(world, `Zoé ${Math.random()}`)
  await reading.heard('ticket', ({ reference }) => reference === marker.reference)
}

const of = (reference: string) => (data: Readonly<Record<string, unknown>>) => data.reference === reference

describeOnEachDatabase('The stream of an open page', (database) => {
  const world = openWorld(database)
  const { core, clock } = world

  it('reports a new ticket, the lists and the figures, in the order of its events', async () => {
    const desk = await openDesk(world)
    const camille = await member(world, 'Camille Renaud')
    const reading = await desk.read((await signedIn(core, camille)).cookie)
    expect(reading.status).toBe(200)
    expect(reading.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    await reading.heard('hello')
    const { reference, ticketId } = await mailIn(world, 'Nadia Benali')
    await reading.heard('ticket', of(reference))
    for (const name of ['queue', 'counts']) await reading.heard(name)
    await recategorise(core, { ticketId, memberId: camille.id, category: 'account' })
    await poll('the second event', () => reading.told.filter(({ data }) => of(reference)(data)).length > 1)
    const numbers = reading.told
      .filter(({ data }) => of(reference)(data))
      .map(({ data }) => Number(data.number))
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
  })

  it('reports what is committed late, though its time lies before what was sent', async () => {
    const desk = await openDesk(world)
    const reading = await desk.read((await signedIn(core, await member(world, 'Camille Renaud'))).cookie)
    const slow = await mailIn(world, 'Nadia Benali')
    await reading.heard('ticket', of(slow.reference))
    const began = clock.now()
    clock.advance(40_000)
    await settled(world, reading)
    const before = reading.told.length
    await core.db
      .transaction()
      .execute((trx) =>
        recordEvents(trx, [
          { ticketId: slow.ticketId, kind: 'noted', actor: { kind: 'system' }, at: began, detail: {} },
        ]),
      )
    await poll('the late event', () =>
      reading.told.slice(before).some(({ data }) => of(slow.reference)(data)),
    )
  })

  it('brings a page that comes back what it missed, and has one that was long away show itself anew', async () => {
    const desk = await openDesk(world)
    const { cookie } = await signedIn(core, await member(world, 'Camille Renaud'))
    const first = await desk.read(cookie)
    await settled(world, first)
    const lastId = first.told.findLast(({ id }) => id !== undefined)?.id
    first.close()
    await poll('the stream to end', first.ended)
    clock.advance(2 * MINUTE)
    const { reference } = await mailIn(world, 'Nadia Benali')
    clock.advance(2 * MINUTE)
    const again = await desk.read(cookie, lastId)
    await again.heard('ticket', of(reference))
    clock.advance(30 * MINUTE)
    await (await desk.read(cookie, lastId)).heard('all')
  })

  it('reports nothing of a sensitive lane to who is not cleared, and acts at once when that changes', async () => {
    const desk = await openDesk(world)
    const lea = await member(world, 'Léa Martin')
    const camille = await member(world, 'Camille Renaud')
    const fraud = { memberId: lea.id, lane: 'fraud' } as const
    await grantClearance(core, { ...fraud, grantedBy: null })
    const cleared = await desk.read((await signedIn(core, lea)).cookie)
    const uncleared = await desk.read((await signedIn(core, camille)).cookie)
    const first = await mailIn(world, 'Étienne Marchal', 'fraud')
    await cleared.heard('ticket', of(first.reference))
    await settled(world, uncleared)
    await withdrawClearance(core, fraud)
    await cleared.heard('all')
    const before = cleared.told.length
    const second = await mailIn(world, 'Anaïs Roux', 'fraud')
    await settled(world, cleared)
    expect(JSON.stringify(cleared.told.slice(before))).not.toContain(second.reference)
    expect(JSON.stringify(uncleared.told)).not.toContain(first.reference)
    expect(JSON.stringify(uncleared.told)).not.toContain(second.reference)
  })

  it('reports a ticket that moves into a lane only as a list that changed', async () => {
    const desk = await openDesk(world)
    const camille = await member(world, 'Camille Renaud')
    const reading = await desk.read((await signedIn(core, camille)).cookie)
    const { reference, ticketId } = await mailIn(world, 'Nadia Benali')
    await reading.heard('ticket', of(reference))
    await settled(world, reading)
    const before = reading.told.length
    await recategorise(core, { ticketId, memberId: camille.id, category: 'fraud' })
    await poll('the lists to change', () => reading.told.slice(before).some(({ name }) => name === 'queue'))
    await noteViewing(core, { ticketId, memberId: camille.id, typing: true })
    await settled(world, reading)
    expect(JSON.stringify(reading.told.slice(before))).not.toContain(reference)
  })

  it('ends within seconds when its session ends, and says why', async () => {
    const desk = await openDesk(world)
    const { cookie, token } = await signedIn(core, await member(world, 'Camille Renaud'))
    const reading = await desk.read(cookie)
    await reading.heard('hello')
    await revokeSession(core, token)
    expect((await reading.heard('bye')).data).toEqual({ why: 'signed-out' })
    await poll('the stream to end', reading.ended)
    expect((await desk.read(cookie)).status).toBe(303)
  })

  it('ends when Camille’s session runs out, though nobody revoked it', async () => {
    const desk = await openDesk(world)
    const { cookie } = await signedIn(core, await member(world, 'Camille Renaud'))
    const reading = await desk.read(cookie)
    await reading.heard('hello')
    clock.advance(SESSION_LASTS)
    expect((await reading.heard('bye')).data).toEqual({ why: 'signed-out' })
    await poll('the stream to end', reading.ended)
  })

  it('lets one session have a dozen streams and no more', async () => {
    const desk = await openDesk(world)
    const { cookie } = await signedIn(core, await member(world, 'Camille Renaud'))
    for (let count = 0; count < 12; count++) expect((await desk.read(cookie)).status).toBe(200)
    expect((await desk.read(cookie)).status).toBe(429)
  })

  it('does not hold up a server that stops', async () => {
    const { app, address } = await startWeb(core)
    const { cookie } = await signedIn(core, await member(world, 'Camille Renaud'))
    const reading = await openLiveReader(address, cookie)
    await reading.heard('hello')
    await app.close()
    await poll('the stream to end', reading.ended)
    expect(reading.told.at(-1)).toMatchObject({ name: 'bye', data: { why: 'stopping' } })
  })

  it('reports who else looks at a ticket and types, until they leave', async () => {
    const desk = await openDesk(world)
    const camille = await member(world, 'Camille Renaud')
    const jean = await member(world, 'Jean Petit')
    const { reference, ticketId } = await mailIn(world, 'Nadia Benali')
    const reading = await desk.read((await signedIn(core, camille)).cookie)
    await settled(world, reading)
    await noteViewing(core, { ticketId, memberId: jean.id, typing: true })
    await reading.heard('viewers', of(reference))
    const told = () => reading.told.filter(({ name }) => name === 'viewers').length
    const before = told()
    clock.advance(MINUTE)
    await poll('the look to run out', () => told() > before)
  })

  it('keeps a member there while a page of theirs is open, and no longer than a minute after', async () => {
    const { id } = await member(world, 'Camille Renaud')
    const there = (memberId: MemberId) => presenceOf(core.db, memberId, clock.now())
    const until = new Date(clock.now().getTime() + MINUTE)
    await becomeAvailable(core, { memberId: id, until, capacity: 3 })
    clock.advance(40_000)
    await prolongPresence(core, [id])
    clock.advance(40_000)
    expect(await there(id)).toMatchObject({ capacity: 3 })
    clock.advance(MINUTE)
    await prolongPresence(core, [id])
    expect(await there(id)).toBeUndefined()
  })
})

describe('Streams of two server processes on one database', () => {
  const world = openWorld(useTestDatabase('PostgreSQL'))

  it('both report what the other’s members do, and a page may come back to either', async () => {
    const { core } = world
    const [one, other] = [await openDesk(world), await openDesk(world)]
    const camille = await signedIn(core, await member(world, 'Camille Renaud'))
    const jean = await signedIn(core, await member(world, 'Jean Petit'))
    const [first, second] = [await one.read(camille.cookie), await other.read(jean.cookie)]
    const { reference } = await mailIn(world, 'Nadia Benali')
    await Promise.all([first, second].map((reading) => reading.heard('ticket', of(reference))))
    const lastId = first.told.findLast(({ id }) => id !== undefined)?.id
    await one.app.close()
    const missed = await mailIn(world, 'Sophie Lambert')
    await (await other.read(camille.cookie, lastId)).heard('ticket', of(missed.reference))
  })
})
