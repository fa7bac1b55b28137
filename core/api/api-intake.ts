import type { ApiCaller } from '../auth/api-token.ts'
import { receive } from '../intake/intake.ts'
import { dialled } from '../intake/received-call.ts'
import type { Core } from '../kernel/core.ts'
import { type MessageId, newId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Reference } from '../kernel/reference.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import { findApiTicketRow, isClosedTo } from './api-ticket.ts'

/** A complaint another system submits for a customer. */
interface ApiSubmission {
  subject: string
  text: string
  customer: { name: string | null; email: string | null; telephone: string | null }
  language: Language
  /** The category, where the system knows it; else the classifier decides. */
  category: Category | null
  /** The same key twice is one submission. */
  idempotencyKey: string | null
}

/**
 * Receives a submission as any channel does: reference, promises from now, acknowledgement.
 * Its address was only typed elsewhere, so it proves nothing.
 * Throws a Problem without a text or a way to reach the customer, and `already-done` for a key used with
 * another text.
 */
export async function receiveFromSystem(
  core: Core,
  caller: ApiCaller,
  submission: ApiSubmission,
): Promise<{ reference: Reference; known: boolean }> {
  const { name, email, telephone } = submission.customer
  if (!email && !telephone)
    throw new Problem('invalid-input', 'Give the customer’s `email` or `telephone`: they are to be answered.')
  if (submission.category && isClosedTo(caller, submission.category))
    throw new Problem(
      'not-allowed',
      'This token is not for that category. Leave `category` out: the words decide.',
    )
  if (!email && !/\d{4}/.test(dialled(telephone ?? '')))
    throw new Problem(
      'invalid-input',
      'Give a `telephone` that can be dialled, as +33612345678, or an `email`.',
    )
  const from = email
    ? { kind: 'email' as const, value: email.toLowerCase(), name }
    : { kind: 'telephone' as const, value: dialled(telephone ?? ''), name }
  const { reference, kind } = await receiveSubmission(core, caller, {
    from,
    subject: submission.subject,
    text: submission.text,
    telephone,
    language: submission.language,
    category: submission.category ?? 'other',
    key: submission.idempotencyKey,
  })
  return { reference, known: kind === 'duplicate' }
}

/**
 * Adds a customer's message received elsewhere to a ticket the system may read.
 * Throws a Problem for an address that is no participant: a stranger's message is not the customer's.
 */
export async function addFromSystem(
  core: Core,
  caller: ApiCaller,
  given: { reference: string; email: string; text: string; idempotencyKey: string | null },
): Promise<{ reference: Reference; known: boolean }> {
  const row = await findApiTicketRow(core, caller, given.reference)
  const email = given.email.toLowerCase()
  const participant = await core.db
    .selectFrom('participants')
    .innerJoin('addresses', 'addresses.id', 'participants.address_id')
    .select('participants.name')
    .where('ticket_id', '=', row.id)
    .where('participants.role', '=', 'customer')
    .where('addresses.value', '=', email)
    .executeTakeFirst()
  if (!participant)
    throw new Problem('not-allowed', 'This address takes no part in the ticket. Open a new one for it.')
  const received = await receiveSubmission(core, caller, {
    from: { kind: 'email', value: email, name: participant.name },
    subject: `[${row.reference}]`,
    text: given.text,
    telephone: null,
    language: row.language,
    category: 'other',
    key: given.idempotencyKey,
  })
  return { reference: received.reference, known: received.kind === 'duplicate' }
}

async function receiveSubmission(
  core: Core,
  { tokenId }: ApiCaller,
  written: {
    from: { kind: 'email' | 'telephone'; value: string; name: string | null }
    subject: string
    text: string
    telephone: string | null
    language: Language
    category: Category
    key: string | null
  },
) {
  const { telephone, key } = written
  const from = { ...written.from, name: written.from.name && storable(written.from.name) }
  const text = storable(written.text)
  if (text.trim() === '') throw new Problem('invalid-input', 'Say in `text` what the customer wrote.')
  const now = core.clock.now()
  const [received] = await receive(core, [
    {
      door: 'api',
      idempotencyKey: `api:${tokenId}:${key ?? newId<'api-request'>(now)}`,
      receivedAt: now,
      backlog: false,
      from,
      standing: 'unproven',
      stated: { name: from.name, email: null, telephone },
      subject: storable(written.subject),
      text,
      newText: text,
      html: null,
      language: written.language,
      doorCategory: written.category,
      attachments: [],
      raw: null,
      mail: null,
      warnings: [],
    },
  ])
  if (!received) throw new Error('Intake answered nothing for another system’s message.')
  if (received.kind === 'duplicate') await refuseOtherWords(core, received.messageId, text)
  return received
}

// Accepted as a duplicate, a second submission under the first one's key would be lost unnoticed.
async function refuseOtherWords(core: Core, messageId: MessageId, text: string): Promise<void> {
  const kept = await core.db
    .selectFrom('messages')
    .select('text')
    .where('id', '=', messageId)
    .executeTakeFirstOrThrow()
  if (kept.text === text) return
  throw new Problem(
    'already-done',
    'This `Idempotency-Key` was used for other words. Give every request a key of its own, and the same only to send it again.',
  )
}

// Removes what no database stores: NUL and lone surrogates.
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}
