import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach } from 'vitest'
import type { Core } from '../../core/kernel/core.ts'
import type { OutboxId } from '../../core/kernel/id.ts'
import { enqueueMails, type MailContent, type OutgoingMail } from '../../core/outbox/outbox.ts'
import type { SendingMailbox } from '../../mail/send/compose-mail.ts'
import {
  type MailDelivery,
  type MailDeliveryOptions,
  type SendingAccount,
  startMailDelivery,
} from '../../mail/send/deliver-mail.ts'
import type { SendingAlert } from '../../mail/send/sending-trouble.ts'
import type { SmtpAccount } from '../../mail/send/smtp-transport.ts'
import { LOOPBACK } from '../servers/port.ts'
import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from '../servers/smtp-sink.ts'
import { MAILBOXES } from './world.ts'

/** The marketplace's mailboxes, as senders. */
export const SENDERS: readonly SendingMailbox[] = MAILBOXES.map(({ name, address }) => ({
  name,
  address,
  from: address,
  fromName: { fr: 'Service client Agafort', en: 'Agafort customer service' },
  envelopeFrom: 'retours@agafort.example',
}))

/** Returns an account at a sink, without log-in. */
export function accountAt(sink: SmtpSink, given: Partial<SmtpAccount> = {}): SmtpAccount {
  return {
    name: 'main',
    host: LOOPBACK,
    port: sink.port,
    security: 'none',
    login: { kind: 'none' },
    connections: 4,
    maxMessages: 100,
    ...given,
  }
}

/** Delivery engines and sinks that end with the test, and the alerts they raised. */
export interface Sending {
  readonly alerts: SendingAlert[]
  sink(options?: SmtpSinkOptions): Promise<SmtpSink>
  /**
   * Starts a delivery engine that sends everything through one sink, or through the accounts given. It sweeps only on
   * request.
   */
  deliver(
    core: Core,
    by: SmtpSink | readonly SendingAccount[],
    given?: Partial<MailDeliveryOptions>,
  ): MailDelivery
}

/** Gives the surrounding `describe` what it sends with, stopped after each test. */
export function useSending(): Sending {
  const alerts: SendingAlert[] = []
  let running: { stop(): Promise<void> }[] = []
  beforeEach(() => {
    alerts.length = 0
  })
  afterEach(async () => {
    const ending = running
    running = []
    for (const one of ending.reverse()) await one.stop()
  })
  return {
    alerts,
    async sink(options) {
      const sink = await startSmtpSink(options)
      running.push(sink)
      return sink
    },
    deliver(core, by, given = {}) {
      const accounts = 'port' in by ? [{ smtp: accountAt(by), mailboxes: SENDERS }] : by
      const [first, ...others] = accounts
      if (!first) throw new Error('no account given')
      const deliver = startMailDelivery({
        core,
        accounts: [first, ...others],
        holder: randomUUID(),
        alert: async (alert) => {
          alerts.push(alert)
        },
        sweepSeconds: 3600,
        stopSeconds: 5,
        ...given,
      })
      running.push(deliver)
      return deliver
    },
  }
}

/** Puts one mail of a member in the outbox, addressed to Marie unless given otherwise. */
export async function enqueue(
  core: Core,
  given: Partial<Omit<OutgoingMail, 'content'>> & { content?: Partial<MailContent> } = {},
): Promise<OutboxId> {
  const now = core.clock.now()
  const mail: OutgoingMail = {
    kind: 'answer',
    recipientKind: 'customer',
    recipient: 'marie.dubois@courriel.example',
    ticketId: null,
    messageId: null,
    mailbox: 'contact',
    fingerprint: null,
    sendAfter: now,
    ...given,
    content: {
      language: 'fr',
      subject: 'Re: Colis jamais reçu',
      text: 'Bonjour Madame Dubois,\n\nVotre colis est retrouvé : il repart demain.\n',
      html: null,
      fromName: null,
      inReplyTo: null,
      references: [],
      autoSubmitted: null,
      replyTo: null,
      attachments: [],
      ...given.content,
    },
  }
  const [id] = await core.db.transaction().execute((trx) => enqueueMails(trx, [mail], now))
  if (!id) throw new Error('nothing was enqueued')
  return id
}

/** Returns the outbox row. */
export function outboxRow(core: Core, id: OutboxId) {
  return core.db.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}
