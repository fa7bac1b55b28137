import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { POLICY_TIMES } from '../../../core/policy/policy-times.ts'
import { dueTimes } from '../../../core/promise/promise.ts'
import { day, dayAndTime, relativeTime, timeOfDay } from '../../../core/wording/dates.ts'

const plain = (text: string) => text.replace(/\u00a0/g, ' ')
const fr = (iso: string, from?: string) =>
  plain(dayAndTime('fr', new Date(iso), from === undefined ? undefined : new Date(from)))
const en = (iso: string) => plain(dayAndTime('en', new Date(iso)))

describe('Dates customers read', () => {
  it('are Paris time, with the hour as French people write it', () => {
    expect(fr('2026-11-24T13:05:00Z')).toBe('mardi 24 novembre à 14 h 05')
    expect(fr('2026-11-24T13:00:00Z')).toBe('mardi 24 novembre à 14 h')
    expect(fr('2026-11-23T23:30:00Z')).toBe('mardi 24 novembre à 0 h 30')
    expect(fr('2026-11-30T23:00:00Z')).toBe('mardi 1er décembre à 0 h')
    expect(en('2026-11-24T13:05:00Z')).toBe('Tuesday 24 November at 14:05')
    expect(en('2026-11-24T08:00:00Z')).toBe('Tuesday 24 November at 09:00')
  })

  it('never break between a number and its word', () => {
    expect(dayAndTime('fr', new Date('2026-11-24T13:05:00Z'))).toBe(
      'mardi 24\u00a0novembre à 14\u00a0h\u00a005',
    )
    expect(timeOfDay('fr', new Date('2026-11-24T13:00:00Z'))).toBe('14\u00a0h')
  })

  it('say the year when it is another one', () => {
    expect(fr('2027-01-04T09:00:00Z', '2026-12-30T09:00:00Z')).toBe('lundi 4 janvier 2027 à 10 h')
    expect(plain(day('fr', new Date('2025-03-01T12:00:00Z'), new Date('2026-11-24T12:00:00Z')))).toBe(
      'samedi 1er mars 2025',
    )
  })

  it('count 24 hours as 24 hours when the clocks go back', () => {
    const firstContact = new Date('2026-10-24T20:00:00+02:00')
    const due = dueTimes(firstContact, POLICY_TIMES)
    expect(due.investigate.getTime() - firstContact.getTime()).toBe(24 * 3_600_000)
    expect(fr(due.investigate.toISOString())).toBe('dimanche 25 octobre à 19 h')
    expect(fr(due.conclude.toISOString())).toBe('lundi 26 octobre à 19 h')
    expect(fr(due.resolve.toISOString())).toBe('jeudi 29 octobre à 19 h')
  })

  it('count 24 hours as 24 hours when the clocks go forward', () => {
    const due = dueTimes(new Date('2027-03-27T20:00:00+01:00'), POLICY_TIMES)
    expect(fr(due.investigate.toISOString())).toBe('dimanche 28 mars à 21 h')
    expect(en(due.investigate.toISOString())).toBe('Sunday 28 March at 21:00')
  })

  it('tell apart the hour that comes twice', () => {
    expect(fr('2026-10-25T00:30:00Z')).toBe('dimanche 25 octobre à 2 h 30 (heure d’été)')
    expect(fr('2026-10-25T01:30:00Z')).toBe('dimanche 25 octobre à 2 h 30 (heure d’hiver)')
    expect(en('2026-10-25T01:30:00Z')).toBe('Sunday 25 October at 02:30 (winter time)')
    expect(fr('2026-10-24T23:59:00Z')).toBe('dimanche 25 octobre à 1 h 59')
    expect(fr('2026-10-25T02:00:00Z')).toBe('dimanche 25 octobre à 3 h')
    expect(fr('2027-03-28T01:00:00Z')).toBe('dimanche 28 mars à 3 h')
  })

  it('never read the same for two different minutes of a year', () => {
    const minute = fc.integer({ min: 0, max: 366 * 24 * 60 - 1 })
    const said = (at: number) => dayAndTime('fr', new Date(Date.UTC(2026, 0, 1) + at * 60_000), new Date(0))
    fc.assert(
      fc.property(minute, minute, (a, b) => {
        fc.pre(a !== b)
        return said(a) !== said(b)
      }),
    )
  })
})

describe('The time until then', () => {
  const now = new Date('2026-11-24T12:00:00Z')
  const away = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
  const said = (minutes: number) => plain(relativeTime('fr', away(minutes), now))

  it('is said in minutes, hours or days, never more than there is', () => {
    expect(said(0.5)).toBe('à l’instant')
    expect(said(1)).toBe('dans 1 minute')
    expect(said(59.9)).toBe('dans 59 minutes')
    expect(said(5 * 60 + 59)).toBe('dans 5 heures')
    expect(said(47 * 60)).toBe('dans 47 heures')
    expect(said(5 * 24 * 60 - 1)).toBe('dans 4 jours')
    expect(said(-3 * 60)).toBe('il y a 3 heures')
    expect(plain(relativeTime('en', away(-60), now))).toBe('1 hour ago')
    expect(plain(relativeTime('en', away(300), now))).toBe('in 5 hours')
  })
})
