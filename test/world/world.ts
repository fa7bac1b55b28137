import { createHash } from 'node:crypto'
import type { Core, CoreSettings } from '../../core/kernel/core.ts'
import { silentLog } from '../../core/kernel/log.ts'
import { signingKeys } from '../../core/kernel/signed-link.ts'
import { POLICY_TIMES } from '../../core/policy/policy-times.ts'
import type { IncomingMessage, MailFacts } from '../../core/ticket/message.ts'
import type { TestDatabase } from '../servers/database.ts'

/** A clock that stands still until a test moves it. */
export interface MovableClock {
  now(): Date
  advance(milliseconds: number): void
  set(instant: Date): void
}

/** A Tuesday morning in Paris. */
export const TUESDAY = new Date('2026-11-24T08:05:00Z')

/** Returns a clock standing at `start`. */
export function movableClock(start = TUESDAY): MovableClock {
  let instant = start
  return {
    now: () => instant,
    advance: (milliseconds) => {
      instant = new Date(instant.getTime() + milliseconds)
    },
    set: (other) => {
      instant = other
    },
  }
}

const CHEAP_PASSWORDS = { N: 2 ** 10, r: 8, p: 1 }

/** The marketplace's addresses in tests. */
export const MAILBOXES: CoreSettings['mailboxes'] = [
  { name: 'contact', address: 'contact@agafort.example', category: 'other', team: 'customer-service' },
  { name: 'account', address: 'compte@agafort.example', category: 'account', team: 'account' },
  { name: 'fraud', address: 'securite@agafort.example', category: 'fraud', team: 'fraud' },
  { name: 'privacy', address: 'confidentialite@agafort.example', category: 'privacy', team: 'privacy' },
  { name: 'legal', address: 'juridique@agafort.example', category: 'legal', team: 'legal' },
]

export interface World {
  core: Core
  clock: MovableClock
  /** Returns how often this process's delivery engine was woken. */
  woken(): number
}

/** Opens core on a test database, with a clock that stands still and the marketplace's five addresses. */
export function openWorld(database: Pick<TestDatabase, 'db'>, settings: Partial<CoreSettings> = {}): World {
  const clock = movableClock()
  let woken = 0
  const core: Core = {
    get db() {
      return database.db
    },
    clock,
    log: silentLog,
    settings: {
      publicUrl: 'https://aide.agafort.example',
      chatUrl: null,
      secretKeys: signingKeys(['a key only tests know, long enough to sign with']),
      telephone: '06.38.17.61.28',
      openingHours: null,
      mailboxes: MAILBOXES,
      answerLimits: { perAddress: 10, perTicket: 5, perSameText: 20, perMailbox: 1_000 },
      // A test about undo sets it; the others see replies leave at once.
      withdrawableFor: 0,
      policyTimes: POLICY_TIMES,
      stopsWhileWaiting: [],
      alertTo: ['astreinte@agafort.example'],
      // Hashes are dear on purpose. A test of what that keeps secret asks for the product's own cost.
      passwordCost: CHEAP_PASSWORDS,
      ...settings,
    },
    enqueueDelivery: async () => {},
    wakeDelivery: () => {
      woken++
    },
  }
  return { core, clock, woken: () => woken }
}

let count = 0

/** Returns a mail in intake's shape. Each is a different one unless `messageId` and text are the same. */
export function mailFrom(
  name: string,
  address: string,
  given: Partial<Omit<IncomingMessage, 'mail' | 'from'>> & { mail?: Partial<MailFacts> } = {},
): IncomingMessage {
  const text = given.text ?? 'Bonjour, mon colis n’est jamais arrivé. Pouvez-vous m’aider ?'
  const messageId = given.mail?.messageId ?? `<${++count}.${address}>`
  return {
    door: 'mail',
    idempotencyKey: `mail:${createHash('sha256').update(`${messageId}\n${text}`).digest('hex')}`,
    receivedAt: TUESDAY,
    backlog: false,
    from: { kind: 'email', value: address, name },
    standing: 'proven',
    stated: { name: null, email: null, telephone: null },
    subject: 'Colis jamais reçu',
    text,
    newText: text,
    html: null,
    language: 'fr',
    doorCategory: 'other',
    attachments: [],
    raw: Buffer.from(`From: ${address}\r\nMessage-ID: ${messageId}\r\n\r\n${text}`),
    warnings: [],
    ...given,
    mail: {
      mailbox: 'contact',
      messageId,
      inReplyTo: null,
      references: [],
      to: [{ name: '', address: 'contact@agafort.example' }],
      cc: [],
      replyTo: null,
      date: TUESDAY,
      automatic: null,
      bounce: null,
      ownLoop: false,
      spam: null,
      forwardedFrom: null,
      unparsed: null,
      ...given.mail,
    },
  }
}
