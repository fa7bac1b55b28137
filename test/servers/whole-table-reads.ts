import type pg from 'pg'
import type { SentStatement } from './listening-database.ts'

/** A table of which a statement reads more than it should. */
export interface WholeTableRead {
  readonly table: string
  readonly how: string
  readonly sql: string
}

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Index Cond'?: string
  'Plan Rows': number
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  'Shared Hit Blocks'?: number
  'Shared Read Blocks'?: number
  Plans?: PlanNode[]
}

interface Explained {
  Plan: PlanNode
  'Execution Time'?: number
}

const EXPLAINED = /^\s*(?:select|insert|update|delete|with)\b/i
const QUERY = /^\s*(?:select|with)\b/i
/** The share of a big table's rows above which a statement that is no report reads too many. */
const LARGEST_SHARE = 0.1

/**
 * Returns the statements that make PostgreSQL read one of the tables from end to end. That is a sequential scan, or an
 * index over all rows without a condition or a limit. Unless they are of a `report`, more than a tenth of a table's
 * rows counts too. The planner is asked what it would do with a million tickets; a query then runs on those there are.
 */
export async function wholeTableReads(
  client: pg.Client,
  statements: readonly SentStatement[],
  tables: readonly string[],
  { report = false }: { report?: boolean } = {},
): Promise<WholeTableRead[]> {
  const whole = await indexesOverAllRows(client)
  const sizes = await rowsOf(client, tables)
  const growth = await growthOf(client)
  const reads: WholeTableRead[] = []
  for (const statement of statements) {
    const { sql } = statement
    if (!EXPLAINED.test(sql)) continue
    const { Plan: plan } = await explain(client, statement)
    const throughout = readsOf(plan, false, whole, tables).map((read) => ({ ...read, sql }))
    reads.push(...throughout)
    if (report || throughout.length > 0) continue
    const { Plan: grown } = await explain(client, statement, {
      analyze: QUERY.test(sql),
      settings: grownTables(growth),
    })
    reads.push(...largeReads(grown, sizes, growth).map((read) => ({ ...read, sql })))
  }
  return reads
}

/** Returns the blocks and milliseconds that a query takes; undefined for a statement that writes. */
export async function costOf(
  client: pg.Client,
  statement: SentStatement,
): Promise<{ blocks: number; milliseconds: number } | undefined> {
  if (!QUERY.test(statement.sql)) return undefined
  const { Plan: plan, 'Execution Time': milliseconds = 0 } = await explain(client, statement, {
    analyze: true,
  })
  return { blocks: (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0), milliseconds }
}

const GROWN_TO = 1_000_000

async function growthOf(client: pg.Client): Promise<number> {
  return GROWN_TO / ((await rowsOf(client, ['tickets'])).get('tickets') ?? GROWN_TO)
}

// With few rows a plan that walks through all of them hoping for a limit looks dearer than it would with many. A
// sequential scan, right for a small table, is left out: what an index scan in its place would read is counted.
function grownTables(growth: number): string[] {
  return [
    `update pg_class set reltuples = reltuples * ${growth}
     where relnamespace = 'public'::regnamespace and reltuples > 0`,
    'set local seq_page_cost = default',
    'set local enable_seqscan = off',
  ]
}

async function explain(
  client: pg.Client,
  { sql, parameters }: SentStatement,
  { analyze = false, settings = [] }: { analyze?: boolean; settings?: readonly string[] } = {},
): Promise<Explained> {
  // The rollback undoes the settings, and takes back the locks of a query.
  await client.query('begin')
  try {
    for (const setting of settings) await client.query(setting)
    const { rows } = await client.query<{ 'QUERY PLAN': [Explained] }>(
      `explain (${analyze ? 'analyze, buffers, ' : ''}format json) ${sql}`,
      parameters.map((value) => (value instanceof Date ? value.toISOString() : value)),
    )
    const [row] = rows
    if (!row) throw new Error('PostgreSQL explained nothing.')
    return row['QUERY PLAN'][0]
  } finally {
    await client.query('rollback')
  }
}

type FoundRead = Omit<WholeTableRead, 'sql'>

function readsOf(
  node: PlanNode,
  limited: boolean,
  whole: ReadonlySet<string>,
  tables: readonly string[],
): FoundRead[] {
  const { 'Node Type': type, 'Relation Name': table = '', 'Index Name': index = '' } = node
  const found: FoundRead[] = []
  if (tables.includes(table)) {
    if (type === 'Seq Scan' || type === 'Parallel Seq Scan') found.push({ table, how: type })
    else if (type.startsWith('Index') && !node['Index Cond'] && whole.has(index) && !limited)
      found.push({ table, how: `${type} of ${index} without a condition` })
  }
  const below = limited || type === 'Limit'
  return [...found, ...(node.Plans ?? []).flatMap((child) => readsOf(child, below, whole, tables))]
}

function largeReads(node: PlanNode, sizes: ReadonlyMap<string, number>, growth: number): FoundRead[] {
  const below = (node.Plans ?? []).flatMap((child) => largeReads(child, sizes, growth))
  const table = node['Relation Name'] ?? ''
  const size = sizes.get(table)
  if (size === undefined) return below
  const read = node['Actual Loops'] === undefined ? node['Plan Rows'] / growth : rowsReadBy(node)
  if (read <= size * LARGEST_SHARE) return below
  return [{ table, how: `${node['Node Type']}: ${Math.round(read)} of ${size} rows` }, ...below]
}

function rowsReadBy(node: PlanNode): number {
  const loops = node['Actual Loops'] ?? 0
  const each =
    (node['Actual Rows'] ?? 0) +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0)
  // A look-up that finds nothing is a read as well.
  return loops > 1 ? Math.max(each, 1) * loops : each
}

async function indexesOverAllRows(client: pg.Client): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    'select indexrelid::regclass::text as name from pg_index where indpred is null',
  )
  return new Set(rows.map(({ name }) => name))
}

async function rowsOf(client: pg.Client, tables: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await client.query<{ name: string; size: number }>(
    `select relname as name, reltuples::float8 as size from pg_class
     where relnamespace = 'public'::regnamespace and relname = any($1)`,
    [tables],
  )
  return new Map(rows.map(({ name, size }) => [name, size]))
}

/** Returns the tables with more rows than `rows`, by the statistics. */
export async function bigTables(client: pg.Client, rows: number): Promise<string[]> {
  const found = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples > $1 order by relname`,
    [rows],
  )
  return found.rows.map(({ name }) => name)
}
