import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { converse } from '../../../bot/dialogue/converse.ts'
import { HOUR } from '../../../core/kernel/duration.ts'
import type { MemberId, TicketId } from '../../../core/kernel/id.ts'
import { createMember } from '../../../core/member/member.ts'
import { becomeAvailable } from '../../../core/member/presence.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { type ChatServer, knowing, startChat, until } from '../../world/chat-world.ts'
import { type ChatLine, happen, open, read, settled } from '../../world/dialogue/chat-line.ts'

const CHOICES = ['rate:5', 'rate:4', 'rate:3', 'rate:2', 'rate:1', 'skip']

describe('A customer who has talked with Léa', () => {
  const database = useTestDatabase('PGlite', { keep: true })
  const members: Record<string, MemberId> = {}
  let chat: ChatServer
  beforeAll(async () => {
    chat = await startChat(database, { knowledge: knowing(converse) })
    const lea = { name: 'Léa Martin', email: 'lea@agafort.example' }
    const { id } = await createMember(chat.core, { ...lea, role: 'agent', language: 'fr' })
    members.Lea = id
    await becomeAvailable(chat.core, { memberId: id, until: new Date(Date.now() + HOUR), capacity: 9 })
  })
  afterAll(() => chat?.stop())

  /** Does these things one after the other, and answers what the chat says to the last. */
  async function goes(line: ChatLine, ...lines: string[]): Promise<string[]> {
    let told: string[] = []
    for (const text of lines) {
      await happen(chat, line, { text, number: 0 }, members)
      await settled(chat, line)
      told = (await read(line)).map((one) => one.text ?? '')
    }
    return told
  }
  const talk = async () => {
    const line = await open(chat, { text: 'Customer comes in French', number: 0 })
    await goes(
      line,
      'Customer: le vendeur ne m’a jamais livré la commande 88120034 et garde mon argent, sonia@exemple.fr',
      'Customer: parler à quelqu’un',
      'Lea accepts',
    )
    const { ticket_id } = await database.db
      .selectFrom('handoffs')
      .innerJoin('chat_conversations', 'chat_conversations.id', 'handoffs.conversation_id')
      .select('ticket_id')
      .where('external_id', '=', line.id)
      .executeTakeFirstOrThrow()
    return { line, ticketId: ticket_id as TicketId }
  }
  const choices = ({ suggested }: ChatLine) => suggested.map(({ value }) => value.choice)
  const answers = (ticketId: TicketId) =>
    database.db
      .selectFrom('satisfaction_answers')
      .innerJoin('satisfaction_requests', 'satisfaction_requests.id', 'request_id')
      .select(['score', 'comment', 'via'])
      .where('ticket_id', '=', ticketId)
      .execute()
  const marks = (ticketId: TicketId) =>
    database.db
      .selectFrom('events')
      .select('detail')
      .where('ticket_id', '=', ticketId)
      .where('kind', '=', 'satisfaction-answered')
      .execute()

  it('is asked in five choices there, and the mark of a resolved matter is kept as one given on the page', async () => {
    const { line, ticketId } = await talk()
    const memberId = members.Lea as MemberId
    await resolve(chat.core, { ticketId, memberId, outcome: 'solved', text: 'Vous êtes remboursée.' })
    const resolved = await until('the outcome is told', async () => {
      const texts = (await read(line)).map((one) => one.text ?? '')
      return texts.some((text) => text.includes('Vous êtes remboursée')) && texts
    })
    expect(resolved.join('\n')).toContain('Vous êtes remboursée.')
    expect((await goes(line, 'Lea ends the talk')).at(-1)).toContain('Comment évaluez-vous cet échange')
    expect(choices(line)).toEqual(CHOICES)
    await goes(line, 'Customer presses: 4 – satisfaisant', 'Customer: rapide et clair')
    expect(await answers(ticketId)).toEqual([{ score: 4, comment: 'rapide et clair', via: 'chat' }])
    expect(await marks(ticketId)).toMatchObject([{ detail: { score: 4, via: 'chat' } }])
  })

  it('is asked there too when the matter is resolved later, from the desk', async () => {
    const line = await open(chat, { text: 'Customer comes in French', number: 0 })
    await goes(
      line,
      'Customer: le vendeur ne m’a jamais livré la commande 88120077 et garde mon argent, ines@exemple.fr',
      'Customer: Inès Rey',
    )
    const { id: ticketId } = await database.db
      .selectFrom('tickets')
      .select('id')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    const memberId = members.Lea as MemberId
    await resolve(chat.core, {
      ticketId: ticketId as TicketId,
      memberId,
      outcome: 'solved',
      text: 'Le vendeur vous a remboursée.',
    })
    const texts: string[] = []
    await until('the question is asked', async () => {
      texts.push(...(await read(line)).map((one) => one.text ?? ''))
      return texts.some((text) => text.includes('Comment évaluez-vous'))
    })
    expect(texts.join('\n')).toContain('Le vendeur vous a remboursée.')
    expect(texts.join('\n'), 'no link beside the choices').not.toContain('/s/')
    expect(choices(line)).toEqual(CHOICES)
    await goes(line, 'Customer presses: 5 – très satisfaisant', 'Customer presses: Passer')
    expect(await answers(ticketId as TicketId)).toEqual([{ score: 5, comment: null, via: 'chat' }])
  })

  it('is asked the same when the matter goes on, and the mark is that of the talk', async () => {
    const { line, ticketId } = await talk()
    await goes(line, 'Lea ends the talk')
    expect(choices(line)).toEqual(CHOICES)
    await goes(line, 'Customer presses: 2 – insatisfaisant', 'Customer presses: Passer')
    expect(await answers(ticketId)).toEqual([])
    expect(await marks(ticketId)).toMatchObject([{ detail: { score: 2, comment: null, about: 'talk' } }])
  })

  it('is not asked a second time in the same conversation, nor held to an answer', async () => {
    const { line, ticketId } = await talk()
    await goes(line, 'Lea ends the talk', 'Customer presses: Passer')
    expect(await marks(ticketId)).toEqual([])
    const again = await goes(line, 'Customer: parler à quelqu’un', 'Lea accepts', 'Lea ends the talk')
    expect(again.join('\n')).not.toContain('Comment évaluez-vous')
  })
})
