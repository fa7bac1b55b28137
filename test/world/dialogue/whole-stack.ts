import type { Kysely } from 'kysely'
import type { MemberId, TicketId } from '../../../core/kernel/id.ts'
import type { Database } from '../../../db/schema.ts'
import type { ChatServer } from '../chat-world.ts'
import type { WindowMessage } from './chat-line.ts'
import { type ChatLine, happen, open, read, settled } from './chat-line.ts'
import { REFERENCES } from './stage.ts'
import type { Transcript } from './transcript.ts'

/**
 * Plays a transcript as a customer's browser would: over HTTP to our channel, signed to the agent, core and its
 * database. Returns every deviation; empty when there is none. `members` are the members to ask for, by first name.
 */
export async function playThrough(
  chat: ChatServer,
  transcript: Transcript,
  members: Readonly<Record<string, MemberId>>,
): Promise<string[]> {
  const faults: string[] = []
  let line: ChatLine | undefined
  let before: CoreBook = { tickets: [], words: [], handoff: 'none', ratings: [], codes: null }
  for (const happening of transcript.happenings) {
    if (happening.text.startsWith('(')) continue
    line ??= await open(chat, happening)
    await happen(chat, line, { ...happening, text: named(happening.text, before) }, members)
    await settled(chat, line)
    const told = await read(line)
    const after = await readCoreBook(chat.core.db, line.id)
    const nobody = transcript.happenings.some(({ text }) => text === '(nobody is there)')
    const seen: SeenHappening = { told, before, after, line, nobody, message: 0 }
    const wrong = happening.expected.filter(({ text }) => !holds(named(text, after), seen))
    faults.push(
      ...wrong.map(
        ({ number, text }) =>
          `${transcript.file}:${number} ${text}\n  of: ${happening.text}\n  told: ${told.map((one) => one.text).join(' | ')}\n  core: ${JSON.stringify(after)}`,
      ),
    )
    before = after
  }
  return faults
}

function named(text: string, { tickets }: CoreBook): string {
  return text.replace(/#(\d)\b/g, (whole, digit: string) => {
    const index = Number(digit) - 1
    return tickets[index]?.reference ?? REFERENCES[index] ?? whole
  })
}

/** The result of a happening. */
export interface SeenHappening {
  told: WindowMessage[]
  before: CoreBook
  after: CoreBook
  line: ChatLine
  nobody: boolean
  /** The position up to which messages are compared: they come in the transcript's order. */
  message: number
}

/** Returns whether a line of a transcript holds. Throws for an unknown kind of line. */
export function holds(text: string, seen: SeenHappening): boolean {
  const [, what = '', rest = ''] = /^([a-z ]+?)(?:: (.*))?$/.exec(text) ?? []
  const said = (message: WindowMessage) => rest.split(' / ').every((part) => says(message.text ?? '', part))
  switch (what) {
    case 'bot is silent':
      return seen.told.length === 0
    case 'bot': {
      const found = seen.told.findIndex((message, index) => index >= seen.message && said(message))
      seen.message = found + 1
      return found >= 0
    }
    case 'not':
      return !seen.told.some(said)
    case 'offers':
      return rest.split(' ').every((id) => seen.line.suggested.some(({ value }) => value.choice === id))
    case 'core':
      return wasDone(rest, seen)
    default:
      throw new Error(`Nobody compares "${text}" with the whole stack.`)
  }
}

function wasDone(text: string, { before, after, nobody }: SeenHappening): boolean {
  const [kind = '', ...facts] = text.split(' ')
  const values = facts.flatMap((fact) => {
    const [name = '', value = ''] = fact.split('=')
    return HELD.includes(name) && value !== 'none' ? [value.replaceAll('_', ' ')] : []
  })
  const fact = (name: string) => facts.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1)
  const fresh = after.tickets.slice(before.tickets.length)
  const of = fact('reference')
  const concerned = after.tickets.filter(
    ({ reference }) => of === undefined || of === 'none' || of === reference,
  )
  switch (kind) {
    case 'nothing':
      return JSON.stringify(after) === JSON.stringify(before)
    case 'open-ticket': {
      const category = fact('category') ?? facts.find((one) => !one.includes('='))
      return fresh.some(
        (ticket) =>
          (category === undefined || ticket.category === category) &&
          values.every((value) => ticket.held.includes(value)),
      )
    }
    case 'record-details':
      return concerned.some(({ held }) => values.every((value) => held.includes(value)))
    case 'add-to-ticket':
      return concerned.length > 0 && after.words.length > before.words.length
    case 'correct-category':
      return concerned.some(({ category }) => category === fact('to'))
    case 'resolve-at-first-contact':
      return concerned.some(({ resolved }) => resolved)
    case 'ask-handoff':
      return nobody || after.handoff !== 'none'
    case 'send-status-code':
      return (after.codes?.asked ?? 0) > (before.codes?.asked ?? 0)
    case 'show-status':
      return (after.codes?.triesLeft ?? 0) < (before.codes?.triesLeft ?? 0)
    case 'rate':
      return after.ratings.some(
        ({ score, comment }) =>
          score === Number(fact('score')) && (comment ?? 'none').replaceAll(' ', '_') === fact('comment'),
      )
    default:
      throw new Error(`Nobody compares "${kind}" with core.`)
  }
}

const HELD = ['email', 'name', 'orderNumber', 'listing']
const DAY_NAMED =
  /(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) \d{1,2}(?:er)? [a-zéû]+|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d{1,2} [A-Z][a-z]+)/gi

// The wording tests check typography. Any day matches a day, because these dialogues happen today.
function says(text: string, part: string): boolean {
  const plain = (one: string) =>
    one.replace(/\s+/g, ' ').replace(/’/g, "'").replace(DAY_NAMED, '(a day)').toLowerCase()
  return plain(text).includes(plain(part).trim())
}

/** Core's data on a conversation of our channel. */
export interface CoreBook {
  tickets: { reference: string; category: string; resolved: boolean; held: string }[]
  /** The customers' texts on its tickets, including files' names. */
  words: string[]
  /** Whether a person is requested or present. */
  handoff: 'none' | 'open' | 'ended'
  ratings: { score: number; comment: string | null }[]
  /** The number of codes requested, and the tries left of the last. */
  codes: { asked: number; triesLeft: number } | null
}

/** Reads it all; `externalId` is the channel's id of the conversation. */
export async function readCoreBook(db: Kysely<Database>, externalId: string): Promise<CoreBook> {
  const chat = await db
    .selectFrom('chat_conversations')
    .select('id')
    .where('external_id', '=', externalId)
    .executeTakeFirst()
  if (!chat) return { tickets: [], words: [], handoff: 'none', ratings: [], codes: null }
  const tickets = await db
    .selectFrom('conversation_tickets')
    .innerJoin('tickets', 'tickets.id', 'conversation_tickets.ticket_id')
    .innerJoin('customers', 'customers.id', 'tickets.customer_id')
    .select(['tickets.id', 'reference', 'category', 'resolved_at', 'customers.name'])
    .where('conversation_tickets.conversation_id', '=', chat.id)
    .orderBy('tickets.id')
    .execute()
  const read = await Promise.all(tickets.map((ticket) => heldBy(db, ticket)))
  const handoffs = await db
    .selectFrom('handoffs')
    .select('ended_at')
    .where('conversation_id', '=', chat.id)
    .execute()
  const codes = await db
    .selectFrom('chat_codes')
    .select(['asked', 'tries_left'])
    .where('conversation_id', '=', chat.id)
    .executeTakeFirst()
  return {
    tickets: read.map(({ ticket }) => ticket),
    words: read.flatMap(({ words }) => words),
    handoff:
      handoffs.length === 0 ? 'none' : handoffs.some(({ ended_at }) => ended_at === null) ? 'open' : 'ended',
    ratings: read.flatMap(({ ratings }) => ratings),
    codes: codes ? { asked: codes.asked, triesLeft: codes.tries_left } : null,
  }
}

async function heldBy(
  db: Kysely<Database>,
  ticket: {
    id: TicketId
    reference: string
    category: string
    resolved_at: Date | null
    name: string | null
  },
) {
  const messages = await db
    .selectFrom('messages')
    .leftJoin('attachments', 'attachments.message_id', 'messages.id')
    .select(['messages.text', 'attachments.name'])
    .where('messages.ticket_id', '=', ticket.id)
    .where('direction', '=', 'in')
    .execute()
  const addresses = await db
    .selectFrom('participants')
    .innerJoin('addresses', 'addresses.id', 'participants.address_id')
    .select('addresses.value')
    .where('participants.ticket_id', '=', ticket.id)
    .execute()
  const events = await db
    .selectFrom('events')
    .select('detail')
    .where('ticket_id', '=', ticket.id)
    .where('kind', '=', 'satisfaction-answered')
    .execute()
  const words = messages.flatMap(({ text, name }) => (name ? [text, name] : [text]))
  const { reference, category, resolved_at, name } = ticket
  return {
    words,
    ticket: {
      reference,
      category,
      resolved: resolved_at !== null,
      held: [name, ...addresses.map(({ value }) => value), ...words].join('\n'),
    },
    ratings: events.map(({ detail }) => detail as { score: number; comment: string | null }),
  }
}
