import type { Category } from '../../../core/policy/category.ts'
import type { PlayedProgram } from './played-program.ts'

/** What the program recorded of a talk, read from its API. */
export interface Recorded {
  tickets: RecordedTicket[]
  handoffs: { reason: string; urgent: boolean; outcome: string | null }[]
}

export interface RecordedTicket {
  reference: string
  category: Category
  status: string
  urgent?: boolean
  customer: { name: string | null; email: string | null; telephone: string | null }
  details: { kind: string; value: string; owner: string; confirmed: boolean }[]
  attachments: string[]
  /** What the customer wrote on it, message by message. */
  words: string[]
  ours: string[]
}

/** Reads it. A ticket opened and withdrawn in the same talk counts as none. */
export async function readRecorded(program: PlayedProgram, id: string): Promise<Recorded> {
  const talk = await get<Omit<Recorded, 'tickets'> & { tickets: Omit<RecordedTicket, 'words' | 'ours'>[] }>(
    program,
    `/api/v1/conversations/${encodeURIComponent(id)}`,
  )
  if (!talk) return { tickets: [], handoffs: [] }
  const tickets = await Promise.all(
    talk.tickets.map(async (ticket) => {
      const whole = await get<{ messages: { from: string; text: string; subject: string }[] }>(
        program,
        `/api/v1/tickets/${ticket.reference}`,
      )
      const messages = whole?.messages ?? []
      return {
        ...ticket,
        words: messages.filter(({ from }) => from === 'customer').map(({ text }) => text),
        ours: messages.filter(({ from }) => from === 'us').map(({ text }) => text),
      }
    }),
  )
  return { ...talk, tickets: tickets.filter(({ status }) => status !== 'withdrawn') }
}

async function get<Answer>({ address, apiToken }: PlayedProgram, path: string): Promise<Answer | undefined> {
  const answer = await fetch(`${address}${path}`, { headers: { authorization: `Bearer ${apiToken}` } })
  if (answer.status === 404) return undefined
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as Answer
}
