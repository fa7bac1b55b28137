import { expect, it } from 'vitest'
import { note } from '../../../core/correspondence/note.ts'
import { receive } from '../../../core/intake/intake.ts'
import type { MemberId } from '../../../core/kernel/id.ts'
import { grantClearance } from '../../../core/member/clearance.ts'
import { createMember, deactivateMember } from '../../../core/member/member.ts'
import {
  countUnreadMentions,
  listMentions,
  mentionable,
  mentionedIn,
  readMentions,
} from '../../../core/ticket/mention.ts'
import { recategorise } from '../../../core/ticket-actions/assign.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { mailFrom, openWorld } from '../../world/world.ts'

const TEAM = ['Karim Haddad', 'Léa Martin', 'Léa Fontaine', 'Anne-Sophie Roux'].map((name) => ({
  id: name as MemberId,
  name,
}))
const named = (text: string) => mentionedIn(text, TEAM).map(({ name }) => name)

it('a note names members by first and last name, whatever the accents and capitals', () => {
  expect(named('Vu avec @Karim Haddad et @lea martin.')).toEqual(['Karim Haddad', 'Léa Martin'])
  expect(named('@Anne-Sophie Roux, peux-tu regarder ? @Anne-Sophie Roux !')).toEqual(['Anne-Sophie Roux'])
})

it('a first name is enough where only one has it', () => {
  expect(named('@Karim, peux-tu appeler ?')).toEqual(['Karim Haddad'])
  expect(named('@Léa, peux-tu appeler ?')).toEqual([])
})

it('an address or a longer name names nobody', () => {
  expect(named('Écrit à nadia@karim.example et à x@Karim Haddad')).toEqual([])
  expect(named('@Karima Benali')).toEqual([])
})

describeOnEachDatabase('A member named in a note', (database) => {
  const { core } = openWorld(database)

  async function open() {
    const [received] = await receive(core, [mailFrom('Nadia Benali', 'nadia.benali@exemple.fr')])
    if (!received) throw new Error('nothing was received')
    const member = (name: string, email: string) =>
      createMember(core, { name, email: `${email}@agafort.example`, role: 'agent', language: 'fr' })
    const karim = await member('Karim Haddad', 'karim')
    const lea = await member('Léa Martin', 'lea')
    return { ...received, karim, lea }
  }

  it('finds it in their mentions until they open the ticket, and has a mail', async () => {
    const { ticketId, reference, karim, lea } = await open()
    await note(core, { ticketId, memberId: karim.id, text: '@Léa Martin, le vendeur rappelle demain.' })
    expect(await countUnreadMentions(core.db, lea.id)).toBe(1)
    expect(await listMentions(core.db, lea.id)).toMatchObject([
      { reference, byName: 'Karim Haddad', text: '@Léa Martin, le vendeur rappelle demain.', readAt: null },
    ])
    expect(await countUnreadMentions(core.db, karim.id)).toBe(0)
    const mail = await core.db
      .selectFrom('outbox')
      .select(['recipient', 'content'])
      .where('kind', '=', 'member-notice')
      .executeTakeFirstOrThrow()
    expect(mail.recipient).toBe('lea@agafort.example')
    expect(JSON.stringify(mail.content)).toContain('vous cite dans une note')
    expect(JSON.stringify(mail.content)).not.toContain('le vendeur rappelle')
    await readMentions(core, lea.id, ticketId)
    expect(await countUnreadMentions(core.db, lea.id)).toBe(0)
    expect(await listMentions(core.db, lea.id)).toHaveLength(1)
  })

  it('is not told of what they wrote themselves, nor when they no longer work here', async () => {
    const { ticketId, karim, lea } = await open()
    await deactivateMember(core, lea.id)
    await note(core, { ticketId, memberId: karim.id, text: '@Karim Haddad @Léa Martin' })
    expect(await core.db.selectFrom('mentions').selectAll().execute()).toEqual([])
  })

  it('is not named where they may not read: the note is refused and says who', async () => {
    const { ticketId, karim, lea } = await open()
    await grantClearance(core, { memberId: karim.id, lane: 'fraud', grantedBy: lea.id })
    await recategorise(core, { ticketId, memberId: karim.id, category: 'fraud' })
    await expect(
      note(core, { ticketId, memberId: karim.id, text: '@Léa Martin, regarde.' }),
    ).rejects.toMatchObject({ code: 'not-allowed', message: expect.stringContaining('Léa Martin') })
    expect(
      await core.db.selectFrom('messages').select('id').where('direction', '=', 'note').execute(),
    ).toEqual([])
    expect((await mentionable(core.db, 'fraud')).map(({ name }) => name)).toEqual(['Karim Haddad'])
    expect((await mentionable(core.db, 'order-dispute')).map(({ name }) => name)).toEqual([
      'Karim Haddad',
      'Léa Martin',
    ])
  })

  it('no longer finds it when the ticket moves into a lane that is shut to them', async () => {
    const { ticketId, karim, lea } = await open()
    await note(core, { ticketId, memberId: karim.id, text: '@Léa Martin, le vendeur rappelle demain.' })
    await recategorise(core, { ticketId, memberId: karim.id, category: 'legal' })
    expect(await listMentions(core.db, lea.id)).toEqual([])
    expect(await countUnreadMentions(core.db, lea.id)).toBe(0)
  })
})
