import type { Core, Trx } from '../kernel/core.ts'
import { HOUR, MINUTE } from '../kernel/duration.ts'
import type { ConversationId, HandoffId } from '../kernel/id.ts'
import { availableMembers } from '../member/presence.ts'
import { SYSTEM } from '../ticket/event.ts'
import { noteInbound } from './chat-activity.ts'
import { lockChatByName } from './chat-conversation.ts'
import { endHandoff, whereInQueue } from './handoff.ts'
import { isTheHubs, type LockedHandoff, lockHandoff, notify, recordStep } from './handoff-lock.ts'
import { mayTakeHandoff } from './handoff-queue.ts'
/** A hub that has not said that somebody comes has nobody, in milliseconds: the customer waits for an answer. */
export const HUB_ANSWERS_WITHIN = 2 * MINUTE
/** A hub that has not said for this long that the talk is over has forgotten to. */
export const HUB_HOLDS_AT_MOST = 12 * HOUR
// A hub whose people are slow finds the customer still there for this long.
const TAKEN_UP_AGAIN_WITHIN = HOUR
const WITHOUT_ANYBODY = ['nobody', 'left', 'waited-too-long']
const LONGEST_REMARK = 500

/** What an outside hub tells of a conversation: somebody has it, nobody can, or the talk is over. */
interface HubStatus {
  channel: string
  /** The channel's own name of the conversation. */
  conversation: string
  /** The channel's id of this: the same one again is the same. */
  activityId: string
  state: 'accepted' | 'failed' | 'completed'
  /** The hub's own remark, for colleagues; customers are told in our words. */
  message: string | null
}

/**
 * Hears how a hand-off stands with the hub it was given to. Accepted: the customer is the hub's, our bot silent, and our
 * queue no longer offers them. Failed: our queue, or the promise of an e-mail. Completed: back to the bot. What is said
 * of a conversation nobody asked a hub about changes nothing. Answers the conversation, undefined when there is none.
 */
export async function receiveHubStatus(core: Core, told: HubStatus): Promise<ConversationId | undefined> {
  const now = core.clock.now()
  const id = await core.db.transaction().execute(async (trx) => {
    const conversation = await lockChatByName(trx, { channel: told.channel, externalId: told.conversation })
    if (!conversation) return undefined
    const { activityId, state, message } = told
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
    if (handoff) await become(trx, core, handoff, told)
    return conversation.id
  })
  core.wakeDelivery()
  return id
}

/** The hub has nobody: our own queue has the customer, or when nobody is there, the answer comes by e-mail. */
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

async function become(trx: Trx, core: Core, handoff: LockedHandoff, told: HubStatus): Promise<void> {
  switch (told.state) {
    case 'accepted':
      // One of us was quicker: the customer is theirs.
      if (handoff.memberId || handoff.hub?.standing === 'accepted') return
      await accept(trx, handoff, told, core.clock.now())
      break
    case 'failed':
      if (!isTheHubs(handoff)) return
      await giveUpHub(trx, core, handoff, { why: 'hub-failed', message: told.message })
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

// The newest of the conversation, open; or ended without anybody a moment ago, when the hub's people were only slow.
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
    // Somebody speaks with the customer now, whatever we have told them: the bot must not speak beside.
    await trx
      .updateTable('handoffs')
      .set({ ended_at: null, outcome: null })
      .where('id', '=', row.id)
      .execute()
  }
  return lockHandoff(trx, row.id as HandoffId)
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
