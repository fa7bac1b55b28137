import type { Selectable } from 'kysely'
import type { PromisesTable, TicketsTable } from '../../db/schema.ts'

/** A ticket's next promise, as lists show it. */
export interface ListedPromise {
  kind: string | null
  dueAt: Date | null
  riskAt: Date | null
  broken: number
}

type Ticket = Selectable<TicketsTable>

/** Returns it as stored on the ticket. */
export function listedOf(ticket: Ticket): ListedPromise {
  return {
    kind: ticket.next_kind,
    dueAt: ticket.next_due_at,
    riskAt: ticket.next_risk_at,
    broken: ticket.broken_promises,
  }
}

const ORDER = ['acknowledge', 'conclude', 'resolve', 'update', 'investigate', 'escalate']

/** Returns it as derived from the promises themselves. */
export function nextOf(ticket: Ticket, promises: readonly Selectable<PromisesTable>[]): ListedPromise {
  const ofRound = promises.filter(({ round }) => round === ticket.round)
  const broken = ofRound.filter(({ outcome }) => outcome === 'broken').length
  const [next] = ofRound
    .filter(({ ended_at }) => ended_at === null)
    .sort((a, b) => a.due_at.getTime() - b.due_at.getTime() || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
  if (!next) return { kind: null, dueAt: null, riskAt: null, broken }
  const since = next.number === 1 ? ticket.first_contact_at : next.created_at
  const quarter = (next.due_at.getTime() - since.getTime()) / 4
  return { kind: next.kind, dueAt: next.due_at, riskAt: new Date(next.due_at.getTime() - quarter), broken }
}
