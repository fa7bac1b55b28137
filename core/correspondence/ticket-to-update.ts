import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import type { CustomerId, MeasureId, MemberId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { MeasureKind } from '../policy/measure-kind.ts'
import type { PromiseKind } from '../policy/policy-times.ts'
import type { MailFacts } from '../ticket/message.ts'
import type { UpdateFacts } from '../wording/update.ts'
import { ticketUrl } from './reply.ts'

/** A ticket whose customer gets an update, with all the update reports. */
export interface TicketToUpdate {
  id: TicketId
  reference: Reference
  customerId: CustomerId
  category: Category
  round: number
  language: Language
  /** Null when the customer must be called. */
  email: string | null
  /** The customer's last mail, which the update is threaded under. */
  lastMail: MailFacts | null
  measureIds: readonly MeasureId[]
  facts: UpdateFacts
}

/**
 * Returns everything updates are made of, for tickets the caller has locked. Runs a fixed number of queries.
 */
export async function findTicketsToUpdate(
  trx: Trx,
  core: Core,
  ids: readonly TicketId[],
): Promise<TicketToUpdate[]> {
  if (ids.length === 0) return []
  const now = core.clock.now()
  const tickets = await trx
    .selectFrom('tickets')
    .innerJoin('customers', 'customers.id', 'tickets.customer_id')
    .select([
      'tickets.id',
      'tickets.reference',
      'tickets.customer_id',
      'tickets.category',
      'tickets.language',
    ])
    .select(['tickets.level', 'tickets.round', 'tickets.waiting_since', 'customers.name'])
    .where('tickets.id', 'in', ids)
    .orderBy('tickets.id')
    .execute()
  const emails = await emailsOf(trx, ids)
  const mails = await lastMailsOf(trx, ids)
  const measures = await unreportedMeasures(trx, ids)
  const openPromises = await openPromisesOf(trx, ids)
  const investigations = await investigationsOf(trx, ids)
  const firstNames = await firstNamesOf(trx)
  return tickets.map((row) => {
    const id = row.id
    const reference = row.reference
    const category = row.category
    const language = row.language
    const own = measures.filter(({ ticketId }) => ticketId === id)
    const investigation = investigations.get(id)
    const investigator = investigation && firstNames.get(investigation.investigatorId)
    return {
      id,
      reference,
      customerId: row.customer_id,
      category,
      round: row.round,
      language,
      email: emails.get(id) ?? null,
      lastMail: mails.get(id) ?? null,
      measureIds: own.map((measure) => measure.id),
      facts: {
        language,
        reference,
        category,
        customerName: row.name,
        level: row.level,
        writtenAt: now,
        measures: own.map(({ kind, at, memberId, by }) => ({
          kind,
          at,
          memberFirstName: (memberId && firstNames.get(memberId)) ?? null,
          by: by === null ? null : new Date(by),
        })),
        waitingSince: row.waiting_since,
        owed: openPromises.get(id) ?? [],
        investigation:
          investigation && investigator
            ? { memberFirstName: investigator, begun: investigation.begun }
            : null,
        nextUpdateBy: new Date(now.getTime() + core.settings.policyTimes.update),
        ticketUrl: ticketUrl(core, reference),
      },
    }
  })
}

async function emailsOf(trx: Trx, ids: readonly TicketId[]): Promise<Map<string, string>> {
  const rows = await trx
    .selectFrom('participants')
    .innerJoin('addresses', 'addresses.id', 'participants.address_id')
    .distinctOn('participants.ticket_id')
    .select(['participants.ticket_id', 'addresses.value'])
    .where('participants.ticket_id', 'in', ids)
    .where('participants.role', '=', 'customer')
    .where('addresses.kind', '=', 'email')
    .orderBy('participants.ticket_id')
    .orderBy('addresses.proven', 'desc')
    .orderBy('participants.joined_at')
    .execute()
  return new Map(rows.map((row) => [row.ticket_id, row.value]))
}

async function lastMailsOf(trx: Trx, ids: readonly TicketId[]): Promise<Map<string, MailFacts>> {
  const rows = await trx
    .selectFrom('messages')
    .distinctOn('ticket_id')
    .select(['ticket_id', 'mail'])
    .where('ticket_id', 'in', ids)
    .where('direction', '=', 'in')
    .where('author_kind', '=', 'customer')
    .where('automatic', 'is', null)
    .where('mail', 'is not', null)
    .orderBy('ticket_id')
    .orderBy('received_at', 'desc')
    .execute()
  return new Map(rows.flatMap((row) => (row.mail ? [[row.ticket_id, row.mail as MailFacts] as const] : [])))
}

interface UnreportedMeasure {
  id: MeasureId
  ticketId: TicketId
  kind: MeasureKind
  at: Date
  memberId: MemberId | null
  by: string | null
}

// Includes measures of an update that never left.
async function unreportedMeasures(trx: Trx, ids: readonly TicketId[]): Promise<UnreportedMeasure[]> {
  const rows = await trx
    .selectFrom('measures')
    .leftJoin('outbox', 'outbox.id', 'measures.told_by')
    .select(['measures.id', 'measures.ticket_id', 'measures.kind', 'measures.at', 'measures.detail'])
    .where('measures.ticket_id', 'in', ids)
    .where('measures.told_at', 'is', null)
    .where('measures.dropped_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('measures.told_by', 'is', null),
        eb('outbox.failed_at', 'is not', null),
        eb('outbox.cancelled_at', 'is not', null),
      ]),
    )
    .orderBy('measures.at')
    .orderBy('measures.id')
    .execute()
  return rows.map((row) => {
    const { detail } = row
    return {
      id: row.id,
      ticketId: row.ticket_id,
      kind: row.kind,
      at: row.at,
      memberId: detail.memberId ?? null,
      by: detail.by ?? null,
    }
  })
}

async function openPromisesOf(
  trx: Trx,
  ids: readonly TicketId[],
): Promise<Map<string, { kind: PromiseKind; dueAt: Date }[]>> {
  const rows = await trx
    .selectFrom('promises')
    .innerJoin('tickets', (join) =>
      join.onRef('tickets.id', '=', 'promises.ticket_id').onRef('tickets.round', '=', 'promises.round'),
    )
    .select(['promises.ticket_id', 'promises.kind', 'promises.due_at'])
    .where('promises.ticket_id', 'in', ids)
    .where('promises.ended_at', 'is', null)
    .orderBy('promises.due_at')
    .execute()
  const openPromises = new Map<string, { kind: PromiseKind; dueAt: Date }[]>()
  for (const { ticket_id, kind, due_at } of rows) {
    openPromises.set(ticket_id, [...(openPromises.get(ticket_id) ?? []), { kind, dueAt: due_at }])
  }
  return openPromises
}

async function investigationsOf(
  trx: Trx,
  ids: readonly TicketId[],
): Promise<Map<string, { investigatorId: MemberId; begun: boolean }>> {
  const rows = await trx
    .selectFrom('investigations')
    .innerJoin('tickets', (join) =>
      join
        .onRef('tickets.id', '=', 'investigations.ticket_id')
        .onRef('tickets.round', '=', 'investigations.round'),
    )
    .select(['investigations.ticket_id', 'investigations.investigator_id', 'investigations.begun_at'])
    .where('investigations.ticket_id', 'in', ids)
    .where('investigations.ended_at', 'is', null)
    .execute()
  return new Map(
    rows.map((row) => [row.ticket_id, { investigatorId: row.investigator_id, begun: row.begun_at !== null }]),
  )
}

// Customers know us by first name.
async function firstNamesOf(trx: Trx): Promise<Map<string, string>> {
  const rows = await trx
    .selectFrom('members')
    .select(['id', sql<string>`split_part(trim(name), ' ', 1)`.as('first_name')])
    .execute()
  return new Map(rows.map((row) => [row.id, row.first_name]))
}
