import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { InboundActivity, InboundContent, OutboundActivity } from '../../../bot/agent/activity.ts'
import { azureChannel, OWN_CHANNEL } from '../../../bot/agent/channel-name.ts'
import { hubTranscript } from '../../../bot/agent/hub-transcript.ts'
import { relayNotices } from '../../../bot/agent/relay.ts'
import { handleActivity } from '../../../bot/agent/turn.ts'
import { converse } from '../../../bot/dialogue/converse.ts'
import { readChat } from '../../../core/chat/chat-activity.ts'
import { concernedBy, waitingFor } from '../../../core/chat/handoff-desk.ts'
import { HUB_ANSWERS_WITHIN, HUB_HOLDS_AT_MOST } from '../../../core/chat/handoff-hub.ts'
import { acceptHandoff, acceptNext } from '../../../core/chat/handoff-session.ts'
import { sweepHandoffs } from '../../../core/chat/handoff-sweep.ts'
import { DAY, MINUTE } from '../../../core/kernel/duration.ts'
import type { ConversationId, HandoffId, MemberId } from '../../../core/kernel/id.ts'
import { createMember } from '../../../core/member/member.ts'
import { becomeAvailable } from '../../../core/member/presence.ts'
import { startAzureChannel } from '../../servers/azure-channel.ts'
import { describeOnEachDatabase, useTestDatabase } from '../../servers/database.ts'
import { type ChatServer, echo, knowing, startChat, until } from '../../world/chat-world.ts'
import { openHandoffOf } from '../../world/open-handoff.ts'
import { openWorld, TUESDAY } from '../../world/world.ts'

let count = 0

function heard(
  conversation: string,
  what: InboundContent,
  given: { channel?: string; activityId?: string } = {},
): InboundActivity {
  return {
    channel: 'msteams',
    conversation,
    activityId: `h${++count}`,
    reference: { conversation: { id: conversation }, user: { id: 'Nadia' } },
    language: 'fr',
    what,
    ...given,
  }
}

const says = (text: string): InboundContent => ({ kind: 'text', text, files: [] })
const status = (
  state: 'accepted' | 'failed' | 'completed',
  message: string | null = null,
): InboundContent => ({
  kind: 'handoff-status',
  state,
  message,
})

describeOnEachDatabase('An outside hub', (database) => {
  const { core, clock } = openWorld(database)
  const knowledge = { ...knowing(converse), hubChannels: ['msteams'] }
  beforeEach(() => clock.set(TUESDAY))

  const hears = (conversation: string, what: InboundContent, given: Parameters<typeof heard>[2] = {}) =>
    handleActivity(core, knowledge, heard(conversation, what, given))

  /** All of ours in a conversation since a number, as it goes to the channel. */
  async function said(id: ConversationId, after = 0): Promise<OutboundActivity[]> {
    await relayNotices(core, knowledge)
    return (await readChat(core.db, id, after))
      .filter(({ authorKind }) => authorKind === 'bot' || authorKind === 'member')
      .map(({ content }) => content as OutboundActivity)
  }
  const texts = (all: readonly OutboundActivity[]) => all.flatMap((one) => ('text' in one ? [one.text] : []))
  const last = async (id: ConversationId) => (await readChat(core.db, id)).at(-1)?.number ?? 0

  async function camille(): Promise<MemberId> {
    const { id } = await createMember(core, {
      name: 'Camille Renaud',
      email: 'camille.renaud@agafort.example',
      role: 'agent',
      language: 'fr',
    })
    await becomeAvailable(core, { memberId: id, until: new Date(clock.now().getTime() + DAY) })
    return id
  }

  /** Nadia tells of her parcel on a channel and wants a person. */
  async function wantsSomebody(conversation: string, channel = 'msteams'): Promise<ConversationId> {
    await hears(
      conversation,
      says("Ma commande 5567-1199 n'est jamais arrivée et le vendeur ne répond pas"),
      {
        channel,
      },
    )
    const id = await hears(conversation, says('Je veux parler à quelqu’un'), { channel })
    if (!id) throw new Error('nothing was heard')
    return id
  }

  const steps = async (id: ConversationId) =>
    core.db
      .selectFrom('handoff_steps')
      .innerJoin('handoffs', 'handoffs.id', 'handoff_steps.handoff_id')
      .select(['handoff_steps.kind', 'handoff_steps.detail'])
      .where('handoffs.conversation_id', '=', id)
      .orderBy('handoff_steps.number')
      .execute()

  it('is told who wants a person and why, with what was said; our own queue does not offer the talk', async () => {
    const member = await camille()
    const id = await wantsSomebody('nadia')
    const all = await said(id)
    expect(texts(all).join()).toContain('Votre demande est transmise au service client.')
    const asked = all.filter(({ kind }) => kind === 'handoff-initiate')
    const ticket = await core.db.selectFrom('tickets').selectAll().executeTakeFirstOrThrow()
    expect(asked).toMatchObject([
      {
        context: {
          skill: ticket.category,
          category: ticket.category,
          language: 'fr',
          urgency: 'normal',
          reason: 'asked',
          reference: ticket.reference,
          summary: expect.stringContaining('5567-1199'),
        },
        transcript: [
          { type: 'message', from: { role: 'user' }, text: expect.stringContaining('5567-1199') },
          { from: { role: 'bot' } },
          ...Array(all.filter((one) => 'text' in one).length - 1).fill(expect.anything()),
          expect.anything(),
        ],
      },
    ])
    expect(await waitingFor(core.db, member)).toEqual([])
    const handoff = await openHandoffOf(core.db, id)
    expect(await concernedBy(core.db, handoff ? [handoff.id] : [], clock.now())).toEqual(new Map())
    expect(await acceptNext(core, member)).toBeUndefined()
    const { id: handoffId } = (await openHandoffOf(core.db, id)) ?? {}
    await expect(
      acceptHandoff(core, { handoffId: handoffId as HandoffId, memberId: member }),
    ).rejects.toThrow('Someone else has taken this talk.')
    expect((await said(id)).filter(({ kind }) => kind === 'handoff-initiate')).toHaveLength(1)
  })

  it('that accepts has the customer: the bot says so once and is silent, and all the customer writes is kept', async () => {
    const member = await camille()
    const id = await wantsSomebody('nadia')
    const before = await last(id)
    await hears('nadia', status('accepted'), { activityId: 'status-1' })
    await hears('nadia', status('accepted'), { activityId: 'status-1' })
    await hears('nadia', status('accepted'))
    expect(texts(await said(id, before))).toEqual([
      expect.stringMatching(/^Une personne du service client d’Agafort/),
    ])
    const then = await last(id)
    await hears('nadia', says('Bonjour, avez-vous mon colis ?'))
    await hears('nadia', says('je veux parler à quelqu’un'))
    clock.advance(HUB_ANSWERS_WITHIN * 2)
    await sweepHandoffs(core)
    expect(await said(id, then)).toEqual([])
    expect(await waitingFor(core.db, member)).toEqual([])
    const kept = await core.db.selectFrom('messages').select('text').where('door', '=', 'chat').execute()
    expect(kept.map(({ text }) => text)).toContain('Bonjour, avez-vous mon colis ?')
    expect(await steps(id)).toMatchObject([
      { kind: 'requested', detail: { hub: true } },
      { kind: 'accepted', detail: { by: 'hub' } },
    ])
  })

  it('that is done gives the customer back, who is asked how it was and can rate it', async () => {
    const id = await wantsSomebody('nadia')
    await hears('nadia', status('accepted'))
    await said(id)
    const before = await last(id)
    await hears('nadia', status('completed'))
    expect(texts(await said(id, before)).join()).toMatch(/Votre échange est terminé.*Comment évaluez-vous/s)
    expect(await openHandoffOf(core.db, id)).toBeUndefined()
    await hears('nadia', says('5'))
    await hears('nadia', says('Très aimable'))
    const rated = await core.db
      .selectFrom('events')
      .select('detail')
      .where('kind', '=', 'satisfaction-answered')
      .executeTakeFirst()
    expect(rated?.detail).toMatchObject({ score: 5, comment: 'Très aimable' })
  })

  it('that fails leaves the customer to our own queue, which says so plainly', async () => {
    const member = await camille()
    const id = await wantsSomebody('nadia')
    await said(id)
    const before = await last(id)
    await hears('nadia', status('failed', 'No agent with skill order-dispute'))
    const told = texts(await said(id, before))
    expect(told[0]).toContain('n’a personne pour vous répondre en ce moment')
    expect(told[1]).toContain('premier rang de la file d’attente')
    expect(told.join()).not.toContain('No agent')
    expect(await steps(id)).toMatchObject([
      {},
      { detail: { reason: 'hub-failed', message: 'No agent with skill order-dispute' } },
    ])
    expect(await waitingFor(core.db, member)).toHaveLength(1)
    await acceptNext(core, member)
    // Too late: the customer has somebody.
    await hears('nadia', status('accepted'))
    await hears('nadia', status('completed'))
    expect((await openHandoffOf(core.db, id))?.memberId).toBe(member)
  })

  it.each([
    ['fails', async () => void (await hears('nadia', status('failed')))],
    [
      'never answers',
      async () => {
        clock.advance(HUB_ANSWERS_WITHIN)
        await sweepHandoffs(core)
      },
    ],
  ])('that %s while none of us is there leaves the promise of an e-mail', async (_what, happens) => {
    const id = await wantsSomebody('nadia')
    await said(id)
    const before = await last(id)
    await happens()
    const told = texts(await said(id, before)).join()
    expect(told).toMatch(/n’a personne.*Personne n’est disponible.*À quelle adresse électronique/s)
    expect(await openHandoffOf(core.db, id)).toBeUndefined()
  })

  it('whose people are slow has the customer all the same, and the bot is silent from then on', async () => {
    const id = await wantsSomebody('nadia')
    clock.advance(HUB_ANSWERS_WITHIN)
    await sweepHandoffs(core)
    await said(id)
    clock.advance(5 * MINUTE)
    await hears('nadia', status('accepted'))
    await said(id)
    const then = await last(id)
    await hears('nadia', says('Bonjour'))
    expect(await said(id, then)).toEqual([])
  })

  it('that forgets to say that it is done gives the customer back at the end of the day', async () => {
    const id = await wantsSomebody('nadia')
    await hears('nadia', status('accepted'))
    clock.advance(HUB_HOLDS_AT_MOST)
    await sweepHandoffs(core)
    expect(await openHandoffOf(core.db, id)).toBeUndefined()
  })

  it('is given nothing of the sensitive lanes', async () => {
    const member = await camille()
    await core.db
      .insertInto('clearances')
      .values({ member_id: member, lane: 'fraud', granted_by: null, granted_at: clock.now() })
      .execute()
    const fraud = "J'ai reçu un faux courriel d'Agafort qui demande mon mot de passe, c'est du phishing"
    await hears('etienne', says(fraud))
    const id = await hears('etienne', says('Je veux parler à quelqu’un'))
    if (!id) throw new Error('nothing was heard')
    expect(await core.db.selectFrom('tickets').select('category').execute()).toEqual([{ category: 'fraud' }])
    expect((await said(id)).filter(({ kind }) => kind === 'handoff-initiate')).toEqual([])
    expect(await waitingFor(core.db, member)).toHaveLength(1)
  })

  it('is neither told nor heard on a channel that is not its own', async () => {
    const member = await camille()
    const id = await wantsSomebody('nadia', OWN_CHANNEL)
    expect((await said(id)).filter(({ kind }) => kind === 'handoff-initiate')).toEqual([])
    const before = await last(id)
    expect(await hears('nadia', status('accepted'), { channel: OWN_CHANNEL })).toBeUndefined()
    expect(await hears('nadia', status('completed'), { channel: OWN_CHANNEL })).toBeUndefined()
    expect(await last(id)).toBe(before)
    expect(await waitingFor(core.db, member)).toHaveLength(1)
  })

  it('that speaks of a conversation nobody knows opens none', async () => {
    expect(await hears('nobody', status('accepted'))).toBeUndefined()
    expect(await core.db.selectFrom('chat_conversations').select('id').execute()).toEqual([])
  })
})

describe('What an outside hub is sent', () => {
  it('is the newest of a long conversation, and less than a channel takes', () => {
    const activities = Array.from({ length: 400 }, (_, index) => ({
      number: index + 1,
      authorKind: index % 2 ? ('bot' as const) : ('customer' as const),
      memberId: null,
      content: { kind: 'message', text: `${index + 1} ${'é'.repeat(200)}` },
      at: TUESDAY,
    }))
    const lines = hubTranscript(activities)
    expect(lines.at(-1)?.id).toBe('400')
    expect(lines.length).toBeGreaterThan(20)
    expect(Buffer.byteLength(JSON.stringify(lines))).toBeLessThan(17_000)
  })

  it('has the form of Microsoft’s hand-off protocol on the wire', async () => {
    const channel = await startAzureChannel()
    const { send } = channel.channels.openAdapter(async () => {})
    const context = {
      skill: 'order-dispute',
      category: 'order-dispute',
      language: 'fr',
      urgency: 'urgent',
      reason: 'asked',
      summary: 'Colis jamais reçu',
      reference: 'AGF-7K3M-9QXP',
    } as never
    const transcript = hubTranscript([
      {
        number: 1,
        authorKind: 'customer',
        memberId: null,
        content: { kind: 'text', text: 'Bonjour' },
        at: TUESDAY,
      },
    ])
    const said: OutboundActivity = { kind: 'handoff-initiate', context, transcript }
    await send(channel.reference('nadia'), said, { channel: 'msteams', id: 'd1' })
    await channel.hangUp()
    expect(channel.taken).toMatchObject([
      {
        type: 'event',
        name: 'handoff.initiate',
        value: { skill: 'order-dispute', urgency: 'urgent', language: 'fr' },
        conversation: { id: 'nadia' },
        relatesTo: { conversation: { id: 'nadia' }, channelId: 'msteams' },
        attachments: [
          {
            contentType: 'application/json',
            name: 'Transcript',
            content: { activities: [{ type: 'message', from: { role: 'user' }, text: 'Bonjour' }] },
          },
        ],
      },
    ])
  })

  it('reaches Azure’s Direct Line, never ours of the same name', () => {
    expect(azureChannel('directline')).not.toBe(OWN_CHANNEL)
    expect(azureChannel('msteams')).toBe('msteams')
  })
})

describe('A customer’s browser', () => {
  const database = useTestDatabase('PGlite', { keep: true })
  let chat: ChatServer
  beforeAll(async () => {
    chat = await startChat(database, {
      knowledge: { ...knowing(echo), hubChannels: ['msteams', 'azure-directline'] },
    })
  })
  afterAll(() => chat?.stop())

  it('cannot say how a hand-off stands', async () => {
    const json = { 'content-type': 'application/json' }
    const generated = await fetch(`${chat.address}/v3/directline/tokens/generate`, {
      method: 'POST',
      headers: json,
      body: '{}',
    })
    const { token, conversationId } = (await generated.json()) as { token: string; conversationId: string }
    const bearer = { ...json, authorization: `Bearer ${token}` }
    await fetch(`${chat.address}/v3/directline/conversations`, {
      method: 'POST',
      headers: bearer,
      body: '{}',
    })
    const event = { type: 'event', name: 'handoff.status', value: { state: 'accepted' } }
    const sent = await fetch(`${chat.address}/v3/directline/conversations/${conversationId}/activities`, {
      method: 'POST',
      headers: bearer,
      body: JSON.stringify(event),
    })
    expect(sent.status).toBe(403)

    const noted = await until('the agent has greeted', async () => {
      const rows = await database.db
        .selectFrom('chat_activities')
        .select(['author_kind', 'content'])
        .execute()
      return rows.length > 0 && rows
    })
    expect(noted.filter(({ author_kind }) => author_kind === 'system')).toEqual([])
  })
})
