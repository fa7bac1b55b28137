import { domainToASCII } from 'node:url'
import { type Selectable, sql } from 'kysely'
import type { SellersTable } from '../../db/seller-tables.ts'
import type { Core, Queryable } from '../kernel/core.ts'
import { type MemberId, newId, type SellerId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { normalEmail } from '../member/member.ts'
import type { Language } from '../policy/language.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { lockTicket } from '../ticket/lock.ts'

/** How a seller came to be known here. */
export type SellerSource = 'csv' | 'api' | 'typed'

/** Someone who sells on the marketplace (policy §5), as far as we know how to reach them. */
export interface Seller {
  id: SellerId
  /** The marketplace's own number; null for one typed by hand without it, who cannot be sanctioned there. */
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

/** Puts a seller down by hand. A known external id is `already-done`, an empty name or unusable address `invalid-input`. */
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

/** The seller of this id. */
export async function findSeller(db: Queryable, id: SellerId): Promise<Seller | undefined> {
  const row = await db.selectFrom('sellers').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toSeller(row)
}

const MOST_FOUND = 20

/** Sellers whose number or e-mail address is `text`, or whose name begins with it, whatever its case; at most 20, by name. */
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

/** Names the seller a ticket is about; another one named before is replaced, and what they were asked stays theirs. */
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

/** The seller a ticket names, or undefined. */
export async function sellerOfTicket(db: Queryable, ticketId: TicketId): Promise<Seller | undefined> {
  const row = await db
    .selectFrom('sellers')
    .innerJoin('tickets', 'tickets.seller_id', 'sellers.id')
    .selectAll('sellers')
    .where('tickets.id', '=', ticketId)
    .executeTakeFirst()
  return row && toSeller(row)
}

// In characters. Longer ones are a slip in a table, and no index takes them.
const LONGEST = { externalId: 100, name: 200, email: 320, telephone: 50, postalAddress: 1_000 }

/**
 * What is given, trimmed and checked: a name there must be, an e-mail address must be one, and nothing longer than such
 * things are. Throws `invalid-input`.
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

// Without what no database stores: NUL, and halves of characters.
function checkedText(text: string | null, what: keyof typeof LONGEST): string | null {
  const written = text?.replaceAll('\0', '').toWellFormed().trim() || null
  const longest = LONGEST[what]
  if (written && written.length > longest)
    throw new Problem('invalid-input', `Of a seller, ${what} may have ${longest} characters. Shorten it.`)
  return written
}

// As incoming mail has it, so that an answer is found to be the seller's.
function sellerEmail(typed: string): string {
  const email = normalEmail(typed)
  const at = email.lastIndexOf('@')
  const domain = domainToASCII(email.slice(at + 1))
  if (domain === '') throw new Problem('invalid-input', 'This e-mail address is not complete.')
  return `${email.slice(0, at)}@${domain}`
}

/** The columns of what is known of a seller. */
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
    id: row.id as SellerId,
    externalId: row.external_id,
    name: row.name,
    email: row.email,
    telephone: row.telephone,
    postalAddress: row.postal_address,
    language: row.language === 'en' ? 'en' : 'fr',
    source: row.source as SellerSource,
    updatedAt: row.updated_at,
  }
}
