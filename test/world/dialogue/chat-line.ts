import { acceptHandoff, closeHandoff, returnToBot } from '../../../core/chat/handoff-session.ts'
import type { MemberId } from '../../../core/kernel/id.ts'
import { type ChatServer, until } from '../chat-world.ts'
import type { TranscriptLine } from './transcript.ts'

/** A message in the customer's window. */
export interface WindowMessage {
  type: string
  text?: string
  from: { role: string }
  suggestedActions?: { actions: { title: string; value: { choice: string; asked: number } }[] }
}

/** A customer's browser, as far as the channel sees it. */
export interface ChatLine {
  id: string
  path: string
  token: string
  watermark: string
  suggested: { title: string; value: { choice: string; asked: number } }[]
}

/** Opens the chat in a language. */
export async function open(chat: ChatServer, { text }: TranscriptLine): Promise<ChatLine> {
  const root = `${chat.address}/v3/directline`
  const { token } = await post<{ token: string }>(`${root}/tokens/generate`, undefined, {})
  const locale = text.endsWith('English') ? 'en-GB' : 'fr-FR'
  const { conversationId: id } = await post<{ conversationId: string }>(`${root}/conversations`, token, {
    locale,
  })
  return { id, path: `${root}/conversations/${id}`, token, watermark: '0', suggested: [] }
}

/** Performs a line at the margin of a transcript. */
export async function happen(
  chat: ChatServer,
  line: ChatLine,
  { text, number }: TranscriptLine,
  members: Readonly<Record<string, MemberId>>,
): Promise<void> {
  const [, rest = ''] = /^Customer(?: says)?: (.*)$/.exec(text) ?? []
  const [, label] = /^Customer presses: (.*)$/.exec(text) ?? []
  const [, file, words = ''] = /^Customer sends (\S+?):?(?: (.*))?$/.exec(text) ?? []
  const [, who = '', act] = /^(\w+) (accepts|ends the talk|gives back: .*)$/.exec(text) ?? []
  if (rest)
    await post(`${line.path}/activities`, line.token, { type: 'message', text: rest.replaceAll('\\n', '\n') })
  else if (label !== undefined) {
    const action = line.suggested.find(({ title }) => title === label.replaceAll("'", '’'))
    if (!action) throw new Error(`Line ${number}: "${label}" was not offered.`)
    await post(`${line.path}/activities`, line.token, {
      type: 'message',
      text: action.title,
      value: action.value,
    })
  } else if (file !== undefined) await upload(line, file, words)
  else if (act !== undefined) await memberActs(chat, line, members[who], act)
  else if (!/^Customer comes in /.test(text)) throw new Error(`Line ${number}: this is not played through.`)
}

async function memberActs(
  { core }: ChatServer,
  line: ChatLine,
  memberId: MemberId | undefined,
  act: string,
): Promise<void> {
  const talk = await core.db
    .selectFrom('handoffs')
    .innerJoin('chat_conversations', 'chat_conversations.id', 'handoffs.conversation_id')
    .select('handoffs.id')
    .where('external_id', '=', line.id)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  if (!memberId) throw new Error('Nobody is called so.')
  const given = { handoffId: talk.id, memberId }
  if (act === 'accepts') await acceptHandoff(core, given)
  else if (act === 'ends the talk') await closeHandoff(core, given)
  else await returnToBot(core, { ...given, summary: act.slice(act.indexOf(':') + 1).trim() })
}

/** Waits until the agent has processed everything and sent all its replies. */
export async function settled({ core: { db } }: ChatServer, { id }: ChatLine): Promise<void> {
  await until('the turn is over', async () => {
    const waits = await db
      .selectFrom('direct_line_activities')
      .select('number')
      .where('conversation_id', '=', id)
      .where('from_user', '=', true)
      .where('forwarded_at', 'is', null)
      .executeTakeFirst()
    const notice = await db
      .selectFrom('handoff_notices')
      .innerJoin('handoffs', 'handoffs.id', 'handoff_id')
      .innerJoin('chat_conversations', 'chat_conversations.id', 'handoffs.conversation_id')
      .select('handoff_id')
      .where('external_id', '=', id)
      .where('taken_at', 'is', null)
      .executeTakeFirst()
    const unsaid = await db
      .selectFrom('chat_activities')
      .innerJoin('chat_conversations', 'chat_conversations.id', 'conversation_id')
      .select('chat_activities.number')
      .where('external_id', '=', id)
      .where('author_kind', '!=', 'customer')
      .where('sent_at', 'is', null)
      .executeTakeFirst()
    return !waits && !notice && !unsaid
  })
}

/** Returns the bot's messages since the last read. */
export async function read(line: ChatLine): Promise<WindowMessage[]> {
  const answer = await fetch(`${line.path}/activities?watermark=${line.watermark}`, {
    headers: { authorization: `Bearer ${line.token}` },
  })
  const { activities, watermark } = (await answer.json()) as {
    activities: WindowMessage[]
    watermark: string
  }
  line.watermark = watermark
  const told = activities.filter(({ type, from }) => type === 'message' && from.role === 'bot')
  const last = told.at(-1)
  if (last) line.suggested = last.suggestedActions?.actions ?? []
  return told
}

async function post<Answer>(url: string, token: string | undefined, body: object): Promise<Answer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as Answer
}

async function upload({ path, token }: ChatLine, name: string, text: string): Promise<void> {
  const form = new FormData()
  const activity = JSON.stringify({ type: 'message', text })
  form.append('activity', new Blob([activity], { type: 'application/vnd.microsoft.activity' }))
  const content = name.endsWith('.pdf') ? '%PDF-1.7 facture' : Buffer.from('ffd8ffe000104a464946', 'hex')
  form.append('file', new Blob([content]), name)
  const answer = await fetch(`${path}/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  })
  if (!answer.ok) throw new Error(`The upload was answered ${answer.status}: ${await answer.text()}`)
}
