import type { Core, Trx } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import { enqueueMails, noticeContent } from '../outbox/outbox.ts'
import type { Language } from '../policy/language.ts'
import { type AccountChange, accountNoticeMail } from '../wording/account-notice.ts'
import type { ClientInfo } from './sign-in-log.ts'

/** Mails a member, in the caller's transaction, how their access changed, when, from where, and how to recover it. */
export async function notifyAccountChange(
  trx: Trx,
  core: Core,
  { memberId, change, from }: { memberId: MemberId; change: AccountChange; from: ClientInfo },
): Promise<void> {
  const now = core.clock.now()
  const member = await findRecipient(trx, memberId)
  if (!member) return
  const mail = accountNoticeMail(member.language, {
    change,
    memberFirstName: member.firstName,
    at: now,
    origin: from.origin,
    wayBackUrl: `${core.settings.publicUrl}/sign-in/way-back`,
  })
  await mailMember(trx, core, member, mail)
}

/** Puts an automatic mail to a member in the outbox, in the caller's transaction. */
export async function mailMember(
  trx: Trx,
  core: Core,
  { email, language }: Recipient,
  mail: { subject: string; text: string },
): Promise<void> {
  const now = core.clock.now()
  const content = noticeContent(language, mail)
  await enqueueMails(
    trx,
    [
      {
        kind: 'member-notice',
        recipientKind: 'member',
        recipient: email,
        ticketId: null,
        messageId: null,
        mailbox: null,
        content,
        fingerprint: null,
        sendAfter: now,
      },
    ],
    now,
  )
  await core.enqueueDelivery(trx)
}

/** The member an account mail goes to. */
interface Recipient {
  firstName: string
  email: string
  language: 'fr' | 'en'
}

async function findRecipient(trx: Trx, memberId: MemberId): Promise<Recipient | undefined> {
  const row = await trx
    .selectFrom('members')
    .select(['name', 'email', 'language'])
    .where('id', '=', memberId)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst()
  return row && recipientOf(row)
}

/** Returns a member's first name, address and language for a mail. */
export function recipientOf(row: { name: string; email: string; language: Language }): Recipient {
  return {
    firstName: row.name.trim().split(/\s+/)[0] ?? row.name,
    email: row.email,
    language: row.language,
  }
}
