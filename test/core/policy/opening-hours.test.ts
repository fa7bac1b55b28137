import { describe, expect, it } from 'vitest'
import {
  easterSunday,
  isOpenAt,
  nextOpening,
  type OpeningHours,
  opensAgain,
} from '../../../core/policy/opening-hours.ts'

const USUAL = ['09:00-12:30', '13:30-18:00']
const HOURS: OpeningHours = {
  timeZone: 'Europe/Paris',
  monday: USUAL,
  tuesday: USUAL,
  wednesday: USUAL,
  thursday: USUAL,
  friday: USUAL,
  saturday: [],
  sunday: [],
  holidays: ['01-01', 'easter+1', 'easter+39', '12-25', '2026-12-24'],
}
const paris = (iso: string) => new Date(iso)

describe('The hours in which people answer live', () => {
  it.each([
    ['2026-11-24T09:00:00+01:00', true],
    ['2026-11-24T12:45:00+01:00', false],
    ['2026-11-24T17:59:00+01:00', true],
    ['2026-11-24T18:00:00+01:00', false],
    ['2026-11-28T10:00:00+01:00', false],
    ['2026-12-24T10:00:00+01:00', false],
    ['2027-05-06T10:00:00+02:00', false],
  ])('include %s: %s', (at, open) => {
    expect(isOpenAt(HOURS, paris(at))).toBe(open)
  })

  it.each([
    ['over lunch', '2026-11-24T12:45:00+01:00', '2026-11-24T13:30:00+01:00'],
    ['in the evening', '2026-11-24T19:00:00+01:00', '2026-11-25T09:00:00+01:00'],
    ['on Friday evening', '2026-11-27T18:30:00+01:00', '2026-11-30T09:00:00+01:00'],
    ['before Christmas', '2026-12-23T18:30:00+01:00', '2026-12-28T09:00:00+01:00'],
    ['on Easter Saturday', '2027-03-27T10:00:00+01:00', '2027-03-30T09:00:00+02:00'],
    ['on the Friday before the clocks go back', '2026-10-23T20:00:00+02:00', '2026-10-26T09:00:00+01:00'],
  ])('begin again at the next opening when asked %s', (_, now, opens) => {
    expect(nextOpening(HOURS, paris(now))).toEqual(paris(opens))
  })

  it('are named only to who comes outside them', () => {
    expect(opensAgain(HOURS, paris('2026-11-24T10:00:00+01:00'))).toBeNull()
    expect(opensAgain(HOURS, paris('2026-11-24T19:00:00+01:00'))).toEqual(paris('2026-11-25T09:00:00+01:00'))
    expect(opensAgain(null, paris('2026-11-24T19:00:00+01:00'))).toBeNull()
  })

  it('may never come', () => {
    const shut = { ...HOURS, monday: [], tuesday: [], wednesday: [], thursday: [], friday: [] }
    expect(nextOpening(shut, paris('2026-11-24T10:00:00+01:00'))).toBeNull()
  })

  it('know when Easter is', () => {
    expect([2024, 2025, 2026, 2027, 2038].map(easterSunday)).toEqual([
      '2024-03-31',
      '2025-04-20',
      '2026-04-05',
      '2027-03-28',
      '2038-04-25',
    ])
  })
})
