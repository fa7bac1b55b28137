import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Core } from '../../core/kernel/core.ts'
import { HOUR } from '../../core/kernel/duration.ts'
import { openSealedText, sealText } from '../../core/kernel/sealed-text.ts'
import { Secret } from '../../core/kernel/secret.ts'
import { signingKeys } from '../../core/kernel/signed-link.ts'
import type { MailAlert } from '../../mail/mail-alert.ts'
import { type OAuthGrant, openAccessTokens, RenewalRefused } from '../../mail/oauth.ts'
import type { MailboxSource } from '../../mail/poll/mailbox-source.ts'
import { describeOnEachDatabase, useTestDatabase } from '../servers/database.ts'
import { type Dovecot, startDovecot } from '../servers/dovecot.ts'
import { poll } from '../servers/poll.ts'
import { startTokenServer, type TokenServer } from '../servers/token-server.ts'
import { complaint, connected, mailboxOn, useMailroom } from '../world/poller-world.ts'
import { openWorld } from '../world/world.ts'

const OLD_KEY = 'an old key, long enough to have been a good one'
const NEW_KEY = 'a new key, put in front of the old one this morning'
const LEA = 'lea.martin@agafort.example'

describe('A sealed text', () => {
  const sealed = sealText(signingKeys([OLD_KEY]), 'oauth-token fraud', 'le jeton de Léa')

  it('opens with its key, also when a newer one stands in front', () => {
    expect(openSealedText(signingKeys([OLD_KEY]), 'oauth-token fraud', sealed)).toBe('le jeton de Léa')
    expect(openSealedText(signingKeys([NEW_KEY, OLD_KEY]), 'oauth-token fraud', sealed)).toBe(
      'le jeton de Léa',
    )
  })

  it('opens with no other key, for no other purpose, and not when a single bit is changed', () => {
    expect(openSealedText(signingKeys([NEW_KEY]), 'oauth-token fraud', sealed)).toBeNull()
    expect(openSealedText(signingKeys([OLD_KEY]), 'oauth-token legal', sealed)).toBeNull()
    const [version = '', body = ''] = sealed.split('.')
    const bytes = Buffer.from(body, 'base64url')
    for (let index = 0; index < bytes.length; index++) {
      const altered = Buffer.from(bytes)
      altered.writeUInt8(altered.readUInt8(index) ^ 1, index)
      const text = `${version}.${altered.toString('base64url')}`
      expect(openSealedText(signingKeys([OLD_KEY]), 'oauth-token fraud', text)).toBeNull()
    }
    expect(openSealedText(signingKeys([OLD_KEY]), 'oauth-token fraud', 'v1.AAAA')).toBeNull()
    expect(openSealedText(signingKeys([OLD_KEY]), 'oauth-token fraud', 'le jeton de Léa')).toBeNull()
  })

  it('never looks the same twice', () => {
    expect(sealText(signingKeys([OLD_KEY]), 'oauth-token fraud', 'le jeton de Léa')).not.toBe(sealed)
  })
})

describeOnEachDatabase('OAuth2 tokens', (database) => {
  let server: TokenServer
  beforeAll(async () => {
    server = await startTokenServer({ expiresIn: 3600 })
  })
  afterAll(() => server.stop())

  const open = (core: Core) => {
    const alerts: MailAlert[] = []
    return { alerts, tokens: openAccessTokens(core, async (alert) => void alerts.push(alert)) }
  }
  const grantOf = (refreshToken: string): OAuthGrant => ({
    type: 'oauth2',
    tokenUrl: server.tokenUrl,
    clientId: 'agafort',
    clientSecret: new Secret('le secret du client'),
    refreshToken: new Secret(refreshToken),
    scope: 'imap offline_access',
  })

  it('are renewed with the client and scope configured, and kept until they expire', async () => {
    const { core, clock } = openWorld(database)
    const { tokens } = open(core)
    const grant = grantOf(server.grant(LEA))
    const before = server.requests.length
    const first = await tokens.get('mailbox:fraud', grant)
    expect(server.accepts(LEA, first)).toBe(true)
    expect(await tokens.get('mailbox:fraud', grant)).toBe(first)
    clock.advance(HOUR - 30_000)
    expect(await tokens.get('mailbox:fraud', grant)).not.toBe(first)
    expect(server.requests.slice(before)).toMatchObject([
      {
        grantType: 'refresh_token',
        clientId: 'agafort',
        clientSecret: 'le secret du client',
        scope: 'imap offline_access',
        granted: true,
      },
      { granted: true },
    ])
  })

  it('keep the rotated refresh token, encrypted, for the next start (case 9)', async () => {
    const { core } = openWorld(database)
    const grant = grantOf(server.grant(LEA))
    await open(core).tokens.get('mailbox:fraud', grant)
    const row = await database.db.selectFrom('oauth_tokens').selectAll().executeTakeFirstOrThrow()
    expect(row.account).toBe('mailbox:fraud')
    expect(row.refresh_token).not.toContain(server.currentRefreshToken(LEA) ?? 'nothing')
    // The configured token has been used up: a process that starts anew gets in by the kept one only.
    await open(core).tokens.get('mailbox:fraud', grant)
    await open(core).tokens.get('mailbox:fraud', grant)
  })

  it('open with an older secret key, and are sealed with the newest at the next renewal', async () => {
    const grant = grantOf(server.grant(LEA))
    const withKeys = (...keys: string[]) => openWorld(database, { secretKeys: signingKeys(keys) }).core
    await open(withKeys(OLD_KEY)).tokens.get('mailbox:fraud', grant)
    await open(withKeys(NEW_KEY, OLD_KEY)).tokens.get('mailbox:fraud', grant)
    await open(withKeys(NEW_KEY)).tokens.get('mailbox:fraud', grant)
  })

  it('are renewed once although many ask at the same moment', async () => {
    const { core } = openWorld(database)
    const { tokens } = open(core)
    const grant = grantOf(server.grant(LEA))
    const before = server.requests.length
    const all = await Promise.all(Array.from({ length: 8 }, () => tokens.get('mailbox:fraud', grant)))
    expect(new Set(all).size).toBe(1)
    expect(server.requests.length - before).toBe(1)
  })

  it('are found again when another process has renewed them meanwhile', async () => {
    const { core } = openWorld(database)
    const grant = grantOf(server.grant(LEA))
    const [here, there] = [open(core), open(core)]
    const both = await Promise.all([here, there].map(({ tokens }) => tokens.get('mailbox:fraud', grant)))
    for (const token of both) expect(server.accepts(LEA, token)).toBe(true)
    expect([...here.alerts, ...there.alerts]).toEqual([])
  })

  it('that the provider refuses to renew are reported to the team at once, and once (case 9)', async () => {
    const { core } = openWorld(database)
    const { tokens, alerts } = open(core)
    const grant = grantOf(server.grant(LEA))
    await tokens.get('mailbox:fraud', grant)
    tokens.forget('mailbox:fraud')
    server.refuse(LEA)
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(tokens.get('mailbox:fraud', grant)).rejects.toBeInstanceOf(RenewalRefused)
    }
    expect(alerts).toEqual([{ kind: 'renewal-refused', account: 'mailbox:fraud', reason: 'invalid_grant' }])
  })

  it('are reported again until somebody could be reached', async () => {
    const { core } = openWorld(database)
    let told = 0
    const tokens = openAccessTokens(core, async () => {
      told++
      if (told === 1) throw new Error('the alert could not be stored')
    })
    const grant = grantOf('a token nobody ever gave')
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(tokens.get('mailbox:fraud', grant)).rejects.toBeInstanceOf(RenewalRefused)
    }
    expect(told).toBe(2)
  })

  it('work again when a new consent is configured, and a later refusal is reported anew', async () => {
    const { core } = openWorld(database)
    const { tokens, alerts } = open(core)
    await expect(tokens.get('mailbox:fraud', grantOf('withdrawn'))).rejects.toBeInstanceOf(RenewalRefused)
    const grant = grantOf(server.grant(LEA))
    expect(server.accepts(LEA, await tokens.get('mailbox:fraud', grant))).toBe(true)
    tokens.forget('mailbox:fraud')
    server.refuse(LEA)
    await expect(tokens.get('mailbox:fraud', grant)).rejects.toBeInstanceOf(RenewalRefused)
    expect(alerts).toHaveLength(2)
  })

  it('are not refused when the provider is away: nobody is alerted, and the next attempt asks again', async () => {
    const { core } = openWorld(database)
    const { tokens, alerts } = open(core)
    const passing = await startTokenServer()
    const grant = { ...grantOf(passing.grant(LEA)), tokenUrl: passing.tokenUrl }
    await passing.stop()
    const failure = await tokens.get('mailbox:fraud', grant).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Error)
    expect(failure).not.toBeInstanceOf(RenewalRefused)
    expect(alerts).toEqual([])
  })
})

describe('A mailbox with OAuth2 (XOAUTH2)', () => {
  const database = useTestDatabase('PostgreSQL')
  const room = useMailroom(database)
  let tokens: TokenServer
  let dovecot: Dovecot
  beforeAll(async () => {
    tokens = await startTokenServer()
    dovecot = await startDovecot({
      users: [{ name: LEA, password: 'unused' }],
      introspectionUrl: tokens.introspectionUrl,
    })
  })
  afterEach(() => tokens.refuse(LEA))
  afterAll(async () => {
    await dovecot.stop()
    await tokens.stop()
  })

  function mailbox(refreshToken = tokens.grant(LEA)): MailboxSource {
    const auth: OAuthGrant = {
      type: 'oauth2',
      tokenUrl: tokens.tokenUrl,
      clientId: 'agafort',
      clientSecret: null,
      refreshToken: new Secret(refreshToken),
      scope: 'imap',
    }
    return mailboxOn(dovecot, LEA, { auth })
  }

  it('is polled, and again after a restart with the rotated token (case 9)', async () => {
    const source = mailbox()
    const first = await room.pollConnected([source])
    await dovecot.deliver(LEA, complaint(1))
    await room.awaitMessages(1)
    await first.stop()
    await dovecot.deliver(LEA, complaint(2))
    await room.pollConnected([source])
    await room.awaitMessages(2)
  })

  it('gets a new access token when the server no longer takes the old one', async () => {
    const poller = await room.pollConnected([mailbox()])
    tokens.expireAccessTokens()
    await dovecot.restart()
    await poll('the renewal', () => tokens.requests.filter((request) => request.granted).length >= 2)
    await connected(poller)
    await dovecot.deliver(LEA, complaint(3))
    await room.awaitMessages(1)
  })

  it('tells the team the moment its renewal is refused, and comes back with a new consent (case 9)', async () => {
    const poller = await room.pollConnected([mailbox()])
    tokens.refuse(LEA)
    await dovecot.restart()
    await poll('the team to be told', () => room.alerts.length > 0)
    expect(room.alerts).toEqual([
      { kind: 'renewal-refused', account: 'mailbox:contact', reason: 'invalid_grant' },
    ])
    const refusals = () => tokens.requests.filter((request) => !request.granted).length
    const before = refusals()
    await poll('another attempt', () => refusals() > before)
    expect(room.alerts).toHaveLength(1)
    await poller.stop()
    await dovecot.deliver(LEA, complaint(4))
    await room.pollConnected([mailbox()])
    await room.awaitMessages(1)
  })
})
