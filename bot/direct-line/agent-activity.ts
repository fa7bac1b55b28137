import { isJsonObject } from './client-activity.ts'
import { ClientError } from './client-error.ts'

export interface VisibleActivity {
  activity: Record<string, unknown>
  /** False for what passes between agent and hub and is none of the customer's window. */
  shown: boolean
  /** The agent's own name for it: sent again, it is the same. */
  key: string | null
}

// What the customer's window may get of an agent's activity. All else, such as channelData of the agent's own, stays here.
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

/** An activity of the agent's, reduced to what customers may see. Throws a `ClientError` when it has no type. */
export function agentActivity(body: unknown): VisibleActivity {
  if (!isJsonObject(body) || typeof body.type !== 'string' || body.type === '') {
    throw new ClientError(400, 'MissingProperty', '"type" is missing.')
  }
  const activity: Record<string, unknown> = {}
  for (const key of TAKEN) if (body[key] !== undefined && body[key] !== null) activity[key] = body[key]
  const channelData = isJsonObject(body.channelData) ? body.channelData : {}
  const from = isJsonObject(body.from) ? body.from : {}
  activity.from = { id: text(from.id) ?? 'bot', name: text(from.name) ?? '', role: 'bot' }
  // Who speaks: the page shows a person's words apart from the bot's.
  if (text(channelData.speaker)) activity.channelData = { speaker: text(channelData.speaker) }
  return { activity, shown: isVisible(activity), key: text(channelData.deliveryId) ?? null }
}

function isVisible({ type, name }: Record<string, unknown>): boolean {
  if (type === 'message' || type === 'typing') return true
  return type === 'event' && typeof name === 'string' && name.startsWith('chat.')
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
