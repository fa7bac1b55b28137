import { acknowledgeInWords } from '../correspondence/acknowledgement.ts'
import type { Core } from '../kernel/core.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { normalEmail } from '../member/member.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import { lockTicket } from '../ticket/lock.ts'
import { receive } from './intake.ts'
import type { Received } from './received.ts'

/** A telephone call as the member who received it enters it. */
interface ReceivedCall {
  memberId: MemberId
  /** When the customer called: the first contact (policy §4). Not in the future. */
  calledAt: Date
  name: string
  telephone: string
  /** The customer's address for our mails; empty when they want to be called back. */
  email: string
  subject: string
  /** What the customer said. */
  text: string
  language: Language
  /** Makes entering idempotent: the same token twice (a double click, a reload) is one call. */
  formToken: string
}

/**
 * Receives a call like any message (policy §2: telephone): ticket, reference, promises.
 * The member reads the reference out at once, which fulfils the promise to acknowledge.
 * Throws a Problem for a call from the future, one without text, and one without a way to reach the customer.
 */
export async function receiveCall(core: Core, call: ReceivedCall): Promise<Received> {
  const text = call.text.trim()
  const telephone = dialled(call.telephone)
  const email = call.email.trim() === '' ? '' : normalEmail(call.email)
  if (text === '') throw new Problem('invalid-input', 'Write down what the customer said.')
  if (telephone === '' && email === '')
    throw new Problem(
      'invalid-input',
      'Write down a telephone number or an e-mail address to reach the customer.',
    )
  if (call.calledAt > core.clock.now())
    throw new Problem('invalid-input', 'The call is in the future. Correct its time.')
  const name = call.name.trim() || null
  const [received] = await receive(core, [
    {
      door: 'call',
      idempotencyKey: `call:${call.memberId}:${call.formToken}`,
      receivedAt: call.calledAt,
      backlog: false,
      from:
        email === '' ? { kind: 'telephone', value: telephone, name } : { kind: 'email', value: email, name },
      standing: 'unproven',
      stated: { name, email: null, telephone: telephone || null },
      subject: call.subject.trim(),
      text,
      newText: text,
      html: null,
      language: call.language,
      doorCategory: CALL_CATEGORY,
      attachments: [],
      raw: null,
      mail: null,
      warnings: [],
    },
  ])
  if (!received) throw new Error('Intake answered nothing for a call.')
  await acknowledgeByVoice(core, call.memberId, received.ticketId)
  return received
}

// The telephone is for every category (policy §2).
const CALL_CATEGORY: Category = 'other'

/**
 * Records that the member read the reference out, which fulfils the promise to acknowledge (policy §3), once.
 */
export async function acknowledgeByVoice(core: Core, memberId: MemberId, ticketId: TicketId): Promise<void> {
  await core.db.transaction().execute(async (trx) => {
    await lockTicket(trx, ticketId)
    const actor = { kind: 'member', id: memberId } as const
    await acknowledgeInWords(trx, core, ticketId, { by: 'telephone', actor })
  })
}

/**
 * Returns a number as it is dialled internationally: `+33638176128`.
 * A French national number gets its country code; others stay as written.
 */
export function dialled(typed: string): string {
  const digits = typed
    .trim()
    .replace(/[^\d+]/g, '')
    .replace(/^00/, '+')
  return /^0\d{9}$/.test(digits) ? `+33${digits.slice(1)}` : digits
}
