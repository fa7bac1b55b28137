import { expect, it } from 'vitest'
import type { InboundActivity, InboundContent } from '../../../bot/agent/activity.ts'
import { handleActivity } from '../../../bot/agent/turn.ts'
import { converse } from '../../../bot/dialogue/converse.ts'
import { readChat } from '../../../core/chat/chat-activity.ts'
import { CODE_TRIES, openWithChatCode, sendChatCode } from '../../../core/chat/chat-code.ts'
import { addChatDetails, addToChatTicket, openChatTicket } from '../../../core/chat/chat-ticket.ts'
import { MINUTE } from '../../../core/kernel/duration.ts'
import type { ConversationId } from '../../../core/kernel/id.ts'
import type { Reference } from '../../../core/kernel/reference.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { echo, knowing } from '../../world/chat-world.ts'
import { openWorld, TUESDAY } from '../../world/world.ts'

let count = 0

/** Something a channel brings; each a new thing unless the id is the same. */
function heard(conversation: string, what: InboundContent, activityId = `a${++count}`): InboundActivity {
  return {
    channel: 'directline',
    conversation,
    activityId,
    reference: { conversation: { id: conversation } },
    language: 'fr',
    what,
  }
}

const says = (text: string): InboundContent => ({ kind: 'text', text, files: [] })

describeOnEachDatabase('A turn of the chat', (database) => {
  const { core, clock } = openWorld(database)
  const said = async (id: ConversationId) =>
    (await readChat(database.db, id)).map(({ authorKind, content }) => [
      authorKind,
      (content as { text?: string }).text,
    ])

  async function must(heardOne: InboundActivity, knowledge = knowing(echo)): Promise<ConversationId> {
    const id = await handleActivity(core, knowledge, heardOne)
    if (!id) throw new Error('nothing was heard')
    return id
  }

  it('answers what is sent again once, also when both arrive at the same moment', async () => {
    const same = heard('c1', says('Bonjour, mon colis est cassé'), 'a-same')
    const ids = await Promise.all([must(same), must(same), must(same)])
    expect(new Set(ids).size).toBe(1)
    await must(same)
    expect(await said(ids[0])).toEqual([
      ['customer', 'Bonjour, mon colis est cassé'],
      ['bot', 'Vous dites : Bonjour, mon colis est cassé'],
    ])
  })

  it('keeps every word of twenty sent at once, each with its answer', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, (_, i) => must(heard('c2', says(`mot ${i}`)))))
    const all = await said(ids[0] as ConversationId)
    expect(all).toHaveLength(40)
    for (let i = 0; i < 40; i += 2) expect(all[i + 1]?.[1]).toBe(`Vous dites : ${all[i]?.[1]}`)
  })

  it('keeps a NUL and half a character someone sends', async () => {
    const id = await must(heard('c3', says('a\0b\ud800c')))
    expect(await said(id)).toHaveLength(2)
  })

  it('leaves nothing behind when the dialogue fails', async () => {
    const failing = knowing(() => {
      throw new Error('the dialogue failed')
    })
    await expect(must(heard('c4', says('Bonjour')), failing)).rejects.toThrow('the dialogue failed')
    expect(await database.db.selectFrom('chat_conversations').selectAll().execute()).toEqual([])
  })

  it('opens a ticket for a phishing mail told in French, counting from the first words', async () => {
    clock.set(TUESDAY)
    const knowledge = knowing(converse)
    await must(heard('c5', { kind: 'opened' }), knowledge)
    clock.advance(2 * MINUTE)
    const words =
      'Bonjour, j’ai reçu un mail qui se fait passer pour Agafort et me demande mon mot de passe. C’est du phishing.'
    const id = await must(heard('c5', says(words)), knowledge)
    const [ticket] = await database.db.selectFrom('tickets').selectAll().execute()
    expect(ticket).toMatchObject({
      category: 'fraud',
      door: 'chat',
      first_contact_at: new Date(TUESDAY.getTime() + 2 * MINUTE),
    })
    const answers = (await said(id)).filter(([who]) => who === 'bot').map(([, text]) => text)
    expect(answers.join('\n')).toContain(ticket?.reference)
    const promises = await database.db.selectFrom('promises').selectAll().execute()
    expect(promises.length).toBeGreaterThanOrEqual(5)
  })
})

describeOnEachDatabase('A ticket from the chat', (database) => {
  const { core, clock } = openWorld(database)
  const details = { name: null, email: null, telephone: null, orderNumber: null, listing: null }

  async function conversation(name: string): Promise<ConversationId> {
    const id = await handleActivity(core, knowing(echo), heard(name, says('Bonjour')))
    if (!id) throw new Error('nothing was heard')
    return id
  }

  async function opened(conversationId: ConversationId, email: string | null = null) {
    return database.db.transaction().execute((trx) =>
      openChatTicket(trx, core, {
        conversationId,
        token: 't1',
        language: 'fr',
        text: 'Mon colis n’est jamais arrivé, je voudrais être remboursée.',
        files: [],
        category: 'order-dispute',
        corrected: null,
        details: { ...details, email, name: 'Camille Roy' },
      }),
    )
  }

  const mails = () => database.db.selectFrom('outbox').select(['kind', 'recipient', 'content']).execute()

  it('is acknowledged to the address given later, and to a corrected one', async () => {
    const conversationId = await conversation('d1')
    const { reference } = await opened(conversationId)
    expect(await mails()).toEqual([])
    const give = (email: string, token: string) =>
      database.db.transaction().execute((trx) =>
        addChatDetails(trx, core, {
          conversationId,
          reference,
          token,
          language: 'fr',
          text: email,
          files: [],
          details: { email },
        }),
      )
    await give('camille@exmple.fr', 't2')
    await give('camille@exemple.fr', 't3')
    const sent = await mails()
    expect(sent.map(({ kind, recipient }) => [kind, recipient])).toEqual([
      ['acknowledgement', 'camille@exmple.fr'],
      ['acknowledgement', 'camille@exemple.fr'],
    ])
    const parts = await database.db
      .selectFrom('participants')
      .innerJoin('addresses', 'addresses.id', 'participants.address_id')
      .select('addresses.value')
      .where('addresses.kind', '=', 'email')
      .execute()
    expect(parts).toEqual([{ value: 'camille@exemple.fr' }])
    const messages = await database.db.selectFrom('messages').selectAll().execute()
    expect(messages).toHaveLength(3)
    expect(new Set(messages.map(({ ticket_id }) => ticket_id)).size).toBe(1)
  })

  it('is not entered from another conversation, which learns nothing', async () => {
    const { reference, ticketId } = await opened(await conversation('d2'), 'camille@exemple.fr')
    const other = await conversation('d3')
    await database.db.transaction().execute((trx) =>
      addToChatTicket(trx, core, {
        conversationId: other,
        reference,
        token: 't9',
        language: 'fr',
        text: 'Annulez tout.',
        files: [],
      }),
    )
    const words = await database.db
      .selectFrom('messages')
      .select('text')
      .where('ticket_id', '=', ticketId)
      .execute()
    expect(words).toHaveLength(1)
  })

  it('shows its status to the code mailed for it only, three times tried', async () => {
    clock.set(TUESDAY)
    const { reference } = await opened(await conversation('d4'), 'camille@exemple.fr')
    const conversationId = await conversation('d5')
    const ask = (which: Reference) =>
      database.db
        .transaction()
        .execute((trx) => sendChatCode(trx, core, { conversationId, reference: which, language: 'fr' }))
    const show = (which: Reference, code: string) =>
      database.db
        .transaction()
        .execute((trx) => openWithChatCode(trx, core, { conversationId, reference: which, code }))
    // The same is said of a reference nobody has.
    expect(await ask('AGF-0000-0000' as Reference)).toBe(true)
    expect(await show('AGF-0000-0000' as Reference, '000000')).toEqual({ triesLeft: CODE_TRIES - 1 })
    expect(await ask(reference)).toBe(true)
    const mail = (await mails()).find(({ kind }) => kind === 'chat-code')
    const code = /^\d{6}$/m.exec((mail?.content as { text?: string } | undefined)?.text ?? '')?.[0] ?? ''
    expect(mail?.recipient).toBe('camille@exemple.fr')
    const wrong = code === '111111' ? '222222' : '111111'
    expect(await show(reference, wrong)).toEqual({ triesLeft: 2 })
    expect(await show(reference, code)).toMatchObject({
      status: { reference, category: 'order-dispute', state: 'received' },
    })
    expect(await show(reference, code)).toEqual({ triesLeft: 0 })
    expect(await ask(reference)).toBe(true)
    for (const left of [2, 1, 0, 0]) expect(await show(reference, wrong)).toEqual({ triesLeft: left })
    expect(await ask(reference)).toBe(false)
  })
})
