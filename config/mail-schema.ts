import { z } from 'zod'
import { CATEGORIES, TEAMS } from '../core/policy/category.ts'
import { port, text, wholeNumber } from './setting.ts'

/** How a connection is encrypted; `none` is allowed only for the local host. */
const SECURITIES = ['tls', 'starttls', 'none'] as const
export type Security = (typeof SECURITIES)[number]

const AFTER = ['keyword', 'move', 'nothing'] as const

const name = (example: string) =>
  z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/)
    .meta({
      description: 'Our name for it, also in log lines and in the names of its secret variables.',
      expects: 'a name of lower-case letters, digits and hyphens',
      example,
    })

const host = (example: string) =>
  text('a host name or IP address').meta({ description: 'The server.', example })

const security = (usual: Security) =>
  z.enum(SECURITIES).default(usual).meta({
    description:
      'tls, starttls, or none (only to this machine itself). There is no falling back to an unencrypted one.',
  })

const certificateAuthority = text('the path of a PEM file').optional().meta({
  description:
    "File with the certificate (PEM) of the authority that signed the server's, when it is your own.",
  example: '/etc/ssl/agafort/authority.pem',
})

const oauth2 = z.strictObject({
  type: z.literal('oauth2').meta({ description: 'XOAUTH2 with a refresh token.', example: 'oauth2' }),
  provider: z.enum(['microsoft365', 'google', 'custom']).meta({
    description: 'microsoft365, google, or custom with a tokenUrl of its own.',
    example: 'microsoft365',
  }),
  tenant: text('a tenant name or id')
    .regex(/^[\w.-]{1,100}$/)
    .optional()
    .meta({
      description: "Microsoft 365: your tenant's name or id; `organizations` when left out.",
      example: 'agafort.example',
    }),
  tokenUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      description: 'Where tokens are renewed; known by itself for microsoft365 and google.',
      expects: 'the https address of the token endpoint',
      example: 'https://login.agafort.example/token',
    }),
  clientId: text('the client id of your registered application').meta({
    description: 'Client id of your registered application.',
    example: '11111111-2222-3333-4444-555555555555',
  }),
  scope: text('scopes separated by spaces').optional().meta({
    description: 'Scopes asked for; known by itself for microsoft365 and google.',
    example: 'https://outlook.office.com/IMAP.AccessAsUser.All offline_access',
  }),
})

const password = z.strictObject({
  type: z.literal('password').meta({ description: 'A password.', example: 'password' }),
})

const imapAuth = z
  .discriminatedUnion('type', [password, oauth2])
  .default({ type: 'password' })
  .meta({
    description:
      'How we log in. password: from MAILBOX_<NAME>_PASSWORD. oauth2: from MAILBOX_<NAME>_REFRESH_TOKEN and MAILBOX_<NAME>_CLIENT_SECRET. All may be given as files: MAILBOX_<NAME>_PASSWORD_FILE.',
    expects: 'an object whose "type" is "password" or "oauth2"',
    example: { type: 'password' },
  })

const smtpAuth = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('none').meta({ description: 'No log-in.', example: 'none' }) }),
    password,
    oauth2,
  ])
  .optional()
  .meta({
    description:
      'How we log in: password from SMTP_<NAME>_PASSWORD, oauth2 from SMTP_<NAME>_REFRESH_TOKEN and SMTP_<NAME>_CLIENT_SECRET, or none. Left out: password when there is a user.',
    expects: 'an object whose "type" is "none", "password" or "oauth2"',
    example: { type: 'password' },
  })

const ownAddress = z
  .email()
  .toLowerCase()
  // Leaves room for the signed part of a plus-address within the 64 octets of a local part (RFC 5321 §4.5.3.1.1).
  .refine((value) => value.indexOf('@') <= 39)

const envelopeFrom = z.email().optional().meta({
  description: 'Envelope sender, where bounces go; the From address when left out.',
  expects: 'an e-mail address',
  example: 'retours@agafort.example',
})

export const mailbox = z.strictObject({
  name: name('fraud'),
  address: ownAddress.meta({
    description: 'The address customers write to.',
    expects: 'an e-mail address with at most 39 characters before the @',
    example: 'security@agafort.example',
  }),
  category: z
    .enum(CATEGORIES)
    .default('other')
    .meta({
      description: `Category of what arrives here: ${CATEGORIES.join(', ')}. Left out: other.`,
      example: 'fraud',
    }),
  team: z
    .enum(TEAMS)
    .optional()
    .meta({
      description: `Team that owns it first: ${TEAMS.join(', ')}. Left out: the category's own.`,
      example: 'fraud',
    }),
  host: host('imap.agafort.example'),
  port: port().optional().meta({ description: 'Default: 993 with tls, 143 otherwise.', example: 993 }),
  security: security('tls'),
  certificateAuthority,
  user: text('the user name of the mailbox').optional().meta({
    description: 'User name; the address when left out.',
    example: 'security@agafort.example',
  }),
  auth: imapAuth,
  folder: text('a folder').default('INBOX').meta({ description: 'Folder polled.' }),
  junkFolder: text('a folder').optional().meta({
    description: 'Folder your server puts spam in: taken into quarantine. Left alone when not named.',
    example: 'Junk',
  }),
  since: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })])
    .optional()
    .meta({
      description:
        'Take in history from this day (UTC) when first connected; it is never acknowledged and owes no promise. Left out: from now.',
      expects: 'a date such as 2026-11-01',
      example: '2026-11-01',
    }),
  after: z.enum(AFTER).default('keyword').meta({
    description: 'What is done with a mail once it is safely stored: keyword, move or nothing.',
  }),
  keyword: z
    .string()
    .regex(/^[A-Za-z][\w-]{0,49}$/)
    .default('AgafortTaken')
    .meta({
      description: 'Keyword set with after: keyword.',
      expects: 'an IMAP keyword of letters and digits',
    }),
  moveTo: text('a folder').optional().meta({
    description: 'Folder moved to with after: move.',
    example: 'Taken',
  }),
  maxSize: wholeNumber(1024, 1_000_000_000).default(100_000_000).meta({
    description:
      'Largest mail read, in bytes; a larger one becomes a ticket all the same, with the mail as it came and its text unread.',
  }),
  sweepEvery: wholeNumber(1, 86_400).default(60).meta({
    description: 'Seconds between sweeps, which find what the server did not announce.',
  }),
  send: z
    .strictObject({
      server: text('the name of one of smtpServers').optional().meta({
        description: 'SMTP server answers leave by; the first when left out.',
        example: 'main',
      }),
      from: z.email().toLowerCase().optional().meta({
        description: "From address; the mailbox's own when left out.",
        expects: 'an e-mail address',
        example: 'security@agafort.example',
      }),
      fromName: text('a name').optional().meta({
        description: 'From name; fromNames when left out.',
        example: 'Agafort – équipe sécurité',
      }),
      envelopeFrom,
    })
    .prefault({})
    .meta({ description: 'How answers from this mailbox are sent.' }),
})

export const smtpServer = z.strictObject({
  name: name('main'),
  host: host('smtp.agafort.example'),
  port: port()
    .optional()
    .meta({ description: 'Default: 465 with tls, 587 with starttls, 25 otherwise.', example: 587 }),
  security: security('starttls'),
  certificateAuthority,
  user: text('a user name').optional().meta({ description: 'User name.', example: 'intake@agafort.example' }),
  auth: smtpAuth,
  connections: wholeNumber(1, 100).default(4).meta({ description: 'Connections held open at once.' }),
  maxMessages: wholeNumber(1, 100_000).default(100).meta({ description: 'Mails sent over one connection.' }),
  envelopeFrom,
})

export type MailboxSettings = z.output<typeof mailbox>
export type SmtpServerSettings = z.output<typeof smtpServer>
export type OAuth2Settings = z.output<typeof oauth2>
