import { describe, expect, it } from 'vitest'
import { reportBacklog } from '../../../core/report/backlog.ts'
import { brokenPromises } from '../../../core/report/broken-promises.ts'
import { classificationFigures } from '../../../core/report/classification-figures.ts'
import { firstContactFigures } from '../../../core/report/first-contact-figures.ts'
import { reportPeriod } from '../../../core/report/period.ts'
import { promiseFigures } from '../../../core/report/promise-figures.ts'
import { reportTimes } from '../../../core/report/resolution-times.ts'
import { satisfactionComments, satisfactionSteps } from '../../../core/report/satisfaction-by-step.ts'
import type { ReportScope } from '../../../core/report/scope.ts'
import { wholeTableReads } from '../../servers/whole-table-reads.ts'
import { useYearsOfTickets } from '../../world/seed/years-of-tickets.ts'

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
  const years = useYearsOfTickets()

  it.each(Object.entries(REPORTS))('reads no big table from end to end: %s', async (_, report) => {
    const { core, db, explaining, heard, tables } = years
    const viewer = await db.selectFrom('members').select('id').limit(1).executeTakeFirstOrThrow()
    const period = reportPeriod({ span: '7-days' }, core.clock.now())
    if ('fault' in period) throw new Error(period.fault)
    heard()
    await report({ core, viewer: viewer.id, period })
    const statements = heard()
    expect(statements.length).toBeGreaterThan(0)
    expect(await wholeTableReads(explaining, statements, tables, { report: true })).toEqual([])
  })
})
