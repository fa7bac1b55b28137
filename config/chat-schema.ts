import { z } from 'zod'
import { text, wholeNumber } from './setting.ts'

/** Settings of the live chat. */
export const chat = z
  .strictObject({
    authentication: z.unknown().meta({ env: 'CHAT_AUTHENTICATION', retired: true }).optional(),
    appId: z.uuid().optional().meta({
      description:
        "The agent's app id at Azure; its password is CHAT_APP_PASSWORD. With it, channels of Azure (Teams and others) are served too, at /api/messages.",
      env: 'CHAT_APP_ID',
      expects: 'an app id such as 00000000-0000-0000-0000-000000000000',
      example: '00000000-0000-0000-0000-000000000000',
    }),
    tenantId: z.uuid().optional().meta({
      description: 'The tenant of that app, when it is for one tenant only.',
      env: 'CHAT_TENANT_ID',
      expects: 'a tenant id such as 00000000-0000-0000-0000-000000000000',
      example: '00000000-0000-0000-0000-000000000000',
    }),
    serviceUrls: z
      .array(
        z
          .url({ protocol: /^https$/ })
          .meta({ expects: 'an https address', example: 'https://smba.trafficmanager.net/' }),
      )
      .default([
        'https://smba.trafficmanager.net/',
        'https://directline.botframework.com/',
        'https://webchat.botframework.com/',
      ])
      .meta({
        description: "Where Azure's channels take answers; what names another place is refused.",
        env: 'CHAT_SERVICE_URLS',
        expects: 'a list of https addresses',
      }),
    hubChannels: z
      .array(
        text('the name of a channel such as directline')
          .regex(/^[a-z][a-z0-9-]{1,49}$/)
          .meta({ expects: 'the name of a channel at Azure', example: 'directline' }),
      )
      .default([])
      .meta({
        description:
          "Channels of Azure that belong to an outside hub: there a customer who wants a person is handed to the hub's people (handoff.initiate), and its handoff.status is heard. Everywhere else, for the sensitive lanes, and when the hub has nobody, our own people answer.",
        env: 'CHAT_HUB_CHANNELS',
        expects: 'a list of channels such as ["directline"]',
      }),
    origins: z
      .array(
        text('a site such as https://www.agafort.example')
          .regex(/^https?:\/\/[\w.-]+(?::\d{1,5})?$/)
          .meta({ expects: 'a site without a path', example: 'https://www.agafort.example' }),
      )
      .default([])
      .meta({
        description: 'Sites of yours that may show the chat; our own pages always may.',
        env: 'CHAT_ORIGINS',
        expects: 'a list of sites such as ["https://www.agafort.example"]',
      }),
    tokenMinutes: wholeNumber(2, 1440).default(30).meta({
      description: "How long a browser's token holds before it is renewed.",
      env: 'CHAT_TOKEN_MINUTES',
    }),
    conversationsPerMinute: wholeNumber(1, 100_000).default(20).meta({
      description: 'Conversations begun from one address in a minute.',
      env: 'CHAT_CONVERSATIONS_PER_MINUTE',
    }),
    messagesPerMinute: wholeNumber(1, 100_000).default(60).meta({
      description: 'Messages and files in one conversation in a minute.',
      env: 'CHAT_MESSAGES_PER_MINUTE',
    }),
  })
  .prefault({})
  .meta({
    description: 'The live chat: the channels of Azure it serves besides our own, and which sites show it.',
  })

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

/** When members reply live, in a time zone of its own. */
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
