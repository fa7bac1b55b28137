import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Core } from '../../../core/kernel/core.ts'
import type { MemberId } from '../../../core/kernel/id.ts'
import { reportBacklog } from '../../../core/report/backlog.ts'
import { brokenPromises } from '../../../core/report/broken-promises.ts'
import { classificationFigures } from '../../../core/report/classification-figures.ts'
import { firstContactFigures } from '../../../core/report/first-contact-figures.ts'
import { reportPeriod } from '../../../core/report/period.ts'
import { promiseFigures } from '../../../core/report/promise-figures.ts'
import { reportTimes } from '../../../core/report/resolution-times.ts'
import { satisfactionComments, satisfactionSteps } from '../../../core/report/satisfaction-by-step.ts'
import type { ReportScope } from '../../../core/report/scope.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { type ListeningDatabase, openListeningDatabase } from '../../servers/listening-database.ts'
import { bigTables, wholeTableReads } from '../../servers/whole-table-reads.ts'
import { seedTickets } from '../../world/seed/seed-tickets.ts'
import { openWorld, TUESDAY } from '../../world/world.ts'

const TICKETS = 30_000
const BIG = 5_000

const REPORTS: Record<string, (scope: ReportScope) => Promise<unknown>> = {
  'promises kept and broken': (scope) => promiseFigures(scope, 'team'),
  'the list of broken promises': (scope) => brokenPromises(scope, { kind: null, size: 25 }),
  'times to answer and resolve': (scope) => reportTimes(scope, 'category'),
  'what is open': (scope) => reportBacklog(scope),
  'first contact': (scope) => firstContactFigures(scope),
  'the classifier': (scope) => classificationFigures(scope),
  satisfaction: (scope) => satisfactionSteps(scope),
  'the comments': (scope) => satisfactionComments(scope, 25),
}

describe('With years of tickets, a report of a week', () => {
  const database = useTestDatabase('PostgreSQL', { keep: true })
  let listening: ListeningDatabase
  let explaining: pg.Client
  let tables: string[]
  let core: Core
  let viewer: MemberId

  beforeAll(async () => {
    await seedTickets(database.db, { tickets: TICKETS, now: TUESDAY })
    listening = openListeningDatabase(database.url)
    explaining = new pg.Client({ connectionString: database.url })
    await explaining.connect()
    // A million tickets fill so many times the pages; the planner is asked what it would do then.
    await explaining.query(`set seq_page_cost = ${1_000_000 / TICKETS}`)
    tables = await bigTables(explaining, BIG)
    core = openWorld({ db: listening.db }).core
    const member = await database.db.selectFrom('members').select('id').limit(1).executeTakeFirstOrThrow()
    viewer = member.id
  })
  afterAll(async () => {
    await listening?.close()
    await explaining?.end()
  })

  it.each(Object.entries(REPORTS))('reads no big table from end to end: %s', async (_, report) => {
    const period = reportPeriod({ span: '7-days' }, core.clock.now())
    if ('fault' in period) throw new Error(period.fault)
    listening.heard()
    await report({ core, viewer, period })
    const heard = listening.heard()
    expect(heard.length).toBeGreaterThan(0)
    expect(await wholeTableReads(explaining, heard, tables)).toEqual([])
  })
})
