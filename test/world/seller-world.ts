import type { Updateable } from 'kysely'
import { markSent } from '../../core/correspondence/consequences.ts'
import { receive } from '../../core/intake/intake.ts'
import type { Received } from '../../core/intake/received.ts'
import type { MemberId, SellerId, TicketId } from '../../core/kernel/id.ts'
import { createMember } from '../../core/member/member.ts'
import type { MailContent } from '../../core/outbox/outbox.ts'
import type { Role } from '../../core/policy/role.ts'
import { createSeller, nameSeller, type Seller } from '../../core/seller/seller.ts'
import type { SellersTable } from '../../db/seller-tables.ts'
import type { TestDatabase } from '../servers/database.ts'
import { mailFrom, openWorld, TUESDAY } from './world.ts'

/** Opens a world with a ticket about the shop of Bertrand Lamy, and the people who work on it. */
export function openSellerWorld(database: Pick<TestDatabase, 'db'>) {
  const world = openWorld(database)
  const { core, clock } = world

  const member = async (name: string, role: Role = 'agent'): Promise<MemberId> => {
    const email = `${name
      .toLowerCase()
      .normalize('NFD')
      .replace(/[^a-z]/g, '')}@agafort.example`
    return (await createMember(core, { name, email, role, language: 'fr' })).id
  }

  const bertrand = (): Promise<Seller> =>
    createSeller(core, {
      externalId: 'V-1042',
      name: 'Lamy Électroménager',
      email: 'sav@lamy.example',
      telephone: '04 72 00 11 22',
      postalAddress: '12 rue des Ateliers\n69003 Lyon',
      language: 'fr',
    })

  /** As the next import from the marketplace might leave the seller's row. */
  const rewriteSeller = (id: SellerId, changed: Updateable<SellersTable>) =>
    database.db.updateTable('sellers').set(changed).where('id', '=', id).execute()

  const camille = async (given: Parameters<typeof mailFrom>[2] = {}): Promise<Received> => {
    clock.set(TUESDAY)
    const [received] = await receive(core, [mailFrom('Camille Moreau', 'camille@courriel.example', given)])
    if (!received) throw new Error('nothing was received')
    return received
  }

  /** Camille's ticket, which names Bertrand's shop, and Léa who handles it. */
  const matter = async () => {
    const [lea, seller, received] = [await member('Léa Martin'), await bertrand(), await camille()]
    await nameSeller(core, { ticketId: received.ticketId, memberId: lea, sellerId: seller.id })
    return { lea, seller, ...received }
  }

  /** Sends every waiting mail now. */
  const send = async () => {
    const rows = await database.db
      .selectFrom('outbox')
      .select('id')
      .where('channel', '=', 'mail')
      .where('sent_at', 'is', null)
      .where('cancelled_at', 'is', null)
      .execute()
    await markSent(
      core,
      rows.map(({ id }) => ({ id, at: clock.now() })),
    )
  }

  const mailsTo = async (recipient: string) => {
    const rows = await database.db
      .selectFrom('outbox')
      .selectAll()
      .where('channel', '=', 'mail')
      .where('recipient', '=', recipient)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    return rows.map((row) => ({ ...row, content: row.content as MailContent }))
  }

  const eventsOf = async (ticketId: TicketId) =>
    (
      await database.db
        .selectFrom('events')
        .selectAll()
        .where('ticket_id', '=', ticketId)
        .orderBy('number')
        .execute()
    ).map(({ kind }) => kind)

  const measuresOf = async (ticketId: TicketId) =>
    (
      await database.db
        .selectFrom('measures')
        .selectAll()
        .where('ticket_id', '=', ticketId)
        .orderBy('at')
        .orderBy('id')
        .execute()
    ).map(({ kind }) => kind)

  return { ...world, member, bertrand, rewriteSeller, camille, matter, send, mailsTo, eventsOf, measuresOf }
}

export const BERTRAND = 'sav@lamy.example'
export const CAMILLE = 'camille@courriel.example'
