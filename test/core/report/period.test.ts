import { describe, expect, it } from 'vitest'
import { HOUR } from '../../../core/kernel/duration.ts'
import { type AskedPeriod, reportPeriod } from '../../../core/report/period.ts'

const NOW = new Date('2026-11-24T08:05:00Z')

function asked(period: AskedPeriod, now = NOW) {
  const read = reportPeriod(period, now)
  if ('fault' in read) throw new Error(read.fault)
  return read
}
const fault = (period: AskedPeriod) => reportPeriod(period, NOW)
const days = (period: AskedPeriod) => asked(period).steps.map(({ day }) => day)

describe('The period of a report', () => {
  it('is the last thirty days of Paris, today included, when nothing is said', () => {
    const { firstDay, lastDay, from, to, length, steps } = asked({})
    expect([firstDay, lastDay, length, steps.length]).toEqual(['2026-10-26', '2026-11-24', 'day', 30])
    expect(from.toISOString()).toBe('2026-10-25T23:00:00.000Z')
    expect(to.toISOString()).toBe('2026-11-24T23:00:00.000Z')
  })

  it('begins at midnight in Paris, when in London it is the day before', () => {
    expect(asked({ span: '7-days' }, new Date('2026-11-23T23:30:00Z'))).toMatchObject({
      firstDay: '2026-11-18',
      lastDay: '2026-11-24',
    })
  })

  it('is seven days, three months or twelve months on demand', () => {
    expect(asked({ span: '7-days' })).toMatchObject({ firstDay: '2026-11-18', span: '7-days' })
    expect(asked({ span: '3-months' })).toMatchObject({ firstDay: '2026-08-25', length: 'week' })
    expect(asked({ span: '12-months' })).toMatchObject({ firstDay: '2025-11-25', length: 'month' })
    const endOfMay = new Date('2026-05-31T10:00:00Z')
    expect(asked({ span: '3-months' }, endOfMay)).toMatchObject({ firstDay: '2026-03-01' })
  })

  it('has a day of 25 hours in October and one of 23 in March', () => {
    const hours = (period: AskedPeriod, now: Date) =>
      asked(period, now).steps.map(({ from, to }) => (to.getTime() - from.getTime()) / HOUR)
    expect(hours({ from: '2026-10-24', to: '2026-10-26' }, NOW)).toEqual([24, 25, 24])
    expect(hours({ from: '2026-03-28', to: '2026-03-30' }, NOW)).toEqual([24, 23, 24])
  })

  it('is cut into weeks from Monday and into months, the first and the last as short as they come', () => {
    expect(days({ from: '2026-11-04', to: '2026-11-17', step: 'week' })).toEqual([
      '2026-11-04',
      '2026-11-09',
      '2026-11-16',
    ])
    expect(days({ from: '2026-09-15', to: '2026-11-02', step: 'month' })).toEqual([
      '2026-09-15',
      '2026-10-01',
      '2026-11-01',
    ])
  })

  it('leaves nothing out between its pieces and counts nothing twice', () => {
    for (const step of ['day', 'week', 'month']) {
      const { steps, from, to } = asked({ from: '2026-09-10', to: '2026-11-20', step })
      expect(steps[0]?.from).toEqual(from)
      expect(steps.at(-1)?.to).toEqual(to)
      for (const [index, { from: start }] of steps.entries()) {
        if (index > 0) expect(start).toEqual(steps[index - 1]?.to)
      }
    }
  })

  it('is cut into larger pieces when there would be more days than a chart can show', () => {
    expect(asked({ from: '2026-01-01', to: '2026-11-24', step: 'day' }).length).toBe('month')
    expect(asked({ from: '2026-08-25', to: '2026-11-24', step: 'day' }).length).toBe('day')
  })

  it('ends today at the latest', () => {
    expect(asked({ from: '2026-11-20', to: '2027-01-31' })).toMatchObject({ lastDay: '2026-11-24' })
    expect(asked({ from: '2026-11-20' })).toMatchObject({ lastDay: '2026-11-24' })
  })

  it('says what is wrong with days that are none, swapped, yet to come or too far apart', () => {
    expect(fault({ from: '2026-02-30', to: '2026-03-02' })).toEqual({ fault: 'not-a-day' })
    expect(fault({ from: 'hier' })).toEqual({ fault: 'not-a-day' })
    expect(fault({ to: '2026-11-01' })).toEqual({ fault: 'not-a-day' })
    expect(fault({ from: '2026-11-10', to: '2026-11-01' })).toEqual({ fault: 'ends-before-it-begins' })
    expect(fault({ from: '2026-11-25', to: '2026-12-24' })).toEqual({ fault: 'in-the-future' })
    expect(fault({ from: '2022-01-01', to: '2026-11-01' })).toEqual({ fault: 'too-long' })
  })
})
