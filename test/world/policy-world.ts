import { markSent } from '../../core/correspondence/consequences.ts'
import { receive } from '../../core/intake/intake.ts'
import type { CoreSettings } from '../../core/kernel/core.ts'
import { MINUTE } from '../../core/kernel/duration.ts'
import type { MemberId, OutboxId, TicketId } from '../../core/kernel/id.ts'
import { grantClearance } from '../../core/member/clearance.ts'
import { createMember } from '../../core/member/member.ts'
import { joinTeam } from '../../core/member/team.ts'
import { claimDue } from '../../core/outbox/delivery.ts'
import type { SensitiveLane } from '../../core/policy/category.ts'
import type { PromiseKind } from '../../core/policy/policy-times.ts'
import type { Role } from '../../core/policy/role.ts'
import { runSweeps } from '../../core/schedule.ts'
import type { TestDatabase } from '../servers/database.ts'
import { mailFrom, openWorld, TUESDAY } from './world.ts'

/** A mail that was sent, or waits. */
export interface WrittenMail {
  id: OutboxId
  kind: string
  recipient: string
  subject: string
  text: string
  createdAt: Date
  sentAt: Date | null
}

/** Opens a world in which tests move the clock, and sweep and send what is due. */
export function openPolicyWorld(database: TestDatabase, settings: Partial<CoreSettings> = {}) {
  const world = openWorld(database, settings)
  const { core, clock } = world

  /** Creates a member. */
  async function member(
    name: string,
    given: {
      teams: readonly string[]
      role?: Role
      lanes?: readonly SensitiveLane[]
      language?: 'fr' | 'en'
    },
  ): Promise<MemberId> {
    const unaccented = name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
    const email = `${unaccented.replace(/[^a-z]+/g, '.')}@agafort.example`
    const { id } = await createMember(core, {
      name,
      email,
      role: given.role ?? 'agent',
      language: given.language ?? 'fr',
    })
    for (const teamId of given.teams) await joinTeam(core, { memberId: id, teamId: teamId as never })
    for (const lane of given.lanes ?? []) await grantClearance(core, { memberId: id, lane, grantedBy: null })
    return id
  }

  /** Marie writes now, unless given otherwise. */
  async function written(given: Parameters<typeof mailFrom>[2] = {}, from = 'marie.dubois@courriel.example') {
    const [received] = await receive(core, [
      mailFrom('Marie Dubois', from, { receivedAt: clock.now(), ...given }),
    ])
    if (!received) throw new Error('Nothing was received.')
    return received
  }

  /** Sends everything due now. */
  async function send(): Promise<string[]> {
    const left: string[] = []
    for (;;) {
      const due = await claimDue(core, { channel: 'mail', holder: 'test', limit: 200, leaseSeconds: 600 })
      if (due.length === 0) return left
      await markSent(
        core,
        due.map(({ id }) => ({ id, at: clock.now() })),
      )
      left.push(...due.map(({ kind }) => kind))
    }
  }

  /** Lets time pass in steps; at each, what is due is swept, and sent unless `mail` is false. */
  async function pass(milliseconds: number, { step = 5 * MINUTE, mail = true } = {}): Promise<void> {
    const end = clock.now().getTime() + milliseconds
    while (clock.now().getTime() < end) {
      clock.advance(Math.min(step, end - clock.now().getTime()))
      await runSweeps(core)
      if (mail) await send()
    }
  }

  async function mails(ticketId: TicketId): Promise<WrittenMail[]> {
    return mailsWhere((query) => query.where('ticket_id', '=', ticketId))
  }

  async function notices(): Promise<WrittenMail[]> {
    return mailsWhere((query) => query.where('kind', 'in', ['member-notice', 'alert']))
  }

  async function mailsWhere(
    narrow: (query: ReturnType<typeof allMails>) => ReturnType<typeof allMails>,
  ): Promise<WrittenMail[]> {
    const rows = await narrow(allMails()).orderBy('created_at').orderBy('id').execute()
    return rows.map((row) => {
      const content = row.content as unknown as { subject: string; text: string }
      const text = content.text.replace(/\s+/g, ' ')
      return {
        id: row.id,
        kind: row.kind,
        recipient: row.recipient,
        subject: content.subject,
        text,
        createdAt: row.created_at,
        sentAt: row.sent_at,
      }
    })
  }

  function allMails() {
    return database.db.selectFrom('outbox').selectAll().where('cancelled_at', 'is', null)
  }

  /** Returns the promises of a ticket in order: `update 2` or `conclude`, with their state. */
  async function ledger(ticketId: TicketId) {
    const rows = await database.db
      .selectFrom('promises')
      .selectAll()
      .where('ticket_id', '=', ticketId)
      .orderBy('round')
      .orderBy('kind')
      .orderBy('number')
      .execute()
    return rows.map((row) => ({ ...row, kind: row.kind }))
  }

  async function promise(ticketId: TicketId, kind: PromiseKind, { round = 1, number = 1 } = {}) {
    const found = (await ledger(ticketId)).find(
      (row) => row.kind === kind && row.round === round && row.number === number,
    )
    if (!found) throw new Error(`There is no promise to ${kind} (round ${round}, number ${number}).`)
    return found
  }

  function ticket(id: TicketId) {
    return database.db.selectFrom('tickets').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  }

  async function events(ticketId: TicketId): Promise<string[]> {
    const rows = await database.db
      .selectFrom('events')
      .select('kind')
      .where('ticket_id', '=', ticketId)
      .orderBy('number')
      .execute()
    return rows.map((row) => row.kind)
  }

  async function numberedEvents(ticketId: TicketId): Promise<number[]> {
    const rows = await database.db
      .selectFrom('events')
      .select('number')
      .where('ticket_id', '=', ticketId)
      .orderBy('number')
      .execute()
    return rows.map((row) => row.number)
  }

  const begin = () => clock.set(TUESDAY)
  return {
    ...world,
    member,
    written,
    send,
    pass,
    mails,
    notices,
    ledger,
    promise,
    ticket,
    events,
    numberedEvents,
    begin,
  }
}

export type PolicyWorld = ReturnType<typeof openPolicyWorld>
