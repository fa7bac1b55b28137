import { randomUUID } from 'node:crypto'
import { appendActivity } from '../../core/chat/direct-line.ts'
import type { Core } from '../../core/kernel/core.ts'
import { activityId, isJsonObject } from './client-activity.ts'

type Given = Readonly<Record<string, unknown>>

// What the customer's window may receive of an agent's activity. Anything else, such as the agent's own channelData, is
// dropped.
const TAKEN = [
  'type',
  'text',
  'textFormat',
  'locale',
  'attachments',
  'attachmentLayout',
  'suggestedActions',
  'inputHint',
  'name',
  'value',
  'speak',
] as const

/**
 * Appends an agent's activity to the customer's window, through the caller's transaction if `core` has one. The agent's
 * own `deliveryId` deduplicates it. Returns its id, empty for what no window shows; undefined when there is no such
 * conversation.
 */
export async function appendAgentActivity(
  core: Pick<Core, 'db' | 'clock'>,
  conversationId: string,
  given: Given,
): Promise<string | undefined> {
  if (!isVisible(given)) return ''
  const channelData = isJsonObject(given.channelData) ? given.channelData : {}
  const appended = await appendActivity(core, {
    conversationId,
    fromUser: false,
    shown: true,
    uniqueKey: `agent ${text(channelData.deliveryId) ?? randomUUID()}`,
    activity: visiblePart(given, text(channelData.speaker)),
  })
  return appended && activityId(conversationId, appended.number)
}

function isVisible({ type, name }: Given): boolean {
  if (type === 'message' || type === 'typing') return true
  return type === 'event' && typeof name === 'string' && name.startsWith('chat.')
}

function visiblePart(given: Given, speaker: string | undefined): object {
  const activity: Record<string, unknown> = {}
  for (const key of TAKEN) if (given[key] !== undefined && given[key] !== null) activity[key] = given[key]
  const from = isJsonObject(given.from) ? given.from : {}
  activity.from = { id: text(from.id) ?? 'bot', name: text(from.name) ?? '', role: 'bot' }
  // The page shows a person's messages apart from the bot's.
  if (speaker) activity.channelData = { speaker }
  return activity
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
