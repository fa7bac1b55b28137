import { z } from 'zod'
import { text } from './setting.ts'

const MONDAY_TO_FRIDAY = ['09:00-12:30', '13:30-18:00']

const HOURS = /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/
const HOLIDAY = /^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$|^easter([+-]\d{1,3})?$/

const hours = (day: string, usual: string[]) =>
  z
    .array(
      z
        .string()
        .regex(HOURS)
        .refine((range) => range.slice(0, 5) < range.slice(6), 'ends before it begins')
        .meta({ expects: 'hours such as 09:00-18:00', example: '09:00-18:00' }),
    )
    .default(usual)
    .meta({
      description: `Hours on ${day}.`,
      expects: 'a list of hours such as ["09:00-12:30", "13:30-18:00"]',
    })

/** When people answer live, in a time zone of its own. */
export const openingHours = z
  .strictObject({
    timeZone: text('a time zone name such as Europe/Paris')
      .refine(isTimeZone)
      .default('Europe/Paris')
      .meta({ description: 'Time zone of the hours below.' }),
    monday: hours('Mondays', MONDAY_TO_FRIDAY),
    tuesday: hours('Tuesdays', MONDAY_TO_FRIDAY),
    wednesday: hours('Wednesdays', MONDAY_TO_FRIDAY),
    thursday: hours('Thursdays', MONDAY_TO_FRIDAY),
    friday: hours('Fridays', MONDAY_TO_FRIDAY),
    saturday: hours('Saturdays', []),
    sunday: hours('Sundays', []),
    holidays: z
      .array(
        z
          .string()
          .regex(HOLIDAY)
          .meta({ expects: 'a day such as 05-01, 2027-05-07 or easter+1', example: '05-01' }),
      )
      .default([
        '01-01',
        'easter+1',
        '05-01',
        '05-08',
        'easter+39',
        'easter+50',
        '07-14',
        '08-15',
        '11-01',
        '11-11',
        '12-25',
      ])
      .meta({
        description:
          'Days closed: every year (MM-DD), once (YYYY-MM-DD) or counted in days from Easter Sunday (easter+1). The default is the public holidays of France.',
        expects: 'a list of days such as ["05-01", "easter+1", "2027-05-07"]',
      }),
  })
  .prefault({})
  .meta({
    description:
      'When people answer live; told to customers out of hours. The promises run on the wall clock whatever stands here.',
  })

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
