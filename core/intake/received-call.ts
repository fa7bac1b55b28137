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

/** A telephone call as the member who took it writes it down. */
interface ReceivedCall {
  memberId: MemberId
  /** When the customer called: the first contact (policy §4). Not in the future. */
  calledAt: Date
  name: string
  telephone: string
  /** Where the customer wants our mails, or empty: then they are called back. */
  email: string
  subject: string
  /** What the customer said. */
  text: string
  language: Language
  /** The same twice is one call: a double click, a reload. */
  formToken: string
}

/**
 * Takes a call in like any message (policy §2: telephone): ticket, reference, promises. The member reads the reference
 * out at once, and that keeps the promise to acknowledge. Refuses a call from the future, one without words, and one
 * without a way to reach the customer.
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

// The telephone is for everything (policy §2).
const CALL_CATEGORY: Category = 'other'

/** The member who took the call reads the reference out: that keeps the promise to acknowledge (policy §3), once. */
export async function acknowledgeByVoice(core: Core, memberId: MemberId, ticketId: TicketId): Promise<void> {
  await core.db.transaction().execute(async (trx) => {
    await lockTicket(trx, ticketId)
    const actor = { kind: 'member', id: memberId } as const
    await acknowledgeInWords(trx, core, ticketId, { by: 'telephone', actor })
  })
}

/** A number as it is dialled from anywhere: `+33638176128`. A French national number gets its country; else as written. */
export function dialled(typed: string): string {
  const digits = typed
    .trim()
    .replace(/[^\d+]/g, '')
    .replace(/^00/, '+')
  return /^0\d{9}$/.test(digits) ? `+33${digits.slice(1)}` : digits
}
