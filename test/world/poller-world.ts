import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { systemClock } from '../../core/kernel/clock.ts'
import type { Core } from '../../core/kernel/core.ts'
import type { LogDetails } from '../../core/kernel/log.ts'
import { Secret } from '../../core/kernel/secret.ts'
import type { MailAlert } from '../../mail/mail-alert.ts'
import { openAccessTokens } from '../../mail/oauth.ts'
import { openParsePool, type ParsePool } from '../../mail/parse/parse-pool.ts'
import type { PollerSettings } from '../../mail/poll/mailbox-session.ts'
import type { MailboxSource } from '../../mail/poll/mailbox-source.ts'
import { type Poller, type PollerNeeds, startPoller } from '../../mail/poll/poller.ts'
import { type MailReceiver, openMailReceiver } from '../../mail/receive-mail.ts'
import type { TestDatabase } from '../servers/database.ts'
import { type Dovecot, startDovecot } from '../servers/dovecot.ts'
import { poll } from '../servers/poll.ts'
import { openWorld } from './world.ts'

export const CONTACT = 'contact@agafort.example'
export const FRAUD = 'securite@agafort.example'
export const MAILBOX_PASSWORD = 'un mot de passe de test'

// A running Dovecot looks for new users once a second, so each knows these from the start.
const SPARE_USERS = 200
const spareUser = (number: number) => `contact${number % SPARE_USERS}@agafort.example`

/** Gives the surrounding `describe` a Dovecot with the marketplace's contact and fraud mailboxes, and spare ones. */
export function useDovecot(options: Partial<Parameters<typeof startDovecot>[0]> = {}): { here: Dovecot } {
  const used: { here: Dovecot } = {
    get here(): Dovecot {
      throw new Error('Dovecot is only there inside tests and hooks.')
    },
  }
  beforeAll(async () => {
    const spare = Array.from({ length: SPARE_USERS }, (_, number) => spareUser(number))
    const users = [CONTACT, FRAUD, ...spare].map((name) => ({ name, password: MAILBOX_PASSWORD }))
    const dovecot = await startDovecot({ users, ...options })
    Object.defineProperty(used, 'here', { value: dovecot })
  })
  afterAll(() => used.here.stop())
  return used
}

let used = 0

/** Returns the next spare user, so that every test has an empty mailbox. */
export function freshUser(): string {
  return spareUser(used++)
}

/** Returns a mailbox on a Dovecot as the configuration would define it. */
export function mailboxOn(dovecot: Dovecot, user: string, given: Partial<MailboxSource> = {}): MailboxSource {
  return {
    name: 'contact',
    host: dovecot.host,
    port: dovecot.imapPort,
    security: 'none',
    user,
    auth: { type: 'password', password: new Secret(MAILBOX_PASSWORD) },
    folder: 'INBOX',
    junkFolder: null,
    since: null,
    after: 'keyword',
    keyword: 'AgafortTaken',
    moveTo: null,
    maxSize: 100_000_000,
    // So rarely that mail received earlier came by the server's announcement.
    sweepEvery: 3600,
    ...given,
  }
}

export interface Logged extends LogDetails {
  level: string
  fact: string
}

export interface Mailroom {
  core: Core
  takeIn: MailReceiver
  alerts: MailAlert[]
  logged: Logged[]
  /** Starts a poller that is stopped after the test; with short delays by default. */
  poll(mailboxes: MailboxSource[], settings?: Partial<PollerSettings>, rest?: Partial<PollerNeeds>): Poller
  /** Starts a poller and waits until its mailboxes are connected. */
  pollConnected(mailboxes: MailboxSource[], settings?: Partial<PollerSettings>): Promise<Poller>
  messages(): Promise<StoredMessage[]>
  /** Waits until so many messages are stored, and returns them in the order they were received. */
  awaitMessages(count: number, deadline?: number): Promise<StoredMessage[]>
}

export interface StoredMessage {
  subject: string
  text: string
  received_at: Date
  created_at: Date
  raw_sha256: string | null
  ticket_id: string
  first_contact_at: Date
  backlog: boolean
  quarantined_at: Date | null
}

/** Short delays: it reconnects within a tenth of a second. */
const HURRY: Partial<PollerSettings> = { reconnectDelays: [0.1], refusedDelays: [0.2], leaseSeconds: 4 }

/**
 * Gives the surrounding `describe` core on a test database with the machine's own clock, and all that a poller needs.
 */
export function useMailroom(database: Pick<TestDatabase, 'db'>): Mailroom {
  const alerts: MailAlert[] = []
  const logged: Logged[] = []
  const pollers: Poller[] = []
  let pool: ParsePool | undefined
  let takeIn: MailReceiver | undefined
  const note = (level: string) => (fact: string, details?: LogDetails) =>
    void logged.push({ level, fact, ...details })
  const { core: world } = openWorld(database)
  const core: Core = {
    settings: world.settings,
    enqueueDelivery: world.enqueueDelivery,
    wakeDelivery: world.wakeDelivery,
    get db() {
      return database.db
    },
    clock: systemClock,
    log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
  }
  beforeAll(async () => {
    pool = openParsePool({ workers: 1, timeLimit: 20_000 })
    takeIn = openMailReceiver({ core, parsePool: pool, authservIds: [], spamHeaders: [] })
  })
  beforeEach(() => {
    alerts.length = 0
    logged.length = 0
  })
  afterEach(async () => {
    await Promise.all(pollers.splice(0).map((poller) => poller.stop()))
  })
  afterAll(() => pool?.close())

  async function messages(): Promise<StoredMessage[]> {
    return database.db
      .selectFrom('messages')
      .innerJoin('tickets', 'tickets.id', 'messages.ticket_id')
      .select(['messages.subject', 'messages.text', 'messages.received_at', 'messages.created_at'])
      .select(['messages.raw_sha256', 'messages.ticket_id'])
      .select(['tickets.first_contact_at', 'tickets.backlog', 'tickets.quarantined_at'])
      .where('messages.direction', '=', 'in')
      .orderBy('messages.id')
      .execute()
  }

  const room: Mailroom = {
    core,
    get takeIn() {
      if (!takeIn) throw new Error('The mailroom is only open inside tests and hooks.')
      return takeIn
    },
    alerts,
    logged,
    poll(mailboxes, settings = {}, rest = {}) {
      const alert = async (told: MailAlert) => void alerts.push(told)
      const needs = { core, mailboxes, takeIn: room.takeIn, tokens: openAccessTokens(core, alert), alert }
      const poller = startPoller({ ...needs, settings: { ...HURRY, ...settings }, ...rest })
      pollers.push(poller)
      return poller
    },
    async pollConnected(mailboxes, settings) {
      const poller = room.poll(mailboxes, settings)
      await connected(poller)
      return poller
    },
    messages,
    awaitMessages: (count, deadline = 60_000) =>
      poll(
        `${count} messages`,
        async () => {
          const stored = await messages()
          return stored.length >= count && stored
        },
        { deadline },
      ),
  }
  return room
}

/** Waits until a poller has every mailbox connected and has received the mail that was there. */
export async function connected(poller: Poller): Promise<void> {
  await poll(
    'every mailbox to be connected',
    () => poller.health().every((mailbox) => mailbox.state === 'connected'),
    { deadline: 60_000 },
  )
}

/** Returns a plain French complaint, as raw mail. */
export function complaint(
  number: number,
  given: { subject?: string; body?: string; header?: string } = {},
): string {
  const {
    subject = `Commande ${number} jamais livrée`,
    body = `Bonjour, ma commande n° ${number} n'est pas arrivée.`,
  } = given
  return [
    `From: Marie Dubois <marie.dubois${number}@courriel.example>`,
    `To: ${CONTACT}`,
    `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
    `Message-ID: <commande-${number}@courriel.example>`,
    ...(given.header ? [given.header] : []),
    'Date: Mon, 23 Nov 2026 09:12:00 +0100',
    'Content-Type: text/plain; charset=utf-8',
    '',
    body,
    '',
  ].join('\r\n')
}
