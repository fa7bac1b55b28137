import { expect, it } from 'vitest'
import type { InboundContent } from '../../../bot/agent/activity.ts'
import { relayNotices } from '../../../bot/agent/relay.ts'
import { runIntent } from '../../../bot/agent/run-intent.ts'
import { handleActivity } from '../../../bot/agent/turn.ts'
import { converse } from '../../../bot/dialogue/converse.ts'
import { fileAddress } from '../../../bot/direct-line/attachment-routes.ts'
import { readChat } from '../../../core/chat/chat-activity.ts'
import { sendChatTranscript } from '../../../core/chat/chat-transcript.ts'
import { openDirectLine } from '../../../core/chat/direct-line.ts'
import { keepDirectLineFiles } from '../../../core/chat/direct-line-file.ts'
import { readTalk } from '../../../core/chat/handoff-desk.ts'
import { relayFromMember } from '../../../core/chat/handoff-relay.ts'
import { acceptNext, closeHandoff, transferHandoff } from '../../../core/chat/handoff-session.ts'
import { DAY } from '../../../core/kernel/duration.ts'
import type { ConversationId, MemberId } from '../../../core/kernel/id.ts'
import { createMember, deactivateMember } from '../../../core/member/member.ts'
import { becomeAvailable } from '../../../core/member/presence.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { knowing } from '../../world/chat-world.ts'
import { openHandoffOf } from '../../world/open-handoff.ts'
import { openWorld, TUESDAY } from '../../world/world.ts'

let count = 0
const PDF = Buffer.from('%PDF-1.4 bon de retour')

describeOnEachDatabase('After a talk in the chat', (database) => {
  const { core, clock } = openWorld(database)
  const knowledge = knowing(converse)

  const hears = async (what: InboundContent): Promise<ConversationId> => {
    const id = await handleActivity(core, knowledge, {
      channel: 'directline',
      conversation: 'nadia',
      activityId: `k${++count}`,
      reference: {},
      language: 'fr',
      what,
    })
    if (!id) throw new Error('nothing was heard')
    return id
  }
  const says = (text: string) => hears({ kind: 'text', text, files: [] })

  async function colleague(name: string): Promise<MemberId> {
    const email = `${name.split(' ')[0]?.toLowerCase()}@agafort.example`
    const { id } = await createMember(core, { name, email, role: 'agent', language: 'fr' })
    await becomeAvailable(core, { memberId: id, until: new Date(clock.now().getTime() + DAY) })
    return id
  }

  /** Nadia asks for a person, and Camille answers with a file. */
  async function talk() {
    clock.set(TUESDAY)
    await openDirectLine(core, { id: 'nadia', userId: 'u', language: 'fr' })
    const memberId = await colleague('Camille Renaud')
    const id = await says('Je veux parler à quelqu’un')
    const handoffId = await acceptNext(core, memberId)
    if (!handoffId) throw new Error('nobody waits')
    await relayNotices(core, knowledge)
    await says('Bonjour Camille, où est mon colis ?')
    const files = [{ name: 'bon-de-retour.pdf', type: 'application/pdf', content: PDF }]
    await relayFromMember(core, { handoffId, memberId, token: '1', text: 'Voici le bon de retour.', files })
    await relayNotices(core, knowledge)
    return { id, memberId, handoffId }
  }

  async function copy(conversationId: ConversationId): Promise<string> {
    const email = 'nadia.benali@courriel.example'
    const sent = await core.db
      .transaction()
      .execute((trx) => sendChatTranscript(trx, core, { conversationId, email, language: 'fr' }))
    expect(sent).toBe(true)
    const row = await core.db
      .selectFrom('outbox')
      .select('content')
      .where('kind', '=', 'chat-transcript')
      .where('recipient', '=', email)
      .executeTakeFirstOrThrow()
    return (row.content as { text: string }).text
  }

  it('the copy by mail says who said what, and names the files both sent', async () => {
    const { id } = await talk()
    const [photo] = await keepDirectLineFiles(core, 'nadia', [
      { name: 'carton.jpg', type: 'image/jpeg', content: Buffer.from('a photograph') },
    ])
    if (!photo) throw new Error('nothing was kept')
    const file = { name: photo.name, type: photo.type, url: fileAddress(core, photo) }
    await hears({ kind: 'text', text: '', files: [file] })
    const text = await copy(id)
    expect(text).toContain('[carton.jpg]')
    expect(text).toContain('Bonjour Camille, où est mon colis ?')
    expect(text).toMatch(/Camille[\s\S]*Voici le bon de retour\.[\s\S]*bon-de-retour\.pdf/)
  })

  it('the copy goes out also when who spoke works here no longer', async () => {
    const { id, memberId, handoffId } = await talk()
    await closeHandoff(core, { handoffId, memberId })
    await deactivateMember(core, memberId)
    expect(await copy(id)).toMatch(/Camille[\s\S]*Voici le bon de retour\./)
  })

  it('who works here no longer can hold none, nor be given one, nor speak in one', async () => {
    const { memberId, handoffId } = await talk()
    const ines = await colleague('Ines Faure')
    await deactivateMember(core, ines)
    const given = { handoffId, memberId }
    await expect(transferHandoff(core, { ...given, to: ines, reason: '' })).rejects.toMatchObject({
      code: 'not-found',
    })
    await deactivateMember(core, memberId)
    await expect(relayFromMember(core, { ...given, token: '2', text: 'Encore moi' })).rejects.toMatchObject({
      code: 'not-allowed',
    })
  })

  it('a rating of it is kept with its ticket, also when the customer has begun anew and named no problem yet', async () => {
    const { id, memberId, handoffId } = await talk()
    await closeHandoff(core, { handoffId, memberId })
    await relayNotices(core, knowledge)
    expect(await openHandoffOf(core.db, id)).toBeUndefined()
    await says('recommencer')
    await core.db
      .transaction()
      .execute((trx) =>
        runIntent(
          trx,
          core,
          { conversationId: id, language: 'fr', token: 'mark', toHub: false },
          { kind: 'rate', reference: null, score: 4, comment: null },
        ),
      )
    const marks = await core.db
      .selectFrom('events')
      .innerJoin('handoffs', 'handoffs.ticket_id', 'events.ticket_id')
      .select('events.detail')
      .where('handoffs.id', '=', handoffId)
      .where('events.kind', '=', 'satisfaction-answered')
      .execute()
    expect(marks).toMatchObject([{ detail: { score: 4, about: 'talk' } }])
  })
})

describeOnEachDatabase('On a channel of somebody else’s', (database) => {
  const { core, clock } = openWorld(database)

  it('files that cannot be handed over are named, to the customer and to us', async () => {
    clock.set(TUESDAY)
    const knowledge = knowing(converse)
    const hears = (text: string, files: { name: string; type: string; url: string }[] = []) =>
      handleActivity(core, knowledge, {
        channel: 'msteams',
        conversation: 'tom',
        activityId: `t${++count}`,
        reference: {},
        language: 'en',
        what: { kind: 'text', text, files },
      })
    const { id: memberId } = await createMember(core, {
      name: 'Camille Renaud',
      email: 'camille@agafort.example',
      role: 'agent',
      language: 'en',
    })
    await becomeAvailable(core, { memberId, until: new Date(TUESDAY.getTime() + DAY) })
    const id = await hears('I want to talk to someone')
    const handoffId = await acceptNext(core, memberId)
    if (!id || !handoffId) throw new Error('nobody waits')
    await hears('Here is the box', [
      { name: 'box.jpg', type: 'image/jpeg', url: 'https://smba.trafficmanager.net/1' },
    ])
    const { lines } = await readTalk(core.db, { handoffId, memberId, after: 0 })
    expect(lines.at(-1)?.text).toBe('Here is the box\n[box.jpg]')
    const files = [{ name: 'return-slip.pdf', type: 'application/pdf', content: PDF }]
    await relayFromMember(core, { handoffId, memberId, token: '1', text: 'Your return slip.', files })
    await relayNotices(core, knowledge)
    expect((await readChat(core.db, id)).map(({ content }) => (content as { text?: string }).text)).toContain(
      'Your return slip.\n[return-slip.pdf]',
    )
  })
})
