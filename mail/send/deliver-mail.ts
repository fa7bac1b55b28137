import type { markSent } from '../../core/correspondence/mark-sent.ts'
import type { Core } from '../../core/kernel/core.ts'
import { readFile } from '../../core/kernel/file.ts'
import { Problem } from '../../core/kernel/problem.ts'
import type { DueDelivery } from '../../core/outbox/delivery.ts'
import type { MailContent } from '../../core/outbox/outbox.ts'
import { composeMail, type SendingMailbox } from './compose-mail.ts'
import { type SendingAlert, type SendingTrouble, watchSending } from './sending-trouble.ts'
import { openSmtpQueue } from './smtp-queue.ts'
import { openSmtpTransport, outboxOnlyTransport, type SmtpAccount } from './smtp-transport.ts'

/** An SMTP server and the mailboxes whose mail leaves by it. */
export interface SendingAccount {
  /** Null: nothing is sent; mail counts as sent and is kept in the outbox, where the mail page shows it. */
  smtp: SmtpAccount | null
  mailboxes: readonly SendingMailbox[]
}

export interface MailDeliveryOptions {
  core: Core
  /** The first one's first mailbox is the general one: mail that names none, or one no longer there, leaves as it. */
  accounts: readonly [SendingAccount, ...SendingAccount[]]
  /** Unique to this process and its start. */
  holder: string
  alert: (alert: SendingAlert) => Promise<void>
  /** After so long another process may take over what this one held when it died. */
  leaseSeconds?: number
  sweepSeconds?: number
  /** How long stopping waits for mails under way, and for the database. */
  stopSeconds?: number
  /** Stands in for core's own where a test wants the process to die before the commit. */
  markSent?: typeof markSent
}

export interface MailDelivery {
  /** Something is due: called after a commit, and by the `deliver-mail` job for what other processes enqueued. */
  wake(): void
  /** Resolves when nothing is due or under way any more; while a server is away it waits for it. */
  drained(): Promise<void>
  /** Takes no more, finishes what is under way, gives the rest back. */
  stop(): Promise<void>
  /** What keeps mail from leaving at present, for the health page. */
  troubles(): SendingTrouble[]
}

const LEASE_SECONDS = 60
const SWEEP_SECONDS = 5
const STOP_SECONDS = 20

/**
 * Sends what is due in the outbox, each server in its own lane, until stopped. A wake-up makes it prompt; the sweep
 * makes it sure, and finds what falls due by itself. Any number of processes may do this on one database.
 */
export function startMailDelivery(options: MailDeliveryOptions): MailDelivery {
  const { core, holder, alert, leaseSeconds = LEASE_SECONDS, stopSeconds = STOP_SECONDS } = options
  const general = options.accounts[0].mailboxes[0]
  if (!general) throw new Error('The first account has no mailbox to send as.')
  const senders = new Map(
    options.accounts.flatMap(({ mailboxes }) => mailboxes.map((one) => [one.name, one])),
  )
  const compose = (due: DueDelivery) => composeFrom(core, due, senders.get(due.mailbox ?? '') ?? general)
  const lanes = options.accounts.map((account, index) => {
    const server = account.smtp?.name ?? 'kept'
    const troubles = watchSending(core, server, alert)
    const lane = openSmtpQueue({
      core,
      server,
      holder,
      mailboxes: index === 0 ? { except: namesOf(options.accounts.slice(1)) } : { only: namesOf([account]) },
      transport: account.smtp ? openSmtpTransport(account.smtp) : outboxOnlyTransport,
      troubles,
      leaseSeconds,
      compose,
      ...(options.markSent ? { markSent: options.markSent } : {}),
    })
    return { lane, troubles }
  })
  const wake = () => {
    for (const { lane } of lanes) lane.wake()
  }
  const sweep = setInterval(wake, (options.sweepSeconds ?? SWEEP_SECONDS) * 1000)
  wake()
  return {
    wake,
    drained: async () => {
      await Promise.all(lanes.map(({ lane }) => lane.drained()))
    },
    stop: async () => {
      clearInterval(sweep)
      await Promise.all(lanes.map(({ lane }) => lane.stop(stopSeconds * 1000)))
    },
    troubles: () => lanes.flatMap(({ troubles }) => troubles.list()),
  }
}

function namesOf(accounts: readonly SendingAccount[]): string[] {
  return accounts.flatMap(({ mailboxes }) => mailboxes.map(({ name }) => name))
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
