import { domainToASCII } from 'node:url'
import { type Selectable, sql } from 'kysely'
import type { SellerSource, SellersTable } from '../../db/seller-tables.ts'
import type { Core, Queryable } from '../kernel/core.ts'
import { type MemberId, newId, type SellerId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { normalEmail } from '../member/member.ts'
import type { Language } from '../policy/language.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { lockTicket } from '../ticket/lock.ts'

export type { SellerSource }

/** A seller on the marketplace (policy §5), with the known contact details. */
export interface Seller {
  id: SellerId
  /**
   * The marketplace's own number; null for a seller typed by hand without it, who cannot be sanctioned there.
   */
  externalId: string | null
  name: string
  /** Lower-case, domain in ASCII. */
  email: string | null
  telephone: string | null
  postalAddress: string | null
  language: Language
  source: SellerSource
  updatedAt: Date
}

export interface SellerDetails {
  externalId: string | null
  name: string
  email: string | null
  telephone: string | null
  postalAddress: string | null
  language: Language
}

/**
 * Adds a seller by hand.
 * Throws `already-done` for a known external id, `invalid-input` for an empty name or an unusable address.
 */
export async function createSeller(core: Core, given: SellerDetails): Promise<Seller> {
  const now = core.clock.now()
  const details = checkedSeller(given)
  const row = await core.db
    .insertInto('sellers')
    .values({
      id: newId<'seller'>(now),
      ...sellerRow(details),
      source: 'typed',
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.column('external_id').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!row)
    throw new Problem('already-done', `There is a seller with the number ${details.externalId} already.`)
  return toSeller(row)
}

/** Returns the seller with this id. */
export async function findSeller(db: Queryable, id: SellerId): Promise<Seller | undefined> {
  const row = await db.selectFrom('sellers').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toSeller(row)
}

const MOST_FOUND = 20

/**
 * Returns at most 20 sellers by name: those with this number or e-mail address, or a name that starts so, in
 * any case.
 */
export async function findSellers(db: Queryable, text: string): Promise<Seller[]> {
  const wanted = text.trim()
  if (wanted === '') return []
  const pattern = `${wanted.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  const rows = await db
    .selectFrom('sellers')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('external_id', '=', wanted),
        eb('email', '=', wanted.toLowerCase()),
        eb(sql`lower(name)`, 'like', pattern),
      ]),
    )
    .orderBy('name')
    .limit(MOST_FOUND)
    .execute()
  return rows.map(toSeller)
}

/** Sets the seller a ticket is about. It replaces an earlier one, whose requests stay theirs. */
export async function nameSeller(
  core: Core,
  given: { ticketId: TicketId; memberId: MemberId; sellerId: SellerId },
): Promise<void> {
  await core.db.transaction().execute(async (trx) => {
    const ticket = await lockTicket(trx, given.ticketId)
    if (!(await findSeller(trx, given.sellerId))) throw new Problem('not-found', 'There is no such seller.')
    const named = await trx
      .updateTable('tickets')
      .set({ seller_id: given.sellerId })
      .where('id', '=', ticket.id)
      .where((eb) => eb.or([eb('seller_id', 'is', null), eb('seller_id', '<>', given.sellerId)]))
      .returning('id')
      .executeTakeFirst()
    if (!named) return
    const actor = { kind: 'member', id: given.memberId } as const
    const detail = { sellerId: given.sellerId }
    await recordEvents(trx, [
      { ticketId: ticket.id, kind: 'seller-named', actor, at: core.clock.now(), detail },
    ])
  })
}

/** Returns the seller a ticket names, or undefined. */
export async function sellerOfTicket(db: Queryable, ticketId: TicketId): Promise<Seller | undefined> {
  const row = await db
    .selectFrom('sellers')
    .innerJoin('tickets', 'tickets.seller_id', 'sellers.id')
    .selectAll('sellers')
    .where('tickets.id', '=', ticketId)
    .executeTakeFirst()
  return row && toSeller(row)
}

// In characters. Longer values are a slip in the file, and no index accepts them.
const LONGEST = { externalId: 100, name: 200, email: 320, telephone: 50, postalAddress: 1_000 }

/**
 * Returns the given details, trimmed and checked.
 * Throws `invalid-input` without a name, for an unusable e-mail address, and for values longer than allowed.
 */
export function checkedSeller(given: SellerDetails): SellerDetails {
  const name = checkedText(given.name, 'name')?.replace(/\s+/g, ' ')
  if (!name) throw new Problem('invalid-input', 'A seller needs a name.')
  const email = checkedText(given.email, 'email')
  return {
    externalId: checkedText(given.externalId, 'externalId'),
    name,
    email: email && sellerEmail(email),
    telephone: checkedText(given.telephone, 'telephone'),
    postalAddress: checkedText(given.postalAddress, 'postalAddress'),
    language: given.language,
  }
}

// Removes what no database stores: NUL and lone surrogates.
function checkedText(text: string | null, what: keyof typeof LONGEST): string | null {
  const written = text?.replaceAll('\0', '').toWellFormed().trim() || null
  const longest = LONGEST[what]
  if (written && written.length > longest)
    throw new Problem('invalid-input', `Of a seller, ${what} may have ${longest} characters. Shorten it.`)
  return written
}

// Normalized as incoming mail is, so that the seller's reply is recognised.
function sellerEmail(typed: string): string {
  const email = normalEmail(typed)
  const at = email.lastIndexOf('@')
  const domain = domainToASCII(email.slice(at + 1))
  if (domain === '') throw new Problem('invalid-input', 'This e-mail address is not complete.')
  return `${email.slice(0, at)}@${domain}`
}

/** Returns the columns of a seller's details. */
export function sellerRow(details: SellerDetails) {
  return {
    external_id: details.externalId,
    name: details.name,
    email: details.email,
    telephone: details.telephone,
    postal_address: details.postalAddress,
    language: details.language,
  }
}

function toSeller(row: Selectable<SellersTable>): Seller {
  return {
    id: row.id,
    externalId: row.external_id,
    name: row.name,
    email: row.email,
    telephone: row.telephone,
    postalAddress: row.postal_address,
    language: row.language,
    source: row.source,
    updatedAt: row.updated_at,
  }
}
