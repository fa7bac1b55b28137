import type { Trx } from '../kernel/core.ts'
import { fileOf, type KeptFile, keepFiles } from '../kernel/file.ts'
import { newId } from '../kernel/id.ts'
import { filesOf, insertAttachments } from '../ticket/attachment.ts'
import type { MessagePlan } from './plan.ts'

/** Keeps the drafted messages whole: texts, raw mail, attachments, the mailboxes they came in by, bounces, failures to parse. */
export async function keepMessages(trx: Trx, drafts: readonly MessagePlan[], now: Date): Promise<void> {
  if (drafts.length === 0) return
  const kept = drafts.map((draft) => ({
    draft,
    raw: draft.arrival.message.raw ? fileOf(draft.arrival.message.raw) : null,
    attached: filesOf(draft.arrival.message.attachments),
  }))
  const files: KeptFile[] = kept.flatMap(({ raw, attached }) => [
    ...(raw ? [raw] : []),
    ...attached.map(({ file }) => file),
  ])
  await keepFiles(trx, files, now)
  // Sorted by key, so that two processes with the same mails in another order never wait for each other in a ring.
  const sorted = [...kept].sort((a, b) =>
    a.draft.arrival.message.idempotencyKey < b.draft.arrival.message.idempotencyKey ? -1 : 1,
  )
  await trx
    .insertInto('messages')
    .values(sorted.map(({ draft, raw }) => messageRow(draft, raw, now)))
    .execute()
  await keepMailboxes(trx, drafts)
  await insertAttachments(
    trx,
    kept.map(({ draft, attached }) => ({ messageId: draft.messageId, attached })),
    now,
  )
  await keepBounces(trx, drafts, now)
  await keepParseFailures(trx, drafts, now)
}

function messageRow(draft: MessagePlan, raw: KeptFile | null, now: Date) {
  const { message } = draft.arrival
  const { mail } = message
  return {
    id: draft.messageId,
    ticket_id: draft.ticketId,
    conversation_id: draft.conversationId,
    direction: 'in',
    door: message.door,
    author_kind: draft.author.kind,
    address_id: draft.author.addressId,
    member_id: null,
    author_name: message.from.name,
    author_address: message.from.value || null,
    standing: message.standing,
    automatic: mail?.automatic?.kind ?? null,
    subject: message.subject,
    text: message.text,
    new_text: message.newText,
    html: message.html,
    language: message.language,
    raw_sha256: raw?.sha256 ?? null,
    mail: mail && JSON.stringify(mail),
    kept_apart: draft.keptApart,
    warnings: JSON.stringify(message.warnings),
    unique_key: message.idempotencyKey,
    received_at: message.receivedAt,
    created_at: now,
  }
}

async function keepMailboxes(trx: Trx, drafts: readonly MessagePlan[]): Promise<void> {
  const rows = drafts.flatMap((draft) =>
    draft.arrival.mailboxes.map(({ mailbox, receivedAt }) => ({
      message_id: draft.messageId,
      mailbox,
      received_at: receivedAt,
    })),
  )
  if (rows.length > 0) await trx.insertInto('message_mailboxes').values(rows).execute()
}

async function keepBounces(trx: Trx, drafts: readonly MessagePlan[], now: Date): Promise<void> {
  const rows = drafts.flatMap((draft) => {
    const bounce = draft.arrival.message.mail?.bounce
    if (!bounce) return []
    return [
      {
        id: newId<'bounce'>(now),
        outbox_id: draft.bouncedOutboxId,
        ticket_id: draft.addition ? draft.ticketId : null,
        message_id: draft.messageId,
        recipient: bounce.recipient,
        status: bounce.status,
        // RFC 3463 §3.1: class 4 is a delay, and mail that is only late is not lost. No status is taken as final.
        permanent: !bounce.status?.startsWith('4'),
        at: draft.arrival.message.receivedAt,
      },
    ]
  })
  if (rows.length > 0) await trx.insertInto('bounces').values(rows).execute()
}

async function keepParseFailures(trx: Trx, drafts: readonly MessagePlan[], now: Date): Promise<void> {
  const rows = drafts.flatMap((draft) => {
    const error = draft.arrival.message.mail?.unparsed
    return error
      ? [{ message_id: draft.messageId, error, attempts: 1, last_attempt_at: now, recovered_at: null }]
      : []
  })
  if (rows.length > 0) await trx.insertInto('parse_failures').values(rows).execute()
}
