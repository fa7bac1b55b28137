import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { conclude } from '../../../core/correspondence/conclusion.ts'
import { askCustomer } from '../../../core/correspondence/information-request.ts'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { DAY, HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { MemberId, TicketId } from '../../../core/kernel/id.ts'
import { ownMessageId } from '../../../core/kernel/signed-link.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { TUESDAY } from '../../world/world.ts'

const GOLDEN = new URL('../../golden/journey/', import.meta.url)

describe.each(['PostgreSQL', 'PGlite'] as const)('On a problem’s way through the policy (%s),', (kind) => {
  const database = useTestDatabase(kind)
  const world = openPolicyWorld(database)
  const { core, clock } = world
  let lea: MemberId
  let ines: MemberId
  let marc: MemberId

  beforeEach(async () => {
    world.begin()
    lea = await world.member('Léa Martin', { teams: ['customer-service'] })
    ines = await world.member('Inès Fabre', { teams: ['resolution'] })
    marc = await world.member('Marc Vidal', { teams: ['customer-experience'] })
  })

  it('the customer’s problem is investigated from 24 hours on, and they hear the conclusions within 48', async () => {
    const { ticketId } = await world.written({
      subject: 'Colis jamais reçu, commande 4471-22',
      text: 'Bonjour,\n\nMa commande 4471-22 devait arriver le 12 novembre. Le suivi n’a pas bougé depuis dix jours.\n\nMarie Dubois',
    })
    await until(5 * MINUTE)
    await until(25 * HOUR)
    await askCustomer(core, {
      ticketId,
      memberId: ines,
      question:
        'Bonjour Madame Dubois,\n\nLe transporteur dit avoir remis le colis à votre gardien. Pouvez-vous me dire si votre immeuble en a un ?',
    })
    await until(30 * HOUR)
    await reply(ticketId, 'information-request', 'Non, il n’y a pas de gardien chez nous.')
    await until(44 * HOUR)
    await conclude(core, {
      ticketId,
      memberId: ines,
      findings:
        'Le transporteur reconnaît avoir livré votre colis à une autre adresse. Le vendeur vous le renvoie aujourd’hui.',
    })
    await until(46 * HOUR)
    await resolve(core, {
      ticketId,
      memberId: ines,
      outcome: 'solved',
      text: 'Votre commande a été expédiée de nouveau ce matin, sous le numéro de suivi FR-88412.',
    })
    await until(6 * DAY, 3 * HOUR)
    expect(await outcomes(ticketId)).toEqual({
      acknowledge: 'kept',
      conclude: 'kept',
      escalate: 'no-longer-owed',
      investigate: 'broken',
      resolve: 'kept',
      update: 'kept',
    })
    await compare('investigated', ticketId)
  })

  it('what is not solved by 48 hours goes to customer experience, and is resolved by day 5', async () => {
    const { ticketId } = await world.written({
      subject: 'Canapé arrivé abîmé',
      text: 'Bonjour, le canapé commandé chez vous est arrivé avec un pied cassé. Le vendeur refuse de le reprendre. Je veux être remboursée.',
    })
    await until(23 * HOUR)
    await replyToCustomer(core, {
      ticketId,
      memberId: ines,
      text: 'Bonjour Madame Dubois,\n\nJe m’occupe de l’enquête et j’ai écrit au vendeur ce matin.',
    })
    await until(47 * HOUR)
    await conclude(core, {
      ticketId,
      memberId: ines,
      findings:
        'Le pied était fendu avant l’expédition : le vendeur doit vous rembourser. Il n’a pas encore accepté.',
    })
    await until(4 * DAY + 20 * HOUR)
    await resolve(core, {
      ticketId,
      memberId: marc,
      outcome: 'solved',
      text: 'Nous vous remboursons nous-mêmes les 640 € ; la somme paraîtra sur votre compte sous trois jours.',
    })
    await until(9 * DAY, 3 * HOUR)
    const { level } = await world.ticket(ticketId)
    expect(level).toBe('customer-experience')
    expect(await outcomes(ticketId)).toEqual({
      acknowledge: 'kept',
      conclude: 'kept',
      escalate: 'kept',
      investigate: 'kept',
      resolve: 'kept',
      update: 'kept',
    })
    await compare('escalated', ticketId)
  })

  it('where possible, the problem is resolved at the first contact', async () => {
    const { ticketId } = await world.written({
      subject: 'Facture de ma commande 7713',
      text: 'Bonjour, pouvez-vous m’envoyer la facture de ma commande 7713 ? Je ne la trouve pas.',
    })
    await until(2 * HOUR)
    await resolve(core, {
      ticketId,
      memberId: lea,
      outcome: 'solved',
      text: 'Votre facture est dans votre espace, à la page de la commande, en bas à droite.',
    })
    await until(3 * HOUR)
    await reply(ticketId, 'resolution', 'Merci beaucoup, c’est parfait !')
    await until(6 * DAY, 3 * HOUR)
    const { resolved_at } = await world.ticket(ticketId)
    expect(resolved_at).toEqual(new Date(TUESDAY.getTime() + 2 * HOUR))
    await compare('first-contact', ticketId)
  })

  /** Time passes until so long after the first contact; what is due is swept, and leaves. */
  async function until(sinceFirstContact: number, step = HOUR / 2): Promise<void> {
    await world.send()
    await world.pass(TUESDAY.getTime() + sinceFirstContact - clock.now().getTime(), { step })
  }

  async function reply(ticketId: TicketId, to: string, text: string): Promise<void> {
    const mail = (await world.mails(ticketId)).find((one) => one.kind === to)
    if (!mail) throw new Error(`There is no mail of the kind ${to} to reply to.`)
    const inReplyTo = ownMessageId(core.settings.secretKeys, mail.id, 'agafort.example')
    await world.written({ subject: `Re: ${mail.subject}`, text, mail: { inReplyTo } })
  }

  /** The worst each kind of promise ended with. */
  async function outcomes(ticketId: TicketId): Promise<Record<string, string | null>> {
    const worst: Record<string, string | null> = {}
    for (const { kind: promised, outcome } of await world.ledger(ticketId)) {
      if (worst[promised] !== 'broken' && outcome !== 'no-longer-owed') worst[promised] = outcome
      worst[promised] ??= outcome
    }
    return worst
  }

  /** The whole correspondence, as one reads it, against its golden file. */
  async function compare(name: string, ticketId: TicketId): Promise<void> {
    const { reference } = await world.ticket(ticketId)
    const rows = await database.db
      .selectFrom('outbox')
      .select(['kind', 'recipient', 'recipient_kind', 'content', 'sent_at'])
      .where('sent_at', 'is not', null)
      .where((eb) => eb.or([eb('ticket_id', '=', ticketId), eb('recipient_kind', '=', 'member')]))
      .orderBy('sent_at')
      .orderBy('id')
      .execute()
    const written = rows
      .map(({ recipient, recipient_kind, kind: what, content, sent_at }) => {
        const { subject, text } = content as unknown as { subject: string; text: string }
        const hours = ((sent_at?.getTime() ?? 0) - TUESDAY.getTime()) / HOUR
        return `=== ${hours.toFixed(1)} h · ${what} · ${recipient_kind} ${recipient}\n${subject}\n\n${text.trim()}\n`
      })
      .join('\n')
      .replaceAll(reference, 'AGF-XXXX-XXXX')
      .replaceAll(/(https:\/\/aide\.agafort\.example\/[ts]\/)[\w-]+/g, '$1…')
    expect(written).toBe(golden(`${name}.txt`, written))
  }
})

// GOLDEN=write npm test … writes them anew, to be read before they are kept.
function golden(name: string, written: string): string {
  const file = new URL(name, GOLDEN)
  if (process.env.GOLDEN === 'write') {
    mkdirSync(GOLDEN, { recursive: true })
    writeFileSync(file, written)
  }
  return readFileSync(file, 'utf8')
}
