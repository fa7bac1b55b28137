import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import { MINUTE } from '../kernel/duration.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { valuesTable } from '../kernel/values-table.ts'
import { enqueueMails, type MailContent, noticeContent, type OutgoingMail } from '../outbox/outbox.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { PromiseKind } from '../policy/policy-times.ts'
import { memberNoticeMail, type NoticeKind } from '../wording/member-notice.ts'

/** A notice to a member by mail, so that no ticket waits for a member who does not know of it. */
export interface MemberNotice {
  memberId: MemberId
  ticketId: TicketId
  reference: Reference
  category: Category
  kind: NoticeKind
  /** The promise it is about, with its due time. */
  promise: { kind: PromiseKind; dueAt: Date } | null
}

/** Notices to one member within this time become one mail, in milliseconds. */
const NOTICES_TOGETHER_FOR = MINUTE

/**
 * Notifies members, each in one mail. Notices of one sweep, and of the minute after it, join the mail that is not sent
 * yet. The number of statements is fixed.
 */
export async function notifyMembers(trx: Trx, core: Core, notices: readonly MemberNotice[]): Promise<void> {
  if (notices.length === 0) return
  const now = core.clock.now()
  const memberIds = [...new Set(notices.map(({ memberId }) => memberId))]
  const members = await trx
    .selectFrom('members')
    .select(['id', 'name', 'email', 'language'])
    .where('id', 'in', memberIds)
    .where('deactivated_at', 'is', null)
    .orderBy('id')
    .execute()
  const waiting = await findWaiting(trx, memberIds)
  const written = members.map((member) => {
    const before = waiting.get(coalesceKey(member.id))
    const listed = [
      ...(before?.notices ?? []),
      ...notices.filter(({ memberId }) => memberId === member.id).map(toKeptNotice),
    ]
    const content = compose(core, member, listed)
    return { id: before?.id, coalesceKey: coalesceKey(member.id), recipient: member.email, content }
  })
  await rewrite(
    trx,
    written.flatMap(({ id, content }) => (id ? [{ id, content }] : [])),
  )
  await enqueueMails(
    trx,
    written
      .filter(({ id }) => id === undefined)
      .map(
        ({ recipient, content, coalesceKey }): OutgoingMail => ({
          kind: 'member-notice',
          recipientKind: 'member',
          recipient,
          ticketId: null,
          messageId: null,
          mailbox: null,
          content,
          fingerprint: null,
          coalesceKey,
          sendAfter: new Date(now.getTime() + NOTICES_TOGETHER_FOR),
        }),
      ),
    now,
  )
  await core.enqueueDelivery(trx)
}

/** A notice as stored in the outbox beside the mail that lists it. */
interface KeptNotice {
  kind: NoticeKind
  reference: string
  category: Category
  promise: { kind: PromiseKind; dueAt: string } | null
}

function toKeptNotice({ kind, reference, category, promise }: MemberNotice): KeptNotice {
  const kept = promise && { kind: promise.kind, dueAt: promise.dueAt.toISOString() }
  return { kind, reference, category, promise: kept }
}

function coalesceKey(memberId: string): string {
  return `member-notice:${memberId}`
}

// Excludes what a deliverer has leased: it may be in delivery.
async function findWaiting(
  trx: Trx,
  memberIds: readonly MemberId[],
): Promise<Map<string, { id: string; notices: KeptNotice[] }>> {
  const rows = await trx
    .selectFrom('outbox')
    .select(['id', 'coalesce_key', 'content'])
    .where('coalesce_key', 'in', memberIds.map(coalesceKey))
    .where('sent_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('lease_holder', 'is', null)
    .forUpdate()
    .skipLocked()
    .execute()
  return new Map(
    rows.map(({ id, coalesce_key, content }) => [
      coalesce_key ?? '',
      { id, notices: (content as { notices?: KeptNotice[] }).notices ?? [] },
    ]),
  )
}

function compose(
  core: Core,
  member: { name: string; language: Language },
  notices: readonly KeptNotice[],
): MailContent & { notices: readonly KeptNotice[] } {
  const { language } = member
  const mail = memberNoticeMail(language, {
    memberFirstName: member.name.trim().split(/\s+/)[0] ?? member.name,
    publicUrl: core.settings.publicUrl,
    notices: notices.map(({ promise, ...notice }) => ({
      ...notice,
      promise: promise && { kind: promise.kind, dueAt: new Date(promise.dueAt) },
    })),
  })
  return { ...noticeContent(language, mail), notices }
}

async function rewrite(trx: Trx, rewritten: readonly { id: string; content: object }[]): Promise<void> {
  if (rewritten.length === 0) return
  await trx
    .updateTable('outbox')
    .from(valuesTable<{ id: string; content: object }>(sql`id uuid, content jsonb`, rewritten))
    .whereRef('outbox.id', '=', 'listed.id')
    .set({ content: sql<string>`listed.content` })
    .execute()
}
