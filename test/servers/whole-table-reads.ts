import type pg from 'pg'
import type { SentStatement } from './listening-database.ts'

/** A table that a statement reads from end to end. */
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
  Plans?: PlanNode[]
}

const EXPLAINED = /^\s*(?:select|insert|update|delete|with)\b/i

/**
 * Returns the statements that make PostgreSQL read one of the tables from end to end. That is a sequential scan, or an
 * index over all rows without a condition or a limit.
 */
export async function wholeTableReads(
  client: pg.Client,
  statements: readonly SentStatement[],
  tables: readonly string[],
): Promise<WholeTableRead[]> {
  const whole = await indexesOverAllRows(client)
  const reads: WholeTableRead[] = []
  for (const { sql, parameters } of statements) {
    if (!EXPLAINED.test(sql)) continue
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
      `explain (format json) ${sql}`,
      parameters.map((value) => (value instanceof Date ? value.toISOString() : value)),
    )
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan
    if (plan) reads.push(...readsOf(plan, false, whole, tables).map((read) => ({ ...read, sql })))
  }
  return reads
}

function readsOf(
  node: PlanNode,
  limited: boolean,
  whole: ReadonlySet<string>,
  tables: readonly string[],
): Omit<WholeTableRead, 'sql'>[] {
  const { 'Node Type': type, 'Relation Name': table = '', 'Index Name': index = '' } = node
  const found: Omit<WholeTableRead, 'sql'>[] = []
  if (tables.includes(table)) {
    if (type === 'Seq Scan' || type === 'Parallel Seq Scan') found.push({ table, how: type })
    else if (type.startsWith('Index') && !node['Index Cond'] && whole.has(index) && !limited)
      found.push({ table, how: `${type} of ${index} without a condition` })
  }
  const below = limited || type === 'Limit'
  return [...found, ...(node.Plans ?? []).flatMap((child) => readsOf(child, below, whole, tables))]
}

async function indexesOverAllRows(client: pg.Client): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    'select indexrelid::regclass::text as name from pg_index where indpred is null',
  )
  return new Set(rows.map(({ name }) => name))
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
