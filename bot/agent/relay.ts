import { randomUUID } from 'node:crypto'
import { appendChatActivities, type NewChatActivity, readChat } from '../../core/chat/chat-activity.ts'
import { lockChat } from '../../core/chat/chat-conversation.ts'
import { shareFiles } from '../../core/chat/direct-line-file.ts'
import type { HandoffNotice } from '../../core/chat/handoff-lock.ts'
import { conversationsWithNotices, takeNotices } from '../../core/chat/handoff-notice.ts'
import { takeMembersTyping } from '../../core/chat/typing.ts'
import type { Core, Trx } from '../../core/kernel/core.ts'
import type { ConversationId } from '../../core/kernel/id.ts'
import { opensAgain } from '../../core/policy/opening-hours.ts'
import type { Result } from '../dialogue/dialogue-types.ts'
import { fileAddress } from '../direct-line/attachment-routes.ts'
import type { OutboundActivity, SendActivity } from './activity.ts'
import { OWN_CHANNEL } from './channel-name.ts'
import { hubTranscript } from './hub-transcript.ts'
import { type Agent, notifyDialogue, withFileNames } from './turn.ts'

/**
 * Relays handoff notices and members' messages to the customers' chats: each notice once, in order, in one transaction
 * with the dialogue's response to it. Returns the conversations with something to deliver.
 */
export async function relayNotices(core: Core, agent: Agent): Promise<ConversationId[]> {
  const waiting = await conversationsWithNotices(core.db, 100)
  const moved: ConversationId[] = []
  for (const id of waiting) {
    try {
      await core.db.transaction().execute((trx) => relayOne(trx, core, agent, id))
      moved.push(id)
    } catch (error) {
      core.log.error('a notice could not be brought to its chat', { error })
    }
  }
  return moved
}

async function relayOne(trx: Trx, core: Core, agent: Agent, id: ConversationId): Promise<void> {
  // The conversation's row is locked first, as everywhere; then nobody else takes its notices.
  const conversation = await lockChat(trx, id)
  const now = core.clock.now()
  const notices = await takeNotices(trx, id, now)
  if (!conversation) return
  for (const notice of notices) {
    if (notice.kind === 'line') {
      const content = await memberActivity(trx, core, conversation.externalId, notice)
      await appendActivity(trx, agent, id, { authorKind: 'member', memberId: notice.memberId, content }, now)
    } else if (notice.kind === 'hub-asked') {
      const transcript = hubTranscript(await readChat(trx, id))
      const content: OutboundActivity = { kind: 'handoff-initiate', context: notice.context, transcript }
      await appendActivity(trx, agent, id, { authorKind: 'bot', content }, now)
    } else {
      await notifyDialogue(
        trx,
        core,
        agent,
        id,
        resultOf(notice, opensAgain(core.settings.openingHours, now)),
      )
      const who = whoSpeaks(notice)
      if (who !== undefined && conversation.channel === OWN_CHANNEL) {
        const content: OutboundActivity = { kind: 'who', firstName: who }
        await appendActivity(trx, agent, id, { authorKind: 'bot', content }, now)
      }
    }
  }
}

async function appendActivity(
  trx: Trx,
  { writeToWindow }: Agent,
  id: ConversationId,
  activity: NewChatActivity,
  now: Date,
): Promise<void> {
  const conversation = await lockChat(trx, id)
  if (conversation) await appendChatActivities(trx, conversation, [activity], now, writeToWindow)
}

// Undefined when it does not change.
function whoSpeaks(notice: HandoffNotice): string | null | undefined {
  if (notice.kind === 'accepted' || notice.kind === 'transferred') return notice.memberFirstName
  return notice.kind === 'ended' || notice.kind === 'nobody' ? null : undefined
}

async function memberActivity(
  trx: Trx,
  core: Core,
  externalId: string,
  message: Extract<HandoffNotice, { kind: 'line' }>,
): Promise<OutboundActivity> {
  const shared = await shareFiles(trx, core, externalId, message.files)
  // Other channels cannot fetch our files, so their text lists the names.
  const unsent = shared.length === 0 ? message.files : []
  const text = withFileNames(message.text, unsent)
  const files = shared.map((file) => ({ name: file.name, type: file.type, url: fileAddress(core, file) }))
  return { kind: 'member', firstName: message.memberFirstName, text, files }
}

function resultOf(
  notice: Exclude<HandoffNotice, { kind: 'line' | 'hub-asked' }>,
  opensAt: Date | null,
): Result {
  switch (notice.kind) {
    case 'queued':
      return { kind: 'handoff-queued', position: notice.place, waitMinutes: notice.waitMinutes }
    case 'nobody':
      return { kind: 'handoff-nobody', opensAt }
    case 'accepted':
      return { kind: 'handoff-accepted', memberFirstName: notice.memberFirstName }
    case 'transferred':
      return { kind: 'handoff-transferred', memberFirstName: notice.memberFirstName }
    case 'hub-accepted':
      return { kind: 'handoff-accepted', memberFirstName: null }
    case 'hub-failed':
      return { kind: 'handoff-failed' }
    case 'ended':
      return { kind: 'handoff-ended', by: notice.by, summary: notice.summary }
  }
}

/**
 * Shows customers that the member they chat with is typing. It is true for seconds only, so a failure is not retried
 * and nothing waits for it.
 */
export async function showTyping(core: Core, send: SendActivity): Promise<void> {
  for (const { conversationId, channel, reference } of await takeMembersTyping(core)) {
    send(reference, { kind: 'typing' }, { channel, id: `${conversationId}:typing:${randomUUID()}` }).catch(
      (error: unknown) => core.log.debug('a chat could not be shown that someone types', { error }),
    )
  }
}
