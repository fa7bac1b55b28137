import { z } from 'zod'
import { HOUR } from '../core/kernel/duration.ts'
import { LOG_LEVELS } from '../core/kernel/log.ts'
import type { AddressName } from '../core/policy/category.ts'
import { POLICY_TIMES, type PromiseKind } from '../core/policy/policy-times.ts'

import { ROLES } from '../core/policy/role.ts'
import { chat, openingHours } from './chat-schema.ts'
import { mailbox, smtpServer } from './mail-schema.ts'
import { address, flag, headerName, port, text, wholeNumber, wordList } from './setting.ts'

const LONGEST_HOURS = 24 * 365

const hours = (kind: PromiseKind, description: string) =>
  z
    .number()
    .positive()
    .max(LONGEST_HOURS)
    .default(POLICY_TIMES[kind] / HOUR)
    .meta({ description, expects: 'hours above 0, such as 24 or 0.25' })

/** The policy's times in hours, for installations under other rules. */
const policy = z
  .strictObject({
    acknowledge: hours('acknowledge', 'Acknowledged (policy §3: at once).'),
    update: hours('update', 'Told what was done while unresolved, each time within (§3).'),
    investigate: hours('investigate', 'Investigation begun by the resolution team (§4).'),
    conclude: hours('conclude', 'Told the conclusions (§4).'),
    escalate: hours('escalate', 'Handed to the customer-experience team (§4).'),
    resolve: hours('resolve', 'Resolved (§4).'),
    stopsWhileWaiting: wordList(['acknowledge', 'update', 'investigate', 'conclude', 'escalate', 'resolve'])
      .default([])
      .meta({
        description:
          'Promises whose clock stands still while a question to the customer is open. By the policy none does.',
        expects: 'a list such as ["conclude", "resolve"]',
      }),
  })
  .prefault({})
  .meta({
    description:
      'When the promises fall due, in hours from the first contact, by the wall clock. They hold for first contacts from then on.',
  })

/** The webhook that notifies the marketplace of sanctions; its secret comes from the environment. */
const marketplaceWebhook = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .refine((url) => URL.canParse(url) && !new URL(url).username && !new URL(url).password)
      .optional()
      .meta({
        description: 'The address notices are posted to. Left out: they wait until there is one.',
        env: 'MARKETPLACE_WEBHOOK_URL',
        expects: 'an address such as https://marketplace.agafort.example/sellers/notices, without user name',
        example: 'https://marketplace.agafort.example/sellers/notices',
      }),
  })
  .prefault({})
  .meta({
    description:
      'The marketplace is told of sanctions decided and lifted, signed with MARKETPLACE_WEBHOOK_SECRET (HMAC-SHA256 over "time.body", in X-Agafort-Signature).',
  })

const provider = z
  .strictObject({
    issuer: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        description:
          "The issuer identifier of the company's OpenID Connect provider. Left out: members sign in with a password only. It sends members back to /sign-in/provider/callback below PUBLIC_URL.",
        env: 'SIGN_IN_ISSUER',
        expects: 'an https address such as https://login.agafort.example',
        example: 'https://login.agafort.example',
      }),
    clientId: text('the client id the provider knows us by').optional().meta({
      description: 'The client id the provider knows us by; its secret is SIGN_IN_CLIENT_SECRET.',
      env: 'SIGN_IN_CLIENT_ID',
      example: 'agafort-intake',
    }),
    name: text('a name').default('Agafort Connect').meta({
      description: 'What its button on the sign-in page is called by.',
      env: 'SIGN_IN_PROVIDER_NAME',
    }),
    createsMembers: flag().default(false).meta({
      description:
        'Whether someone it vouches for who is no member becomes one, as an agent. Otherwise they are refused.',
      env: 'SIGN_IN_CREATES_MEMBERS',
      expects: 'true or false',
    }),
    asksSecondFactor: flag().default(false).meta({
      description: 'Whether it asks for a second factor itself; ours is not asked for after it then.',
      env: 'SIGN_IN_PROVIDER_ASKS_SECOND_FACTOR',
      expects: 'true or false',
    }),
  })
  .prefault({})
  .meta({ description: "The company's identity provider (OpenID Connect), beside the local accounts." })

/** How members sign in to the desk. */
const signIn = z
  .strictObject({
    secondFactor: z.enum(['optional', 'required']).default('optional').meta({
      description:
        'Whether members may, or must, show a code of their authenticator (RFC 6238). Who must and has none is led to set it up before anything else.',
      env: 'SIGN_IN_SECOND_FACTOR',
      expects: 'optional or required',
    }),
    requiredFor: wordList(ROLES)
      .default([...ROLES])
      .meta({
        description: 'The roles that must, when it is required.',
        env: 'SIGN_IN_SECOND_FACTOR_ROLES',
        expects: 'a list of agent, investigator, supervisor and administrator',
      }),
    provider,
  })
  .prefault({})
  .meta({ description: 'How members sign in to the desk.' })

const teamAddresses = z
  .strictObject({
    account: address('Account matters and closing an account.', 'ACCOUNT_ADDRESS').default(
      'account@agafort.example',
    ),
    security: address('Security breaches and suspected fraud.', 'SECURITY_ADDRESS').default(
      'security@agafort.example',
    ),
    privacy: address('Requests on personal data.', 'PRIVACY_ADDRESS').default('privacy@agafort.example'),
    legal: address('Legal disputes.', 'LEGAL_ADDRESS').default('legal@agafort.example'),
    contact: address('Everything else.', 'CONTACT_ADDRESS').default('contact@agafort.example'),
  } satisfies Record<AddressName, z.ZodType>)
  .prefault({})
  .meta({
    description:
      'The addresses customers write to (the policy leaves them blank). Mail to our SMTP server is sorted by them.',
  })

const spam = z
  .strictObject({
    headers: z
      .array(
        z.strictObject({
          name: headerName().meta({ description: 'The header.', example: 'X-Spam-Flag' }),
          pattern: text('a regular expression, without slashes').refine(isPattern).meta({
            description: 'Regular expression its value must match, upper and lower case alike.',
            example: '^yes',
          }),
        }),
      )
      .default([
        { name: 'X-Spam-Flag', pattern: '^\\s*yes\\b' },
        { name: 'X-Spam-Status', pattern: '^\\s*yes\\b' },
        { name: 'X-MS-Exchange-Organization-SCL', pattern: '^\\s*[5-9]\\b' },
        { name: 'X-Forefront-Antispam-Report', pattern: '\\bSFV:(SPM|SKB|SKS)\\b' },
      ])
      .meta({ description: "Headers in which your mail server gives its verdict; a match means it's spam." }),
  })
  .prefault({})
  .meta({
    description:
      'Spam is kept in quarantine, where a person can release it; it gets no answer and owes no promise. A junk folder is named per mailbox.',
  })

const limit = (description: string, usual: number, env: string) =>
  wholeNumber(1, 1_000_000).default(usual).meta({ description, env })

const answerLimits = z
  .strictObject({
    perAddress: limit('To one address within three hours.', 10, 'ANSWERS_PER_ADDRESS'),
    perTicket: limit('On one ticket within three hours.', 6, 'ANSWERS_PER_TICKET'),
    perSameText: limit(
      'To mails of the same text in one mailbox within an hour, whoever sends them: a responder that changes its address.',
      20,
      'ANSWERS_PER_SAME_TEXT',
    ),
    perMailbox: limit(
      'From one mailbox in all within ten minutes: the last fuse. Too low leaves a busy day unanswered, so it is set high.',
      6000,
      'ANSWERS_PER_MAILBOX',
    ),
  })
  .prefault({})
  .meta({
    description:
      'How many automatic mails are sent before we fall silent, so that two machines never answer each other for ever. Messages are taken in whatever the limit.',
  })

/** Every setting of the file. Each carries its purpose, what it expects and its environment variable. */
export const settingsSchema = z.strictObject({
  demo: flag().optional().meta({
    description:
      'A whole world on loopback with invented people. On by itself when no database, mailbox or SMTP server is configured.',
    env: 'DEMO',
    expects: 'true or false',
    example: false,
  }),
  host: text('a host name or IP address').default('127.0.0.1').meta({
    description: 'Address the web listens on. Behind a proxy on this machine, leave it.',
    env: 'HOST',
  }),
  port: port()
    .default(3978)
    .meta({ description: 'Port of the web: desk, customer pages, API. 0 takes a free one.', env: 'PORT' }),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .refine(isPlainUrl)
    .optional()
    .meta({
      description:
        'Where customers reach the web; stands in every link we mail. Default: http://localhost:PORT.',
      env: 'PUBLIC_URL',
      expects: 'an address such as https://aide.agafort.example, without user name, query or fragment',
      example: 'https://aide.agafort.example',
    }),
  chatUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      description: 'Where the live chat is, as mails name it (policy §2). Default: /chat below PUBLIC_URL.',
      env: 'CHAT_URL',
      expects: 'an address such as https://aide.agafort.example/chat',
      example: 'https://aide.agafort.example/chat',
    }),
  chat,
  trustedProxies: z
    .array(
      text('an address, a range such as 10.0.0.0/8, or loopback')
        .regex(/^(?:loopback|[\da-fA-F.:]+(?:\/\d{1,3})?)$/)
        .meta({ expects: 'an address, a range or loopback', example: 'loopback' }),
    )
    .default(['loopback'])
    .meta({
      description:
        "Proxies in front of the web whose X-Forwarded-For is believed; from anyone else a visitor's address is the connection's own.",
      env: 'TRUSTED_PROXIES',
      expects: 'a list such as ["loopback", "10.0.0.0/8"]',
    }),
  doors: wordList(['smtp', 'lmtp'] as const)
    .default(['smtp', 'lmtp'])
    .meta({
      description: 'Servers of ours for a mail server that delivers straight to us; [] opens none.',
      env: 'DOORS',
      expects: 'a list of smtp and lmtp, or nothing',
    }),
  doorHost: text('a host name or IP address').default('127.0.0.1').meta({
    description:
      'Address they listen on. They take mail from whoever reaches them: open them to your mail server only.',
    env: 'DOOR_HOST',
  }),
  smtpPort: port().default(2525).meta({ description: 'Port of the SMTP server.', env: 'SMTP_PORT' }),
  lmtpPort: port()
    .default(2424)
    .meta({ description: 'Port of the LMTP server (RFC 2033).', env: 'LMTP_PORT' }),
  doorMaxSize: wholeNumber(1024, 1_000_000_000)
    .default(100_000_000)
    .meta({ description: 'Largest mail they take, in bytes.', env: 'DOOR_MAX_SIZE' }),
  dataDir: text('a folder').default('./data').meta({
    description: 'Folder of the embedded database and of keys made here.',
    env: 'DATA_DIR',
  }),
  databaseConnections: wholeNumber(4, 500).default(20).meta({
    description:
      'Connections of one process to PostgreSQL at most: 40 % for the desk, 30 % each for intake and background work, so that none waits for those of another.',
    env: 'DATABASE_CONNECTIONS',
  }),
  takeOverAfter: wholeNumber(2, 3600).default(20).meta({
    description:
      'Seconds after which another process, or the next start, takes over what one that died had in hand: its mailboxes and the mails it was sending.',
    env: 'TAKE_OVER_AFTER',
  }),
  logLevel: z
    .enum(LOG_LEVELS)
    .default('info')
    .meta({ description: 'Lowest level written: debug, info, warn or error.', env: 'LOG_LEVEL' }),
  alertTo: z
    .array(z.email().meta({ expects: 'an e-mail address', example: 'astreinte@agafort.example' }))
    .default([])
    .meta({
      description: 'Addresses told when a mailbox, a token or a delivery needs a person.',
      env: 'ALERT_TO',
      expects: 'a list of e-mail addresses',
    }),
  telephone: text('a telephone number')
    .regex(/^\+?[\d .()-]{4,30}$/)
    .default('06.38.17.61.28')
    .meta({
      description: 'Customer service by telephone, as customers read it (policy §2).',
      env: 'TELEPHONE',
    }),
  openingHours,
  teamAddresses,
  fromNames: z
    .strictObject({
      fr: text('a name')
        .default('Service client Agafort')
        .meta({ description: 'In French.', env: 'FROM_NAME_FR' }),
      en: text('a name')
        .default('Agafort customer service')
        .meta({ description: 'In English.', env: 'FROM_NAME_EN' }),
    })
    .prefault({})
    .meta({ description: 'The name our mails come from.' }),
  authservIds: z
    .array(
      text('the name of a server')
        .regex(/^[\w.-]{1,255}$/)
        .meta({ expects: 'the name of a mail server', example: 'mx.agafort.example' }),
    )
    .default([])
    .meta({
      description:
        'Names your own mail servers sign Authentication-Results with (RFC 8601 §2.5). Others are not believed; without one, every sender counts as unproven.',
      env: 'AUTHSERV_ID',
      expects: 'a list of server names such as ["mx.agafort.example"]',
    }),
  answerLimits,
  undoSeconds: wholeNumber(0, 60).default(10).meta({
    description:
      'How long an answer written on the desk waits before it leaves, so that it can be taken back.',
    env: 'UNDO_SECONDS',
  }),
  policy,
  spam,
  signIn,
  marketplaceWebhook,
  mailboxes: z
    .array(mailbox)
    .default([])
    .meta({ description: 'IMAP mailboxes polled into tickets: any number, on any servers.' }),
  smtpServers: z.array(smtpServer).default([]).meta({
    description:
      'SMTP servers our mail leaves by; the first is used where none is named. With none, mail is kept and shown on the mail page.',
  }),
})
export type Settings = z.output<typeof settingsSchema>

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'iu')
    return true
  } catch {
    return false
  }
}

function isPlainUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { username, password, search, hash } = new URL(url)
  return !username && !password && !search && !hash
}
