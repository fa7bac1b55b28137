import { z } from 'zod'

// The responses of Direct Line 3.0 as Microsoft specifies them (specs/botframework-protocol/directline-3.0.json of
// microsoft/botframework-sdk), written out by hand. The specification requires nothing by name; what its own pages and
// clients depend on is required here. Nothing outside it is accepted.

const account = z.strictObject({
  id: z.string().min(1),
  name: z.string().optional(),
  aadObjectId: z.string().optional(),
  role: z.enum(['user', 'bot']).optional(),
})

const conversationAccount = z.strictObject({
  id: z.string().min(1),
  name: z.string().optional(),
  aadObjectId: z.string().optional(),
  role: z.string().optional(),
  isGroup: z.boolean().optional(),
  conversationType: z.string().optional(),
  tenantId: z.string().optional(),
})

const group = z.record(z.string(), z.unknown())

// Specified as an object; Microsoft's own clients send and need texts here (an imBack's, an event's).
const value = z.union([group, z.string()])

const cardAction = z.strictObject({
  type: z.enum(['imBack', 'postBack', 'messageBack', 'openUrl']),
  title: z.string().min(1),
  image: z.string().optional(),
  text: z.string().optional(),
  displayText: z.string().optional(),
  value,
  channelData: group.optional(),
})

const attachment = z.strictObject({
  contentType: z.string().regex(/^[\w.+-]+\/[\w.+-]+$/),
  contentUrl: z.url().optional(),
  content: group.optional(),
  name: z.string().optional(),
  thumbnailUrl: z.url().optional(),
})

/** An activity as a client receives it. */
export const activity = z.strictObject({
  type: z.enum(['message', 'event', 'typing', 'conversationUpdate', 'endOfConversation']),
  id: z.string().min(1),
  timestamp: z.iso.datetime(),
  channelId: z.string().min(1),
  from: account,
  conversation: conversationAccount,
  recipient: account.optional(),
  serviceUrl: z.url().optional(),
  localTimestamp: z.iso.datetime({ offset: true }).optional(),
  textFormat: z.enum(['plain', 'markdown', 'xml']).optional(),
  attachmentLayout: z.enum(['list', 'carousel']).optional(),
  locale: z.string().optional(),
  text: z.string().optional(),
  speak: z.string().optional(),
  inputHint: z.enum(['acceptingInput', 'ignoringInput', 'expectingInput']).optional(),
  summary: z.string().optional(),
  suggestedActions: z
    .strictObject({ to: z.array(z.string()).optional(), actions: z.array(cardAction).min(1) })
    .optional(),
  attachments: z.array(attachment).optional(),
  entities: z.array(z.looseObject({ type: z.string() })).optional(),
  channelData: group.optional(),
  replyToId: z.string().optional(),
  value: value.optional(),
  name: z.string().optional(),
})

/** The response to reading a conversation, and each frame of its stream. */
export const activitySet = z.strictObject({
  activities: z.array(activity),
  watermark: z.string().regex(/^\d+$/),
})

const conversation = {
  conversationId: z.string().min(1),
  token: z.string().min(1),
  expires_in: z.int32().positive(),
  referenceGrammarId: z.string().optional(),
  eTag: z.string().optional(),
}

/** The response to starting or resuming a conversation. */
export const openedConversation = z.strictObject({
  ...conversation,
  streamUrl: z.url({ protocol: /^wss?$/ }),
})

/** The response to a token request; `userId` and `resume` are this channel's own, for its page. */
export const givenToken = z.strictObject({ ...conversation, userId: z.string(), resume: z.string() })

/** The response to sending and to uploading. */
export const resourceResponse = z.strictObject({ id: z.string().min(1) })

/** The response of every error. */
export const errorResponse = z.strictObject({
  error: z.strictObject({
    code: z.string().regex(/^[A-Z][A-Za-z]+$/),
    message: z.string().min(1),
    innerHttpError: z.strictObject({ statusCode: z.int32(), body: group }).optional(),
  }),
})

/** The statuses specified for each operation. */
export const STATUSES = {
  'POST tokens/generate': [200, 401, 403, 404, 429, 500],
  'POST tokens/refresh': [200, 401, 403, 404, 429, 500],
  'POST conversations': [200, 201, 400, 401, 403, 404, 409, 429, 500],
  'GET conversation': [200, 400, 401, 403, 404, 429, 500],
  'GET activities': [200, 400, 401, 403, 404, 429, 500],
  'POST activities': [200, 204, 400, 401, 403, 404, 429, 500, 502],
  'POST upload': [200, 202, 204, 400, 401, 403, 404, 429, 500, 502],
} as const

/** An operation with a specified response. */
export type Operation = keyof typeof STATUSES
