import type { DirectLineConversation, NumberedActivity } from '../../core/chat/direct-line.ts'
import { ClientError } from './client-error.ts'

// The fields a client may set. The server determines sender, conversation, time and files.
const TAKEN = ['type', 'text', 'textFormat', 'value', 'name', 'locale', 'inputHint'] as const
const CLIENT_TYPES = ['message', 'event', 'typing']
const LONGEST_TEXT = 20_000
const LONGEST_KEY = 200
// Only the agent and a hub may send handoff events.
const RESERVED = /^(?:handoff\.|chat\.)/

type Given = Readonly<Record<string, unknown>>

/**
 * Returns a client's activity reduced to the fields a client may set. `key` is the client's own name for it, or null.
 * Throws a `ClientError` that says what is wrong.
 */
export function readClientActivity(body: unknown): { activity: Record<string, unknown>; key: string | null } {
  if (!isJsonObject(body)) throw new ClientError(400, 'BadArgument', 'An activity is a JSON object.')
  if (typeof body.type !== 'string' || !CLIENT_TYPES.includes(body.type)) {
    throw new ClientError(400, 'MissingProperty', `"type" must be one of ${CLIENT_TYPES.join(', ')}.`)
  }
  for (const key of ['text', 'textFormat', 'name', 'locale', 'inputHint']) {
    if (body[key] !== undefined && body[key] !== null && typeof body[key] !== 'string') {
      throw new ClientError(400, 'BadArgument', `"${key}" must be a text.`)
    }
  }
  if (typeof body.text === 'string' && body.text.length > LONGEST_TEXT) {
    throw new ClientError(413, 'MessageSizeTooBig', `A message has at most ${LONGEST_TEXT} characters.`)
  }
  if (body.type === 'event' && typeof body.name === 'string' && RESERVED.test(body.name)) {
    throw new ClientError(403, 'Forbidden', 'This event is not for customers to send.')
  }
  const activity: Record<string, unknown> = {}
  for (const key of TAKEN) if (body[key] !== undefined && body[key] !== null) activity[key] = body[key]
  const channelData = isJsonObject(body.channelData) ? body.channelData : {}
  const id = channelData.clientActivityID ?? channelData.clientActivityId
  const key = typeof id === 'string' && id !== '' && id.length <= LONGEST_KEY ? id : null
  // Web Chat matches its own message by this id, and takes the message for lost otherwise.
  activity.channelData = {
    ...(typeof id === 'string' && { clientActivityID: id.slice(0, LONGEST_KEY) }),
    ...(channelData.postBack === true && { postBack: true }),
    ...(isJsonObject(channelData.messageBack) && {
      messageBack: { displayText: String(channelData.messageBack.displayText ?? '').slice(0, LONGEST_TEXT) },
    }),
  }
  return { activity, key }
}

/** Returns the id of an activity in its conversation. */
export function activityId(conversationId: string, number: number): string {
  return `${conversationId}|${String(number).padStart(7, '0')}`
}

/** Returns an activity as clients receive it. */
export function forClient(conversationId: string, { number, at, activity }: NumberedActivity): object {
  return {
    ...activity,
    id: activityId(conversationId, number),
    timestamp: at.toISOString(),
    channelId: CHANNEL_ID,
    conversation: { id: conversationId },
    // Without it Web Chat orders by time, and the clocks of two processes differ.
    channelData: {
      ...(isJsonObject(activity.channelData) && activity.channelData),
      'webchat:sequence-id': number,
    },
  }
}

/** Returns an activity as the agent receives it. */
export function forAgent(
  conversation: Pick<DirectLineConversation, 'id' | 'userId' | 'language'>,
  numbered: NumberedActivity,
): object {
  const user = { id: conversation.userId, name: '', role: 'user' }
  return {
    locale: conversation.language,
    ...forClient(conversation.id, numbered),
    from: user,
    recipient: BOT,
    ...(numbered.activity.type === 'conversationUpdate' && {
      membersAdded: [user],
    }),
  }
}

/** The channel's id, from Microsoft's list; Azure's own Direct Line has the same. */
const CHANNEL_ID = 'directline'
const BOT = { id: 'agafort', name: 'Agafort', role: 'bot' }

/** Returns whether the value is a JSON object. */
export function isJsonObject(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
