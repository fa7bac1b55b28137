import { sql } from 'kysely'
import type { Core } from '../../../core/kernel/core.ts'
import { searchTickets } from '../../../core/search/search.ts'
import { COUNTED, countTickets, listTickets } from '../../../core/ticket/list.ts'
import type { Queue } from '../../../core/ticket/queue.ts'
import { seedVocabulary } from '../../world/seed/seed-vocabulary.ts'
import type { Looker } from './people.ts'

const LANES = sql`('fraud', 'legal', 'privacy')`
const OPEN = sql`resolved_at is null and quarantined_at is null and set_aside_at is null and merged_into_id is null`

/** Compares the lists and the search with the rows themselves; throws at the first difference. */
export async function checkDeskCounts(core: Core, lookers: readonly Looker[]): Promise<void> {
  for (const looker of lookers) {
    const counts = await countTickets(core, looker.id)
    for (const [queue, counted] of Object.entries(counts)) {
      const rows = await rowsIn(core, looker, queue as Queue)
      same(`${queue} of the ${looker.name}`, counted, Math.min(COUNTED, rows))
    }
    await checkPages(core, looker)
    await checkSearch(core, looker)
  }
}

async function rowsIn(core: Core, { id }: Looker, queue: Queue): Promise<number> {
  const now = core.clock.now()
  const owed = sql`exists (select from promises p where p.ticket_id = tickets.id and p.round = tickets.round and`
  const first = sql`(select min(due_at) from promises p where p.ticket_id = tickets.id and p.round = tickets.round and p.ended_at is null)`
  const is = {
    mine: sql`assignee_id = ${id}::uuid`,
    team: sql`team_id in (select team_id from memberships where member_id = ${id}::uuid)`,
    unassigned: sql`assignee_id is null`,
    'at-risk': sql`${first} >= ${now} and next_risk_at <= ${now}`,
    breached: sql`${owed} (p.outcome = 'broken' or (p.ended_at is null and p.due_at < ${now})))`,
    'waiting-customer': sql`exists (select from information_requests r where r.ticket_id = tickets.id and r.ended_at is null)`,
    'waiting-seller': sql`exists (select from seller_requests r where r.ticket_id = tickets.id and r.answered_at is null and r.closed_at is null)`,
    open: sql`true`,
    spam: sql`true`,
    resolved: sql`true`,
    all: sql`true`,
  }[queue]
  const state = queue === 'spam' ? sql`quarantined_at is not null` : OPEN
  const { rows } = await sql<{ count: number }>`select count(*)::integer as count from tickets
    where ${state} and ${is} and ${readable(id)}`.execute(core.db)
  return rows[0]?.count ?? -1
}

function readable(id: string) {
  return sql`(category not in ${LANES} or category in (select lane from clearances where member_id = ${id}::uuid))`
}

// Page after page: each ticket once, none left out.
async function checkPages(core: Core, looker: Looker): Promise<void> {
  const seen = new Set<string>()
  let shown = 0
  for (let after: string | null = null; ; ) {
    const page = await listTickets(core, looker.id, { queue: 'open', size: 500, after })
    shown += page.tickets.length
    for (const { id } of page.tickets) seen.add(id)
    after = page.next
    if (after === null) break
  }
  same(`open of the ${looker.name}, page after page`, shown, await rowsIn(core, looker, 'open'))
  same(`open of the ${looker.name}, each once`, seen.size, shown)
}

async function checkSearch(core: Core, looker: Looker): Promise<void> {
  const { word = '', stem = '' } = seedVocabulary()[10_000] ?? {}
  const seen = new Set<string>()
  for (let after: string | null = null; ; ) {
    const page = await searchTickets(core, looker.id, { text: `${word} `, after })
    for (const { id } of page.tickets) seen.add(id)
    after = page.next
    if (after === null) break
  }
  const { rows } = await sql<{ count: number }>`select count(*)::integer as count
    from ticket_words join tickets on tickets.id = ticket_words.ticket_id
    where words @@ ${`'${stem}'`}::tsquery and ${readable(looker.id)}`.execute(core.db)
  same(`found for ${word} by the ${looker.name}`, seen.size, rows[0]?.count ?? -1)
}

function same(what: string, shown: number, counted: number): void {
  if (shown !== counted) throw new Error(`Wrong count: ${what} is ${shown}, and there are ${counted}.`)
}
