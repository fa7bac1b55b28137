import type { Core, Trx } from '../kernel/core.ts'
import { HOUR, MINUTE } from '../kernel/duration.ts'
import type { ConversationId } from '../kernel/id.ts'
import { availableMembers } from '../member/presence.ts'
import { SYSTEM } from '../ticket/event.ts'
import { noteInbound } from './chat-activity.ts'
import { lockChatByName } from './chat-conversation.ts'
import { endHandoff, whereInQueue } from './handoff.ts'
import { isTheHubs, type LockedHandoff, lockHandoff, notify, recordStep } from './handoff-lock.ts'
import { mayTakeHandoff } from './handoff-queue.ts'
/**
 * How long a hub may leave a request without acceptance, in milliseconds: after that it has nobody, and the
 * customer waits.
 */
export const HUB_ANSWERS_WITHIN = 2 * MINUTE
/** How long a hub may leave a handoff open, in milliseconds: after that it forgot to end it. */
export const HUB_HOLDS_AT_MOST = 12 * HOUR
// How long after a failed handoff a slow hub still finds the customer there, in milliseconds.
const TAKEN_UP_AGAIN_WITHIN = HOUR
const WITHOUT_ANYBODY = ['nobody', 'left', 'waited-too-long']
const LONGEST_REMARK = 500

/** A hub's report on a conversation: somebody accepted it, nobody can, or it is over. */
interface HubStatus {
  channel: string
  /** The channel's own name of the conversation. */
  conversation: string
  /** The channel's id of this report, by which it is deduplicated. */
  activityId: string
  state: 'accepted' | 'failed' | 'completed'
  /** The hub's own remark, for colleagues; customers get our wording. */
  message: string | null
}

/**
 * Applies a hub's report on a handoff. Returns the conversation, undefined when there is none.
 * Accepted: the hub has the customer, our bot is silent, and our queue no longer offers the handoff.
 * Failed: our queue takes over, or a reply by e-mail is promised. Completed: back to the bot.
 * A report on a conversation no hub was asked about changes nothing.
 */
export async function receiveHubStatus(core: Core, report: HubStatus): Promise<ConversationId | undefined> {
  const now = core.clock.now()
  const id = await core.db.transaction().execute(async (trx) => {
    const conversation = await lockChatByName(trx, {
      channel: report.channel,
      externalId: report.conversation,
    })
    if (!conversation) return undefined
    const { activityId, state, message } = report
    const content = { kind: 'handoff-status', state, message }
    if (!(await noteInbound(trx, conversation, { activityId, authorKind: 'system', content }, now))) {
      return conversation.id
    }
    await trx
      .updateTable('chat_conversations')
      .set({ last_number: conversation.lastNumber })
      .where('id', '=', conversation.id)
      .execute()
    const handoff = await lockGivenToHub(trx, conversation.id, state, now)
    if (handoff) await applyReport(trx, core, handoff, report)
    return conversation.id
  })
  core.wakeDelivery()
  return id
}

/**
 * Moves a handoff the hub has nobody for to our own queue, or when nobody is present, to a reply by e-mail.
 */
export async function giveUpHub(
  trx: Trx,
  core: Core,
  handoff: LockedHandoff,
  { why, message }: { why: 'hub-failed' | 'hub-silent'; message: string | null },
): Promise<void> {
  const now = core.clock.now()
  await setStanding(trx, handoff, 'failed', now)
  const detail = { from: 'hub', reason: why, ...remark(message) }
  await recordStep(trx, handoff, { kind: 'requeued', actor: SYSTEM, at: now, detail })
  await notify(trx, handoff.id, { kind: 'hub-failed' }, now)
  const somebody = (await availableMembers(trx, now)).some((member) => mayTakeHandoff(member, handoff))
  if (somebody) {
    const where = await whereInQueue(trx, handoff, now)
    const { place } = where
    await trx
      .updateTable('handoffs')
      .set({ queued_at: now, place_at_request: place, told_place: place })
      .where('id', '=', handoff.id)
      .execute()
    await notify(trx, handoff.id, { kind: 'queued', ...where }, now)
  } else await endHandoff(trx, core, handoff, 'nobody', { kind: 'nobody' })
  await core.enqueueDelivery(trx)
}

async function applyReport(trx: Trx, core: Core, handoff: LockedHandoff, report: HubStatus): Promise<void> {
  switch (report.state) {
    case 'accepted':
      // One of our members was faster: the customer is theirs.
      if (handoff.memberId || handoff.hub?.standing === 'accepted') return
      await accept(trx, handoff, report, core.clock.now())
      break
    case 'failed':
      if (!isTheHubs(handoff)) return
      await giveUpHub(trx, core, handoff, { why: 'hub-failed', message: report.message })
      return
    case 'completed':
      if (!isTheHubs(handoff)) return
      await endHandoff(trx, core, handoff, 'closed', { kind: 'ended', by: 'member', summary: null })
  }
  await core.enqueueDelivery(trx)
}

async function accept(trx: Trx, handoff: LockedHandoff, { message }: HubStatus, now: Date): Promise<void> {
  await setStanding(trx, handoff, 'accepted', now)
  const waitedMs = now.getTime() - handoff.requestedAt.getTime()
  const detail = { by: 'hub', waitedMs, ...remark(message) }
  await recordStep(trx, handoff, { kind: 'accepted', actor: SYSTEM, at: now, detail })
  await notify(trx, handoff.id, { kind: 'hub-accepted' }, now)
}

// Returns the newest handoff of the conversation: open, or just ended without anybody when the hub's people
// were slow.
async function lockGivenToHub(
  trx: Trx,
  conversationId: ConversationId,
  state: HubStatus['state'],
  now: Date,
): Promise<LockedHandoff | undefined> {
  const row = await trx
    .selectFrom('handoffs')
    .select(['id', 'hub', 'ended_at', 'outcome'])
    .where('conversation_id', '=', conversationId)
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  if (!row?.hub) return undefined
  if (row.ended_at) {
    const recent = now.getTime() - row.ended_at.getTime() < TAKEN_UP_AGAIN_WITHIN
    if (state !== 'accepted' || !recent || !WITHOUT_ANYBODY.includes(row.outcome ?? '')) return undefined
    // Somebody speaks with the customer now, whatever the notices were: the bot must not interfere.
    await trx
      .updateTable('handoffs')
      .set({ ended_at: null, outcome: null })
      .where('id', '=', row.id)
      .execute()
  }
  return lockHandoff(trx, row.id)
}

async function setStanding(
  trx: Trx,
  { id }: Pick<LockedHandoff, 'id'>,
  hub: 'accepted' | 'failed',
  now: Date,
): Promise<void> {
  await trx.updateTable('handoffs').set({ hub, hub_at: now }).where('id', '=', id).execute()
}

function remark(message: string | null): { message?: string } {
  const text = message?.replaceAll('\0', '').trim().slice(0, LONGEST_REMARK)
  return text ? { message: text } : {}
}
