import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { type Config, describeConfig, readConfig } from '../../config/config.ts'
import { configExample, EXAMPLE_FILE } from '../../config/example-file.ts'
import { type ConfigFault, InvalidConfig } from '../../config/fault.ts'
import { secretKeys } from '../../config/secret-keys.ts'
import { settingMeta, variablesOf } from '../../config/setting.ts'
import { readCommentedJson } from '../../config/settings-file.ts'
import { settingsSchema } from '../../config/settings-schema.ts'
import { openLink, signLink } from '../../core/kernel/signed-link.ts'
import { TEAMS } from '../../core/policy/category.ts'
import { describeOnEachDatabase } from '../servers/database.ts'

const FILE = '/etc/agafort/config.jsonc'
const KEY = 'b3c1f0e2a59d4c7788aa01b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6'
const FOR_REAL = { DATABASE_URL: 'postgres://agafort:hunter2@db.internal/agafort', SECRET_KEYS: KEY }

type Env = Record<string, string>

/** The configuration of these variables and files; without `settings`, there is no configuration file. */
function read(env: Env, settings?: unknown, files: Record<string, string> = {}): Config {
  const text = typeof settings === 'string' ? settings : JSON.stringify(settings)
  const all: Record<string, string> = settings === undefined ? files : { ...files, [FILE]: text }
  return readConfig({
    env: settings === undefined ? env : { CONFIG: FILE, ...env },
    readFile: (path) => {
      const found = all[path]
      if (found === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' })
      return found
    },
  })
}

function faultsOf(env: Env, settings?: unknown, files?: Record<string, string>): readonly ConfigFault[] {
  try {
    read(env, settings, files)
  } catch (error) {
    if (error instanceof InvalidConfig) return error.faults
    throw error
  }
  return []
}

const wheres = (faults: readonly ConfigFault[]) => faults.map(({ where }) => where.replace(` in ${FILE}`, ''))

const fraud = { name: 'fraud', address: 'securite@agafort.example', host: 'imap.agafort.example' }
const main = { name: 'main', host: 'smtp.agafort.example', user: 'depart@agafort.example' }

describe('With nothing configured', () => {
  const config = read({})

  test('the program is the demo world, on loopback, on the ports everyone expects', () => {
    expect(config).toMatchObject({
      demo: true,
      host: '127.0.0.1',
      doorHost: '127.0.0.1',
      port: 3978,
      smtpPort: 2525,
      lmtpPort: 2424,
      dataDir: './data',
      publicUrl: 'http://localhost:3978',
      telephone: '06.38.17.61.28',
      file: null,
      databaseUrl: null,
      databaseListenUrl: null,
      databaseConnections: 20,
      secretKeys: null,
      mailboxes: [],
      smtpServers: [],
    })
    expect(config.openingHours.timeZone).toBe('Europe/Paris')
    expect(Object.values(config.teamAddresses).every((address) => address.endsWith('@agafort.example'))).toBe(
      true,
    )
  })

  test('the configuration read is frozen throughout', () => {
    const unfrozen: string[] = []
    const look = (value: unknown, path: string) => {
      if (typeof value !== 'object' || value === null) return
      if (!Object.isFrozen(value)) unfrozen.push(path)
      for (const [key, inner] of Object.entries(value)) look(inner, `${path}.${key}`)
    }
    look(config, 'config')
    look(read(FOR_REAL), 'for real')
    expect(unfrozen).toEqual([])
  })

  test('the link in our mails follows the port', () => {
    expect(read({ PORT: '4000' }).publicUrl).toBe('http://localhost:4000')
    expect(read({ PUBLIC_URL: 'https://aide.agafort.example/' }).publicUrl).toBe(
      'https://aide.agafort.example',
    )
  })
})

describe('The demo world', () => {
  test('is off as soon as something real is configured', () => {
    expect(read(FOR_REAL).demo).toBe(false)
    expect(read({ MAILBOX_FRAUD_PASSWORD: 'x' }, { mailboxes: [fraud] }).demo).toBe(false)
    expect(read({ SMTP_MAIN_PASSWORD: 'x' }, { smtpServers: [main] }).demo).toBe(false)
  })

  test('can be asked for, and left out', () => {
    expect(read({ ...FOR_REAL, DEMO: 'on' }).demo).toBe(true)
    expect(read({ DEMO: 'off' }).demo).toBe(false)
  })

  test('is never opened to other machines', () => {
    const faults = faultsOf({ HOST: '0.0.0.0', PUBLIC_URL: 'https://aide.agafort.example' })
    expect(wheres(faults)).toEqual(['HOST'])
    expect(faults[0]?.remedy).toContain('DEMO=off')
    expect(wheres(faultsOf({ DOOR_HOST: '0.0.0.0' }))).toEqual(['DOOR_HOST'])
  })
})

test.each(['127.0.0.1', '127.8.9.1', '::1', 'localhost', 'copy.localhost'])(
  'The host %s is this machine itself',
  (host) => {
    expect(faultsOf({ HOST: host })).toEqual([])
  },
)

test.each(['127.0.0.1.agafort.example', 'localhost.agafort.example', '::', '10.0.0.1'])(
  'The host %s is not this machine',
  (host) => {
    expect(wheres(faultsOf({ HOST: host }))).toContain('HOST')
  },
)

test('A web that other machines reach has an https address', () => {
  const open = { ...FOR_REAL, HOST: '0.0.0.0' }
  expect(wheres(faultsOf(open))).toEqual(['PUBLIC_URL'])
  expect(wheres(faultsOf({ ...open, PUBLIC_URL: 'http://aide.agafort.example' }))).toEqual(['PUBLIC_URL'])
  expect(faultsOf({ ...open, PUBLIC_URL: 'https://aide.agafort.example' })).toEqual([])
})

describe('The marketplace’s webhook for sanctions', () => {
  const url = 'https://marketplace.agafort.example/notices'
  const MARKETPLACE_WEBHOOK_SECRET = 'b'.repeat(32)

  test('is off while no address is set', () => {
    expect(read({}).marketplaceWebhook).toBeNull()
  })

  test('takes its address from the file or the environment, and its secret is never shown', () => {
    const config = read({ MARKETPLACE_WEBHOOK_SECRET }, { marketplaceWebhook: { url } })
    expect(config.marketplaceWebhook?.url).toBe(url)
    expect(config.marketplaceWebhook?.secret.reveal()).toBe(MARKETPLACE_WEBHOOK_SECRET)
    expect(describeConfig(config)).not.toContain(MARKETPLACE_WEBHOOK_SECRET)
    const named = { MARKETPLACE_WEBHOOK_URL: url, MARKETPLACE_WEBHOOK_SECRET_FILE: '/run/secrets/hook' }
    const fromFile = read(named, undefined, { '/run/secrets/hook': `${MARKETPLACE_WEBHOOK_SECRET}\n` })
    expect(fromFile.marketplaceWebhook?.secret.reveal()).toBe(MARKETPLACE_WEBHOOK_SECRET)
  })

  test('needs a secret, and one that is not soon guessed', () => {
    const at = { MARKETPLACE_WEBHOOK_URL: url }
    expect(wheres(faultsOf(at))).toEqual(['MARKETPLACE_WEBHOOK_SECRET'])
    expect(wheres(faultsOf({ ...at, MARKETPLACE_WEBHOOK_SECRET: 'short' }))).toEqual([
      'MARKETPLACE_WEBHOOK_SECRET',
    ])
    const faults = faultsOf({ ...at, MARKETPLACE_WEBHOOK_SECRET }, { marketplaceWebhook: { secret: 'x' } })
    expect(faults).toMatchObject([{ remedy: expect.stringContaining('MARKETPLACE_WEBHOOK_SECRET_FILE') }])
  })

  test.each([
    ['http://marketplace.agafort.example/notices', false],
    ['ftp://marketplace.agafort.example/notices', false],
    ['https://nadia:hunter2@marketplace.agafort.example/', false],
    ['http://127.0.0.1:8080/notices', true],
  ])('accepts or refuses the address %s: https only, except on this machine', (address, right) => {
    const faults = faultsOf({ MARKETPLACE_WEBHOOK_URL: address, MARKETPLACE_WEBHOOK_SECRET })
    expect(wheres(faults)).toEqual(right ? [] : ['MARKETPLACE_WEBHOOK_URL'])
    expect(JSON.stringify(faults)).not.toContain('hunter2')
  })
})

test.each(['nadia:hunter2@', 'nadia@'])('A public address with %s in it is refused', (user) => {
  expect(wheres(faultsOf({ PUBLIC_URL: `https://${user}aide.agafort.example` }))).toEqual(['PUBLIC_URL'])
})

test.each(['?a=b', '#top', ' /x', ''])(
  'A public address with %j behind its host is refused, unless that is nothing',
  (end) => {
    const faults = faultsOf({ PUBLIC_URL: `https://aide.agafort.example${end}` })
    expect(wheres(faults)).toEqual(end === '' ? [] : ['PUBLIC_URL'])
  },
)

describe('The environment', () => {
  test('goes before the file', () => {
    const file = { port: 4000, logLevel: 'warn', teamAddresses: { legal: 'droit@agafort.example' } }
    const config = read({ PORT: '5000', LEGAL_ADDRESS: 'juridique@agafort.example' }, file)
    expect(config).toMatchObject({ port: 5000, logLevel: 'warn', file: FILE })
    expect(config.teamAddresses.legal).toBe('juridique@agafort.example')
    expect(config.teamAddresses.contact).toBe('contact@agafort.example')
  })

  test('separates lists by commas, and says none for an empty one', () => {
    const config = read({ ALERT_TO: 'nadia@agafort.example, paul@agafort.example', DOORS: 'none' })
    expect(config.alertTo).toEqual(['nadia@agafort.example', 'paul@agafort.example'])
    expect(config.doors).toEqual([])
  })

  test('counts an empty variable as not set', () => {
    expect(read({ PORT: '', DATABASE_URL: '', DEMO: ' ' })).toMatchObject({ port: 3978, demo: true })
  })

  test.each(['3978x', '-1', '65536', '3.5', '0x10', '1e3'])('has PORT=%s refused by its name', (port) => {
    expect(faultsOf({ PORT: port })).toMatchObject([
      { where: 'PORT', remedy: expect.stringContaining('0 to 65535') },
    ])
  })

  test('names every one of its variables once', () => {
    const names = variablesOf(settingsSchema).map(({ variable }) => variable)
    expect(names).toEqual([...new Set(names)])
    expect(names).toEqual(
      expect.arrayContaining(['PORT', 'HOST', 'SMTP_PORT', 'LMTP_PORT', 'DATA_DIR', 'PUBLIC_URL']),
    )
  })
})

describe('The configuration file', () => {
  test('is ./agafort.config.jsonc when there is one', () => {
    const config = read({}, undefined, { './agafort.config.jsonc': '{ "port": 4100 }' })
    expect(config).toMatchObject({ port: 4100, file: './agafort.config.jsonc' })
  })

  test('has to be there when CONFIG names it', () => {
    expect(faultsOf({ CONFIG: '/nowhere.jsonc' })).toMatchObject([
      { where: '/nowhere.jsonc', problem: 'does not exist' },
    ])
  })

  test('is refused when it is broken, with the place and none of its text', () => {
    const [fault] = faultsOf({}, '{\n  // ports\n  "port": 4000\n  "password": "hunter2"\n}')
    expect(fault).toMatchObject({ where: `${FILE}:4:3`, remedy: 'Write a comma or } there.' })
    expect(JSON.stringify(fault)).not.toContain('hunter2')
  })

  test.each([
    ['maiboxes', 'mailboxes'],
    ['SMTP_PORT', 'smtpPort'],
    ['publicURL', 'publicUrl'],
  ])('is refused with %s in it, asking whether %s was meant', (typed, meant) => {
    expect(faultsOf({}, { [typed]: [] })).toMatchObject([{ remedy: `Did you mean "${meant}"?` }])
  })

  test('is refused with an unknown setting, naming those there are', () => {
    const [fault] = faultsOf({}, { teamAddresses: { zzz: 'a@agafort.example' } })
    expect(fault).toMatchObject({
      problem: 'is not a setting',
      remedy: expect.stringContaining('privacy, legal'),
    })
  })

  test('cannot smuggle a prototype in', () => {
    expect(wheres(faultsOf({}, '{ "__proto__": { "demo": false } }'))).toEqual(['__proto__'])
  })
})

describe('A configuration with several faults', () => {
  const settings = {
    port: 'four thousand',
    colour: 'red',
    teamAddresses: { legal: 'not an address' },
    mailboxes: [
      { ...fraud, security: 'none', sweepEvery: 0, send: { server: 'mian' } },
      { name: 'legal', host: 'imap.agafort.example', auth: { type: 'oath' } },
      7,
    ],
    smtpServers: [main],
  }
  const faults = faultsOf({ HOST: '0.0.0.0', DEMO: 'on', MAILBOX_FRUAD_PASSWORD: 'hunter2' }, settings)

  test('is refused once for wrong values, unknown names, missing secrets and contradictions together', () => {
    expect(wheres(faults).sort()).toEqual(
      [
        'HOST',
        'MAILBOX_FRAUD_PASSWORD',
        'MAILBOX_LEGAL_PASSWORD',
        'PUBLIC_URL',
        'SMTP_MAIN_PASSWORD',
        'colour',
        'mailboxes[0].security',
        'mailboxes[0].send.server',
        'mailboxes[0].sweepEvery',
        'mailboxes[1].address',
        'mailboxes[1].auth.type',
        'mailboxes[2]',
        'port',
        'teamAddresses.legal',
      ].sort(),
    )
  })

  test('is refused with what to do about each fault', () => {
    for (const fault of faults)
      expect(fault.remedy, fault.where).toMatch(/^(Set|Remove|Give|Did you mean) .*[.?]$/)
  })

  test('is told of a misspelt secret by its name only', () => {
    const fault = faults.find(({ where }) => where === 'MAILBOX_FRAUD_PASSWORD')
    expect(fault?.remedy).toContain('MAILBOX_FRUAD_PASSWORD')
    expect(JSON.stringify(faults)).not.toContain('hunter2')
  })

  test('is refused with a text that lists one fault after the other', () => {
    expect(() => read({ PORT: 'x', SMTP_PORT: 'y' })).toThrow(
      [
        'The configuration has 2 faults:',
        '  - PORT: is not usable',
        '    Set it to a port number from 0 to 65535.',
        '  - SMTP_PORT: is not usable',
        '    Set it to a port number from 0 to 65535.',
      ].join('\n'),
    )
  })
})

describe('Secrets', () => {
  test('come from a file just as well, without its last line feed', () => {
    const env = { DATABASE_URL_FILE: '/run/secrets/db', SECRET_KEYS_FILE: '/run/secrets/keys' }
    const config = read(env, undefined, {
      '/run/secrets/db': 'postgres://agafort:hunter2@db.internal/agafort\n',
      '/run/secrets/keys': `${KEY}\n`,
    })
    expect(config.databaseUrl?.reveal()).toBe('postgres://agafort:hunter2@db.internal/agafort')
    expect(config.secretKeys?.map((key) => key.reveal())).toEqual([KEY])
  })

  test('keep the blanks that belong to them', () => {
    const env = { MAILBOX_FRAUD_PASSWORD_FILE: '/run/secrets/imap' }
    const [mailbox] = read(env, { mailboxes: [fraud] }, { '/run/secrets/imap': ' deux mots \n' }).mailboxes
    expect(mailbox?.auth.type === 'password' && mailbox.auth.password.reveal()).toBe(' deux mots ')
  })

  test('given twice, or by a file that is missing or empty, are refused', () => {
    const files = { '/run/empty': '\n' }
    expect(wheres(faultsOf({ ...FOR_REAL, DATABASE_URL_FILE: '/run/empty' }, undefined, files))).toEqual([
      'DATABASE_URL',
    ])
    expect(wheres(faultsOf({ SECRET_KEYS_FILE: '/run/empty' }, undefined, files))).toEqual([
      'SECRET_KEYS_FILE',
    ])
    expect(wheres(faultsOf({ SECRET_KEYS_FILE: '/run/nowhere' }))).toEqual(['SECRET_KEYS_FILE'])
  })

  test.each([
    [{ databaseUrl: 'postgres://a:hunter2@b/c' }, 'databaseUrl', 'DATABASE_URL'],
    [{ databaseListenUrl: 'postgres://a:hunter2@b/c' }, 'databaseListenUrl', 'DATABASE_LISTEN_URL'],
    [{ secretKeys: ['hunter2'] }, 'secretKeys', 'SECRET_KEYS'],
    [{ mailboxes: [{ ...fraud, password: 'hunter2' }] }, 'mailboxes[0].password', 'MAILBOX_FRAUD_PASSWORD'],
    [
      { mailboxes: [{ ...fraud, auth: { type: 'oauth2', clientSecret: 'hunter2' } }] },
      'mailboxes[0].auth.clientSecret',
      'MAILBOX_FRAUD_CLIENT_SECRET',
    ],
    [
      { smtpServers: [{ ...main, auth: { type: 'oauth2', refreshToken: 'hunter2' } }] },
      'smtpServers[0].auth.refreshToken',
      'SMTP_MAIN_REFRESH_TOKEN',
    ],
    [{ smtpServers: [{ ...main, pass: 'hunter2' }] }, 'smtpServers[0].pass', 'SMTP_MAIN_PASSWORD'],
  ])('in the file are refused with the variable to set: %j', (settings, where, variable) => {
    const faults = faultsOf({ MAILBOX_FRAUD_PASSWORD: 'x', SMTP_MAIN_PASSWORD: 'x' }, settings)
    const [fault, ...more] = faults.filter((one) => one.where === `${where} in ${FILE}`)
    expect(more).toEqual([])
    expect(fault?.remedy).toContain(`set ${variable} or ${variable}_FILE`)
    expect(JSON.stringify(faults)).not.toContain('hunter2')
  })

  test('never come out, however the configuration is printed', () => {
    const env = { ...FOR_REAL, MAILBOX_FRAUD_PASSWORD: 'sesame', SMTP_MAIN_PASSWORD: 'sesame' }
    const config = read(env, { mailboxes: [fraud], smtpServers: [main] })
    const printed = [
      inspect(config, { depth: 9, showHidden: true }),
      JSON.stringify(config),
      describeConfig(config),
    ]
    for (const text of printed) expect(text).not.toMatch(/hunter2|sesame|b3c1f0e2/)
    expect(describeConfig(config)).toContain(
      'databaseUrl = postgres://db.internal/agafort (user and password not shown)',
    )
    expect(describeConfig(config)).toContain('mailboxes[0].auth.password = *** (set)')
  })

  test('include SECRET_KEYS as soon as a database may be shared, and it is never short', () => {
    expect(wheres(faultsOf({ DATABASE_URL: FOR_REAL.DATABASE_URL }))).toEqual(['SECRET_KEYS'])
    expect(wheres(faultsOf({ ...FOR_REAL, SECRET_KEYS: `${KEY},short` }))).toEqual(['SECRET_KEYS'])
  })

  test('include a DATABASE_URL that leads to a socket', () => {
    const config = read({
      ...FOR_REAL,
      DATABASE_URL: 'postgres://agafort:hunter2@/agafort?host=/run/postgresql',
    })
    expect(describeConfig(config)).toContain('databaseUrl = *** (set)')
  })

  test('DATABASE_LISTEN_URL names the server behind a pooler, and is checked and hidden as DATABASE_URL is', () => {
    const listen = (url: string) => ({ ...FOR_REAL, DATABASE_LISTEN_URL: url })
    const config = read(listen('postgres://agafort:hunter2@db-1.internal/agafort'))
    expect(config.databaseListenUrl?.reveal()).toBe('postgres://agafort:hunter2@db-1.internal/agafort')
    expect(describeConfig(config)).toContain(
      'databaseListenUrl = postgres://db-1.internal/agafort (user and password not shown)',
    )
    const [fault, ...more] = faultsOf(listen('db-1.internal'))
    expect([fault?.where, more]).toEqual(['DATABASE_LISTEN_URL', []])
    expect(fault?.remedy).toContain('unset it where DATABASE_URL leads to no pooler')
  })

  test('are not shown when DATABASE_URL is refused', () => {
    const faults = faultsOf({ ...FOR_REAL, DATABASE_URL: 'mysql://root:hunter2@db/agafort' })
    expect(wheres(faults)).toEqual(['DATABASE_URL'])
    expect(JSON.stringify(faults)).not.toContain('hunter2')
  })

  test('are in no fault, whatever is given', () => {
    const odd = fc.oneof(
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.integer()),
      fc.dictionary(fc.string(), fc.integer()),
    )
    const variables = variablesOf(settingsSchema).map(({ variable }) => variable)
    fc.assert(
      fc.property(
        fc.constantFrom(...variables),
        fc.constantFrom(...Object.keys(settingsSchema.shape)),
        odd,
        (variable, key, value) => {
          const faults = faultsOf({ [variable]: '\u0007hunter2@@ hunter2' }, { [key]: value })
          expect(JSON.stringify(faults)).not.toContain('hunter2')
        },
      ),
    )
  })
})

describe('A mailbox', () => {
  const env = {
    MAILBOX_FRAUD_PASSWORD: 'sesame',
    SMTP_MAIN_PASSWORD: 'sesame',
    SMTP_RELAY_2_PASSWORD: 'sesame',
  }
  const mailbox = (more: object, variables: Env = env) =>
    read(variables, { mailboxes: [{ ...fraud, ...more }], smtpServers: [main, { ...main, name: 'relay-2' }] })
      .mailboxes[0]
  const faults = (more: object) =>
    wheres(
      faultsOf(env, {
        mailboxes: [{ ...fraud, ...more }],
        smtpServers: [main, { ...main, name: 'relay-2' }],
      }),
    )

  test('needs a name, an address and a server, and knows the rest', () => {
    expect(mailbox({})).toMatchObject({
      category: 'other',
      team: 'customer-service',
      port: 993,
      security: 'tls',
      user: 'securite@agafort.example',
      folder: 'INBOX',
      junkFolder: null,
      since: null,
      after: 'keyword',
      sweepEvery: 60,
      send: { server: 'main', from: 'securite@agafort.example', fromName: null, envelopeFrom: null },
    })
    expect(mailbox({ security: 'starttls' })?.port).toBe(143)
    expect(mailbox({ send: { server: 'relay-2' } })?.send.server).toBe('relay-2')
  })

  test('of a category belongs to the team of that category, or to the one named', () => {
    expect(mailbox({ category: 'fraud' })?.team).toBe('fraud')
    expect(mailbox({ category: 'product-information', team: 'legal' })?.team).toBe('legal')
    expect(faults({ team: 'nobody' })).toEqual(['mailboxes[0].team'])
  })

  test('takes in history from the day that is set', () => {
    expect(mailbox({ since: '2026-11-01' })?.since?.toISOString()).toBe('2026-11-01T00:00:00.000Z')
    expect(mailbox({ since: '2026-11-01T08:00:00+01:00' })?.since?.toISOString()).toBe(
      '2026-11-01T07:00:00.000Z',
    )
    expect(faults({ since: '2026-13-01' })).toEqual(['mailboxes[0].since'])
  })

  test('is reached unencrypted on this machine only', () => {
    expect(mailbox({ security: 'none', host: '127.0.0.1' })?.port).toBe(143)
    expect(faults({ security: 'none' })).toEqual(['mailboxes[0].security'])
  })

  test('that moves its mails says where, and not to where they are fetched from', () => {
    expect(mailbox({ after: 'move', moveTo: 'Pris' })?.moveTo).toBe('Pris')
    expect(faults({ after: 'move' })).toEqual(['mailboxes[0].moveTo'])
    expect(faults({ after: 'move', moveTo: 'INBOX' })).toEqual(['mailboxes[0].moveTo'])
    expect(faults({ after: 'move', junkFolder: 'Junk', moveTo: 'Junk' })).toEqual(['mailboxes[0].moveTo'])
    expect(faults({ junkFolder: 'INBOX' })).toEqual(['mailboxes[0].junkFolder'])
  })

  test('has an address with room for the signed part of a reply’s', () => {
    expect(faults({ address: `${'a'.repeat(39)}@agafort.example` })).toEqual([])
    expect(faults({ address: `${'a'.repeat(40)}@agafort.example` })).toEqual(['mailboxes[0].address'])
  })

  test('has a name of its own', () => {
    expect(wheres(faultsOf(env, { mailboxes: [fraud, fraud] }))).toEqual(['mailboxes[1].name'])
    expect(faults({ name: 'Fraude & co' })).toEqual(['mailboxes[0].name'])
  })

  test('may trust an authority of one’s own', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
    const settings = { mailboxes: [{ ...fraud, certificateAuthority: '/etc/ca.pem' }] }
    expect(read(env, settings, { '/etc/ca.pem': pem }).mailboxes[0]?.certificateAuthority).toBe(pem)
    expect(mailbox({})).not.toHaveProperty('certificateAuthority')
    expect(wheres(faultsOf(env, settings))).toEqual(['certificateAuthority of mailbox fraud'])
    expect(wheres(faultsOf(env, settings, { '/etc/ca.pem': 'no' }))).toEqual([
      'certificateAuthority of mailbox fraud',
    ])
  })

  describe('that is logged in to by OAuth2', () => {
    const tokens = { MAILBOX_FRAUD_REFRESH_TOKEN: 'r1', MAILBOX_FRAUD_CLIENT_SECRET: 's1' }
    const auth = (more: object) => ({ auth: { type: 'oauth2', clientId: 'id', ...more } })
    const oauth = (more: object) => mailbox(auth(more), { ...env, ...tokens })?.auth

    test('of Microsoft 365 knows where tokens are renewed', () => {
      expect(oauth({ provider: 'microsoft365', tenant: 'agafort.example' })).toMatchObject({
        tokenUrl: 'https://login.microsoftonline.com/agafort.example/oauth2/v2.0/token',
        scope: 'https://outlook.office.com/IMAP.AccessAsUser.All offline_access',
      })
    })

    test('of Google does too, and needs a client secret', () => {
      expect(oauth({ provider: 'google' })).toMatchObject({
        tokenUrl: 'https://oauth2.googleapis.com/token',
        scope: 'https://mail.google.com/',
      })
      const settings = { mailboxes: [{ ...fraud, ...auth({ provider: 'google' }) }] }
      expect(wheres(faultsOf({}, settings))).toEqual([
        'MAILBOX_FRAUD_CLIENT_SECRET',
        'MAILBOX_FRAUD_REFRESH_TOKEN',
      ])
    })

    test('of Microsoft 365 may be an application without a secret', () => {
      const settings = { mailboxes: [{ ...fraud, ...auth({ provider: 'microsoft365' }) }] }
      const [only] = read({ MAILBOX_FRAUD_REFRESH_TOKEN: 'r1' }, settings).mailboxes
      expect(only?.auth).toMatchObject({ type: 'oauth2', clientSecret: null })
    })

    test('of another provider says where, encrypted', () => {
      const custom = (more: object) =>
        wheres(faultsOf(tokens, { mailboxes: [{ ...fraud, ...auth({ provider: 'custom', ...more }) }] }))
      expect(custom({})).toEqual(['mailboxes[0].auth.tokenUrl', 'mailboxes[0].auth.scope'])
      expect(custom({ scope: 'imap', tokenUrl: 'http://login.agafort.example/token' })).toEqual([
        'mailboxes[0].auth.tokenUrl',
      ])
      expect(custom({ scope: 'imap', tokenUrl: 'http://127.0.0.1:8080/token' })).toEqual([])
    })
  })
})

describe('The sign-in', () => {
  const provider = { issuer: 'https://login.agafort.example', clientId: 'agafort-intake' }
  const secret = { SIGN_IN_CLIENT_SECRET: 'sesame' }

  test('asks nobody for a second factor unless told, then everyone or the roles named', () => {
    expect(read({}).signIn).toEqual({ secondFactorFor: [], provider: null })
    expect(read({ SIGN_IN_SECOND_FACTOR: 'required' }).signIn.secondFactorFor).toHaveLength(4)
    const some = {
      SIGN_IN_SECOND_FACTOR: 'required',
      SIGN_IN_SECOND_FACTOR_ROLES: 'supervisor,administrator',
    }
    expect(read(some).signIn.secondFactorFor).toEqual(['supervisor', 'administrator'])
  })

  test('by a provider needs to know us there, and never over the open network', () => {
    expect(read(secret, { signIn: { provider } }).signIn.provider).toMatchObject({
      ...provider,
      createsMembers: false,
      asksSecondFactor: false,
    })
    expect(wheres(faultsOf({}, { signIn: { provider } }))).toEqual(['SIGN_IN_CLIENT_SECRET'])
    expect(wheres(faultsOf(secret, { signIn: { provider: { issuer: provider.issuer } } }))).toEqual([
      'SIGN_IN_CLIENT_ID',
    ])
    const open = { ...provider, issuer: 'http://login.agafort.example' }
    expect(wheres(faultsOf(secret, { signIn: { provider: open } }))).toEqual(['signIn.provider.issuer'])
    const here = { ...provider, issuer: 'http://127.0.0.1:4010' }
    expect(read(secret, { signIn: { provider: here } }).signIn.provider?.issuer).toBe(here.issuer)
    const inFile = { signIn: { provider: { ...provider, clientSecret: 'sesame' } } }
    expect(faultsOf(secret, inFile)[0]?.remedy).toContain('SIGN_IN_CLIENT_SECRET')
  })
})

describe('An SMTP server', () => {
  test('takes the usual port of its security, and logs in when there is a user', () => {
    const servers = [
      { name: 'a', host: 'a.example', security: 'tls' },
      { name: 'b', host: 'b.example' },
      { name: 'c', host: '127.0.0.1', security: 'none' },
      main,
    ]
    const config = read({ SMTP_MAIN_PASSWORD: 'sesame' }, { smtpServers: servers })
    expect(config.smtpServers.map(({ port, auth }) => [port, auth?.type])).toEqual([
      [465, undefined],
      [587, undefined],
      [25, undefined],
      [587, 'password'],
    ])
  })

  test('is not sent a password without a user', () => {
    const settings = { smtpServers: [{ name: 'a', host: 'a.example', auth: { type: 'password' } }] }
    expect(wheres(faultsOf({ SMTP_A_PASSWORD: 'x' }, settings))).toEqual(['smtpServers[0].user'])
  })
})

test('Two parts of the program are never given one port', () => {
  expect(wheres(faultsOf({ PORT: '2525' }))).toEqual(['SMTP_PORT'])
  expect(faultsOf({ PORT: '2525', DOORS: 'lmtp' })).toEqual([])
  expect(faultsOf({ PORT: '0', SMTP_PORT: '0', LMTP_PORT: '0' })).toEqual([])
})

test('A spam pattern that is no regular expression is refused, and so are hours that end before they begin', () => {
  const spam = { headers: [{ name: 'X-Spam', pattern: '(' }] }
  const openingHours = { monday: ['18:00-09:00'], timeZone: 'Europe/Lutetia', holidays: ['32-13'] }
  expect(wheres(faultsOf({}, { spam, openingHours }))).toEqual([
    'openingHours.timeZone',
    'openingHours.monday[0]',
    'openingHours.holidays[0]',
    'spam.headers[0].pattern',
  ])
})

test('A name that could end a header line is refused', () => {
  expect(wheres(faultsOf({}, { fromNames: { fr: 'Agafort\r\nBcc: tous@agafort.example' } }))).toEqual([
    'fromNames.fr',
  ])
})

describeOnEachDatabase('The teams a mailbox can be given to', (database) => {
  test('are the teams in the database', async () => {
    const rows = await database.db.selectFrom('teams').select('id').execute()
    expect(rows.map(({ id }) => id).sort()).toEqual([...TEAMS].sort())
  })
})

describe('The example file', () => {
  const committed = readFileSync(EXAMPLE_FILE, 'utf8')

  test('is what the schema gives (else: npm run config:example)', () => {
    expect(committed).toBe(configExample())
  })

  test('changes nothing as it stands', () => {
    expect({ ...read({}, committed), file: null }).toEqual(read({}))
  })

  test('is right in every line once uncommented', () => {
    const env = {
      ...FOR_REAL,
      MARKETPLACE_WEBHOOK_SECRET: 'x'.repeat(32),
      SIGN_IN_CLIENT_SECRET: 'x',
      CHAT_APP_PASSWORD: 'x',
      ...Object.fromEntries(
        ['MAILBOX_FRAUD', 'MAILBOX_FRAUD_OAUTH2', 'SMTP_MAIN', 'SMTP_MAIN_OAUTH2'].flatMap((name) =>
          ['PASSWORD', 'REFRESH_TOKEN'].map((what) => [`${name}_${what}`, 'x']),
        ),
      ),
    }
    const certificate = { '/etc/ssl/agafort/authority.pem': '-----BEGIN CERTIFICATE-----' }
    const once = uncommented(committed)
    const whole = uncommented(once)
    const { CHAT_APP_PASSWORD: _, ...withoutAzure } = env
    expect(read(withoutAzure, once).mailboxes).toHaveLength(2)
    expect(read(env, whole, certificate)).toMatchObject({
      demo: false,
      publicUrl: 'https://aide.agafort.example',
      mailboxes: [{ moveTo: 'Taken' }, { auth: { type: 'oauth2' } }],
      smtpServers: [{ user: 'intake@agafort.example' }, { auth: { type: 'oauth2' } }],
    })
  })

  test('shows every setting with its variable', () => {
    for (const key of Object.keys(settingsSchema.shape)) expect(committed).toContain(`// "${key}": `)
    for (const { variable, setting } of variablesOf(settingsSchema)) {
      const shown = expect(committed)
      const line = new RegExp(`\\b${variable}\\.`)
      if (settingMeta(setting).retired) shown.not.toMatch(line)
      else shown.toMatch(line)
    }
  })

  function uncommented(text: string): string {
    return text.replace(/^( *)\/\/ ( *(?:["{}[\]]|\/\/ ).*)$/gm, '$1$2')
  }
})

describe('JSON with comments', () => {
  test('says what JSON says, whatever is said', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, 4), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent)
        expect(readCommentedJson(text)).toEqual({ ok: true, value: JSON.parse(text) })
      }),
    )
  })

  test('may hold comments anywhere, and commas before a closing bracket', () => {
    const text = '\uFEFF// a\n{ /* b */ "c" /* " */ : // d\n [1, /* } */ 2, /**/], } // e'
    expect(readCommentedJson(text)).toEqual({ ok: true, value: { c: [1, 2] } })
  })

  test('keeps what only looks like a comment', () => {
    expect(readCommentedJson('"https://agafort.example/* x */"')).toEqual({
      ok: true,
      value: 'https://agafort.example/* x */',
    })
  })

  test.each([
    ['', 1, 1, 'a value'],
    ['{ "a": 1, "a": 2 }', 1, 11, 'each setting only once'],
    ['{ "a" 1 }', 1, 7, 'a colon'],
    ['{ a: 1 }', 1, 3, 'a setting in double quotes, or }'],
    ['[1 2]', 1, 4, 'a comma or ]'],
    ['[1]\n]', 2, 1, 'the end of the file'],
    ['{}\n/* open', 2, 1, 'the end of this comment'],
    ['["C:\\Users"]', 1, 2, 'a text that ends on its line, with its backslashes doubled'],
    ['["a\nb"]', 1, 2, 'a text that ends on its line, with its backslashes doubled'],
    ['[01]', 1, 3, 'a comma or ]'],
    ['[,]', 1, 2, 'a value'],
  ])('is refused at its place when it is %j', (text, line, column, expected) => {
    expect(readCommentedJson(text)).toEqual({ ok: false, fault: { line, column, expected } })
  })

  test('is refused, never hung on, whatever stands there', () => {
    expect(readCommentedJson('['.repeat(100_000)).ok).toBe(false)
    fc.assert(fc.property(fc.string(), (text) => void readCommentedJson(text)))
  })
})

describe('The keys to sign with', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agafort-keys-'))
  const now = new Date('2026-11-23T09:00:00Z')
  const link = { purpose: 'ticket', subject: 'x' } as const
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('are the ones configured when there are any', async () => {
    const configured = await secretKeys(read(FOR_REAL), join(folder, 'unused'))
    const same = await secretKeys(read({ SECRET_KEYS: `${'9'.repeat(40)},${KEY}` }), join(folder, 'unused'))
    expect(openLink(same, 'ticket', signLink(configured, link), now).ok).toBe(true)
    expect(readdirSync(folder)).toEqual([])
  })

  test('are otherwise made once, for this user alone, by whichever process comes first', async () => {
    const data = join(folder, 'data')
    const [one, other] = await Promise.all([secretKeys(read({}), data), secretKeys(read({}), data)])
    const later = await secretKeys(read({}), data)
    const token = signLink(one, link)
    for (const keys of [one, other, later]) expect(openLink(keys, 'ticket', token, now).ok).toBe(true)
    expect(readdirSync(data)).toEqual(['secret-keys'])
    expect(statSync(join(data, 'secret-keys')).mode & 0o777).toBe(0o600)
  })

  test('are rotated by a line put in front', async () => {
    const data = join(folder, 'data')
    const token = signLink(await secretKeys(read({}), data), link)
    const path = join(data, 'secret-keys')
    writeFileSync(path, `${'7'.repeat(64)}\n${readFileSync(path, 'utf8')}`)
    const rotated = await secretKeys(read({}), data)
    expect(openLink(rotated, 'ticket', token, now).ok).toBe(true)
    expect(signLink(rotated, link)).not.toBe(token)
  })

  test('are not silently made anew when their file was emptied', async () => {
    const data = join(folder, 'data')
    writeFileSync(join(data, 'secret-keys'), '\n')
    await expect(secretKeys(read({}), data)).rejects.toThrow('Restore it from a backup')
  })
})

test('npm run config:example writes the example file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agafort-example-'))
  try {
    const path = join(folder, 'example.jsonc')
    const root = new URL('../..', import.meta.url)
    const run = spawnSync(process.execPath, ['config/example-file.ts', path], { cwd: root, encoding: 'utf8' })
    expect(run.stderr).toBe('')
    expect(readFileSync(path, 'utf8')).toBe(configExample())
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
