import { isJsonObject } from './client-activity.ts'
import { ClientError } from './client-error.ts'

export interface VisibleActivity {
  activity: Record<string, unknown>
  /** False for traffic between agent and hub that the customer does not see. */
  shown: boolean
  /** The agent's own idempotency key for it. */
  key: string | null
}

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

/** Returns an agent's activity reduced to what customers may see. Throws a `ClientError` when it has no type. */
export function agentActivity(body: unknown): VisibleActivity {
  if (!isJsonObject(body) || typeof body.type !== 'string' || body.type === '') {
    throw new ClientError(400, 'MissingProperty', '"type" is missing.')
  }
  const activity: Record<string, unknown> = {}
  for (const key of TAKEN) if (body[key] !== undefined && body[key] !== null) activity[key] = body[key]
  const channelData = isJsonObject(body.channelData) ? body.channelData : {}
  const from = isJsonObject(body.from) ? body.from : {}
  activity.from = { id: text(from.id) ?? 'bot', name: text(from.name) ?? '', role: 'bot' }
  // The page shows a person's messages apart from the bot's.
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
