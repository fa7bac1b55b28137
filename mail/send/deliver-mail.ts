import { CONSEQUENCES } from '../../core/correspondence/consequences.ts'
import type { Core } from '../../core/kernel/core.ts'
import { SECOND } from '../../core/kernel/duration.ts'
import { readFile } from '../../core/kernel/file.ts'
import { Problem } from '../../core/kernel/problem.ts'
import { type Delivery, type DeliveryOptions, startDelivery } from '../../core/outbox/deliver.ts'
import type { DueDelivery, MailboxChoice } from '../../core/outbox/delivery.ts'
import type { DeliveryChannel } from '../../core/outbox/delivery-channel.ts'
import type { MailContent } from '../../core/outbox/outbox.ts'
import type { Consequences } from '../../core/outbox/outcome.ts'
import { closesWay, type DeliveryFault } from '../../core/outbox/retry.ts'
import type { ProcessPulse } from '../../core/report/health.ts'
import { composeMail, type SendingMailbox } from './compose-mail.ts'
import { deliveryFault } from './delivery-error.ts'
import {
  type SendingAlert,
  type SendingTrouble,
  type SendingTroubles,
  watchSending,
} from './sending-trouble.ts'
import {
  type MailTransport,
  openSmtpTransport,
  outboxOnlyTransport,
  type SmtpAccount,
} from './smtp-transport.ts'

/** An SMTP server and the mailboxes whose mail leaves by it. */
export interface SendingAccount {
  /** Null: nothing is sent; mail counts as sent and is kept in the outbox, where the mail page shows it. */
  smtp: SmtpAccount | null
  mailboxes: readonly SendingMailbox[]
}

export interface MailDeliveryOptions extends Omit<DeliveryOptions, 'consequences'> {
  /** What follows from a mail's leaving; core's own by default. */
  consequences?: Consequences
  /** The first one's first mailbox is the general one: mail that names none, or one no longer there, leaves as it. */
  accounts: readonly [SendingAccount, ...SendingAccount[]]
  /** Alerts the team; by a mailbox whose server is another one, when there is one. */
  alert: (alert: SendingAlert, sendAs: string | null) => Promise<void>
}

export interface MailDelivery extends Omit<Delivery, 'pulse'> {
  /** What keeps mail from leaving at present. */
  troubles(): SendingTrouble[]
  /** How each server's queue fares, for the health page. */
  pulse(): ProcessPulse
}

/** Sends what is due in the outbox, each SMTP server by a queue of its own: none waits for another server's mail. */
export function startMailDelivery(options: MailDeliveryOptions): MailDelivery {
  const { core, accounts, alert } = options
  const general = accounts[0].mailboxes[0]
  if (!general) throw new Error('The first account has no mailbox to send as.')
  const senders = new Map(accounts.flatMap(({ mailboxes }) => mailboxes.map((one) => [one.name, one])))
  const queues = accounts.map((account, index) => {
    const server = account.smtp?.name ?? 'kept'
    const mailboxes: MailboxChoice =
      index === 0 ? { except: namesOf(accounts.slice(1)) } : { only: namesOf([account]) }
    const other = accounts.find((one) => one !== account)?.mailboxes[0]
    const troubles = watchSending(core, server, (about) => alert(about, other?.name ?? null))
    const transport = account.smtp ? openSmtpTransport(account.smtp) : outboxOnlyTransport
    const channel = smtpChannel({ core, server, mailboxes, transport, senders, general })
    const delivery = startDelivery({ consequences: CONSEQUENCES, ...options }, channel, {
      left: ({ mailbox }) => {
        troubles.over(null)
        troubles.over(mailbox)
      },
      failed: ({ mailbox }, fault) => {
        if (closesWay(fault)) troubles.note(fault, null)
        else if (/^\d/.test(fault.code)) troubles.over(null)
        if (fault.kind === 'refuses-sender') troubles.note(fault, mailbox)
      },
    })
    const watching = setInterval(() => noteSilence(delivery, troubles), LOOK_EVERY)
    return { server, delivery, troubles, watching }
  })
  return {
    wake: () => {
      for (const { delivery } of queues) delivery.wake()
    },
    drained: async () => void (await Promise.all(queues.map(({ delivery }) => delivery.drained()))),
    stop: async () => {
      for (const { watching } of queues) clearInterval(watching)
      await Promise.all(queues.map(({ delivery }) => delivery.stop()))
    },
    troubles: () => queues.flatMap(({ troubles }) => troubles.list()),
    pulse: () => ({
      smtpServers: queues.map(({ server, troubles }) => {
        const [trouble] = troubles.list()
        return { name: server, failingSince: trouble?.since ?? null, code: trouble?.code ?? null }
      }),
      oldestUnrecorded: Math.max(...queues.map(({ delivery }) => delivery.pulse().oldestUnrecorded)),
    }),
  }
}

function namesOf(accounts: readonly SendingAccount[]): string[] {
  return accounts.flatMap(({ mailboxes }) => mailboxes.map(({ name }) => name))
}

interface Sender {
  core: Core
  server: string
  mailboxes: MailboxChoice
  transport: MailTransport
  senders: ReadonlyMap<string, SendingMailbox>
  general: SendingMailbox
}

function smtpChannel({ core, transport, senders, general, ...names }: Sender) {
  const channel: DeliveryChannel<Awaited<ReturnType<typeof composeMail>>> = {
    ...names,
    channel: 'mail',
    parallel: transport.parallel,
    facts: { sent: 'mail sent', retried: 'mail not taken, tried again later', dead: 'mail given up' },
    canReach: async () => true,
    render: (due) => composeFrom(core, due, senders.get(due.mailbox ?? '') ?? general),
    send: (mail, due) => transport.send(mail, { again: due.attempts > 0 }),
    faultOf: deliveryFault,
    close: transport.close,
  }
  return channel
}

async function composeFrom(core: Core, due: DueDelivery, sender: SendingMailbox) {
  const { attachments } = due.content as MailContent
  const files = new Map<string, Buffer>()
  for (const { sha256 } of attachments) {
    if (files.has(sha256)) continue
    const file = await readFile(core.db, sha256).catch(unlessErased)
    if (file) files.set(sha256, file)
  }
  return composeMail(due, sender, core.settings.secretKeys, files)
}

// Composing then says so, and the mail becomes a dead letter; with the database away it is tried again.
function unlessErased(error: unknown): undefined {
  if (!(error instanceof Problem)) throw error
}

const LOOK_EVERY = 10 * SECOND
// RFC 5321 §4.5.3.2 gives a server minutes for each reply; one that let nothing pass for so long is in trouble already.
const SILENT_AFTER = 45 * SECOND

// A server that hangs throws nothing for minutes.
function noteSilence(delivery: Delivery, troubles: SendingTroubles): void {
  const { oldestAttempt, sinceOpen } = delivery.pulse()
  const silent = Math.min(oldestAttempt, sinceOpen)
  if (silent >= SILENT_AFTER) troubles.note(SILENCE, null, silent)
  troubles.alertDue()
}

const SILENCE: DeliveryFault = {
  kind: 'unreachable',
  code: 'SILENT',
  reason: 'The server takes connections and does not reply.',
}
