import { type Kysely, sql } from 'kysely'
import type { Core } from '../../../core/kernel/core.ts'
import { listTickets } from '../../../core/ticket/list.ts'
import { filterQuery, isHistoryQueue, QUEUES } from '../../../core/ticket/queue.ts'
import type { Database } from '../../../db/schema.ts'
import { routes } from '../../../web/routes.ts'
import { seedVocabulary } from '../../world/seed/seed-vocabulary.ts'
import type { Looker } from './people.ts'

/** A page to measure. */
export interface MeasuredPage {
  what: string
  path: string
  by: Looker
  /** The expected status. */
  status: number
}

const DEEP = 700
const YEAR = 365 * 24 * 3_600_000

/** Returns every queue, its first page and one deep in it, for each of these people; and some of them filtered. */
export async function listPages(core: Core, lookers: readonly Looker[]): Promise<MeasuredPage[]> {
  const pages: MeasuredPage[] = []
  for (const by of lookers) {
    for (const queue of QUEUES) {
      pages.push({ what: `queue ${queue}`, path: `/desk?queue=${queue}`, by, status: 200 })
      const after = isHistoryQueue(queue)
        ? `${new Date(core.clock.now().getTime() - YEAR).toISOString().replace('T', ' ').replace('Z', '+00')}~ffffffff-ffff-4fff-bfff-ffffffffffff`
        : (await listTickets(core, by.id, { queue, size: DEEP })).next
      if (after === null) continue
      const path = `/desk?queue=${queue}&after=${encodeURIComponent(after)}`
      pages.push({ what: `queue ${queue}, deep`, path, by, status: 200 })
    }
  }
  const [agent, , supervisor] = lookers
  if (!agent || !supervisor) return pages
  const narrowed = [
    { queue: 'open', filter: { category: 'order-dispute', language: 'en' } },
    { queue: 'resolved', filter: { category: 'fraud', language: 'en' } },
    { queue: 'all', filter: { assigneeId: supervisor.id } },
    { queue: 'resolved', filter: { door: 'call' } },
  ] as const
  for (const { queue, filter } of narrowed) {
    const query = new URLSearchParams({ queue, ...filterQuery(filter) })
    pages.push({
      what: `queue ${queue}, ${query}`.replace(`queue=${queue}&`, '').replace(supervisor.id, '…'),
      path: `/desk?${query}`,
      by: supervisor,
      status: 200,
    })
  }
  return pages
}

/** Returns each kind of search, for each of these people. */
export async function searchPages(db: Kysely<Database>, lookers: readonly Looker[]): Promise<MeasuredPage[]> {
  const words = seedVocabulary().map(({ word }) => word)
  const common = words[0] ?? ''
  const seldom = words[2_000] ?? ''
  const rare = words[19_000] ?? ''
  const { reference, subject } = await db
    .selectFrom('tickets')
    .select(['reference', 'subject'])
    .where('category', '=', 'order-dispute')
    .orderBy('id')
    .offset(500)
    .executeTakeFirstOrThrow()
  const order = subject.replace('Commande ', '')
  const mistyped = reference.replace(/.$/, (last) => (last === '7' ? '8' : '7'))
  const searches: Record<string, string> = {
    'a word of every ticket': 'semaines ',
    'a common word': `${common} `,
    'a less common word': `${words[40]} `,
    'an uncommon word': `${words[300]} `,
    'a seldom word': `${seldom} `,
    'a rare word': `${rare} `,
    'two common words': `${words[3]} ${words[7]} `,
    'a common and a rare word': `${common} ${rare} `,
    'a word begun': common.slice(0, 3),
    'a rare word begun': rare.slice(0, 5),
    'words in quotation marks': '"suivi indique" ',
    'a name': 'cliente 4711 ',
    'an e-mail address': 'cliente.4711@exemple.fr ',
    'an order number': `${order} `,
    'a seller': 'boutique 42 ',
    'nothing there': 'rhododendron ',
    'a mistyped reference': mistyped,
  }
  return lookers.flatMap((by) =>
    Object.entries(searches).map(([what, text]) => ({
      what: `search: ${what}`,
      path: `/desk/search?text=${encodeURIComponent(text)}`,
      by,
      status: 200,
    })),
  )
}

/** Returns tickets' own pages, and every report. */
export async function otherPages(db: Kysely<Database>, lookers: readonly Looker[]): Promise<MeasuredPage[]> {
  const tickets = await db
    .selectFrom('tickets')
    .select(['reference', sql<boolean>`resolved_at is null`.as('open')])
    .where('category', '=', 'order-dispute')
    .where('quarantined_at', 'is', null)
    .orderBy('last_message_at', 'desc')
    .limit(400)
    .execute()
  const open = tickets.find((ticket) => ticket.open)
  const resolved = tickets.find((ticket) => !ticket.open)
  const supervisor = lookers.at(-1)
  const reports = routes()
    .filter(({ method, url }) => method === 'GET' && url.startsWith('/desk/reports') && !url.includes(':'))
    .map(({ url }) => url)
  return [
    ...lookers.flatMap((by) => [
      ...(open ? [{ what: 'ticket, open', path: `/desk/tickets/${open.reference}`, by, status: 200 }] : []),
      ...(resolved
        ? [{ what: 'ticket, resolved', path: `/desk/tickets/${resolved.reference}`, by, status: 200 }]
        : []),
      { what: 'opened by reference', path: `/desk/search?text=${open?.reference}`, by, status: 303 },
    ]),
    ...(supervisor
      ? reports.map((path) => ({
          what: `report ${path.slice('/desk/'.length)}`,
          path,
          by: supervisor,
          status: 200,
        }))
      : []),
  ]
}
