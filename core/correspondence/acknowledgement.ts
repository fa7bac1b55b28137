import type { Decision } from '../classify/classify.ts'
import type { Core, Trx } from '../kernel/core.ts'
import type { CustomerId, MessageId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { signLink } from '../kernel/signed-link.ts'
import type { MailContent } from '../outbox/outbox.ts'
import type { Language } from '../policy/language.ts'
import { dueTimes, endPromises } from '../promise/promise.ts'
import { type Actor, SYSTEM } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'
import type { MailFacts } from '../ticket/message.ts'
import { acknowledgementMail } from '../wording/acknowledgement.ts'

/** A ticket just opened or reopened whose sender gets an acknowledgement. */
export interface Acknowledged {
  ticketId: TicketId
  messageId: MessageId
  customerId: CustomerId
  reference: Reference
  language: Language
  /** The classification; the mail claims no category where it abstained. */
  understood: Pick<Decision, 'category' | 'abstained'>
  /** Name of the mailbox that sends the acknowledgement. */
  mailbox: string
  reopened: boolean
}

/** The parts of the acknowledged message that are needed, whether just parsed or stored. */
interface Acknowledgeable {
  receivedAt: Date
  from: { name: string | null }
  attachments: readonly { inline: boolean }[]
  mail: Pick<MailFacts, 'messageId' | 'inReplyTo' | 'references' | 'unparsed'> | null
}

/**
 * Returns the acknowledgement mail (policy §3, §4).
 * It holds the reference, the category, the next steps with their times, the ways to reach us, and a signed
 * link to the ticket's page.
 * It repeats nothing the sender chose but a cleaned name (RFC 3834 §4).
 */
export function acknowledge(core: Core, acknowledged: Acknowledged, message: Acknowledgeable): MailContent {
  const { publicUrl, chatUrl, secretKeys, telephone } = core.settings
  const { reference, language, understood } = acknowledged
  const due = dueTimes(message.receivedAt, core.settings.policyTimes)
  const mail = acknowledgementMail({
    language,
    reference,
    category: understood.category,
    abstained: understood.abstained,
    firstContactAt: message.receivedAt,
    deadlines: { investigation: due.investigate, conclusions: due.conclude, resolution: due.resolve },
    writtenAt: core.clock.now(),
    customerName: message.from.name,
    ticketUrl: `${publicUrl}/t/${signLink(secretKeys, { purpose: 'ticket', subject: reference })}`,
    chatUrl,
    helpUrl: publicUrl,
    telephone,
    subjectOfCustomer: null,
    attachmentsReceived: message.attachments.filter((attachment) => !attachment.inline).length,
    unreadable: Boolean(message.mail?.unparsed),
    reopened: acknowledged.reopened,
  })
  return {
    language,
    ...mail,
    fromName: null,
    inReplyTo: message.mail?.messageId ?? null,
    references: referencesOfReply(message),
    autoSubmitted: 'auto-replied',
    replyTo: reference,
    attachments: [],
  }
}

/**
 * Returns the References of a reply (RFC 5322 §3.6.4): those of the replied mail, then its own Message-ID.
 */
export function referencesOfReply(message: {
  mail: Pick<MailFacts, 'messageId' | 'inReplyTo' | 'references'> | null
}): string[] {
  const mail = message.mail
  if (!mail?.messageId) return []
  const before = mail.references.length > 0 ? mail.references : mail.inReplyTo ? [mail.inReplyTo] : []
  return [...before.filter((id) => id !== mail.messageId), mail.messageId].slice(-MOST_REFERENCES)
}

// Bounds the header of long threads; the first ids are dropped, as mail programs do.
const MOST_REFERENCES = 20

/**
 * Returns what to release of the promise to acknowledge when a ticket ends early.
 * Nothing while the acknowledgement is in the outbox, because sending it ends the promise; else the promise,
 * which nothing else would end.
 */
export async function owedAcknowledgement(trx: Trx, ticketId: TicketId): Promise<readonly 'acknowledge'[]> {
  const onItsWay = await trx
    .selectFrom('outbox')
    .select('id')
    .where('ticket_id', '=', ticketId)
    .where('kind', '=', 'acknowledgement')
    .where('sent_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('failed_at', 'is', null)
    .executeTakeFirst()
  return onItsWay ? [] : ['acknowledge']
}

/**
 * Ends the open promise to acknowledge because the customer got the reference by telephone or in the chat.
 * The caller holds the ticket's lock.
 */
export async function acknowledgeInWords(
  trx: Trx,
  core: Core,
  ticketId: TicketId,
  { by, actor = SYSTEM }: { by: 'telephone' | 'chat'; actor?: Actor },
): Promise<void> {
  const openPromise = await trx
    .selectFrom('promises')
    .select('id')
    .where('ticket_id', '=', ticketId)
    .where('kind', '=', 'acknowledge')
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (!openPromise) return
  const at = core.clock.now()
  const [event] = await recordEvents(trx, [{ ticketId, kind: 'acknowledged', actor, at, detail: { by } }])
  await endPromises(trx, ticketId, { kinds: ['acknowledge'], release: [], at, byEvent: event?.number ?? 0 })
}
