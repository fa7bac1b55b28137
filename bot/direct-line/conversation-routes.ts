import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { findDirectLine, openDirectLine, readActivities } from '../../core/chat/direct-line.ts'
import { MINUTE } from '../../core/kernel/duration.ts'
import type { Language } from '../../core/policy/language.ts'
import { LARGEST_JSON } from '../bot-settings.ts'
import { readWatermark } from './activity-stream.ts'
import { authoriseConversation, authoriseRequest, rateLimitKey } from './authorise.ts'
import { activityId, forClient, isJsonObject, readClientActivity } from './client-activity.ts'
import { ClientError } from './client-error.ts'
import type { DirectLineContext } from './direct-line-context.ts'
import { type Bearer, issueToken } from './direct-line-token.ts'
import { readUpload } from './upload.ts'

const CONVERSATION = '/v3/directline/conversations/:conversation'

/** Registers the conversation routes of Direct Line 3.0: start, reconnect, read, send, upload. */
export function conversationRoutes(app: FastifyInstance, channel: DirectLineContext): void {
  const { core, settings } = channel
  const rateLimit = {
    max: settings.limits.activities,
    timeWindow: MINUTE,
    hook: 'preHandler' as const,
    keyGenerator: rateLimitKey(core),
  }
  const onRequest = async (request: FastifyRequest) => void authoriseConversation(core, request)

  app.post('/v3/directline/conversations', { bodyLimit: LARGEST_JSON }, async (request, reply) => {
    const bearer = authoriseRequest(core, request)
    const isNew = await begin(channel, bearer, languageOf(request))
    return reply.code(isNew ? 201 : 200).send(connection(channel, request, bearer, '-'))
  })

  app.get(CONVERSATION, { onRequest }, async (request) => {
    const bearer = authoriseConversation(core, request)
    await checkConversation(channel, bearer)
    const { watermark } = request.query as { watermark?: string }
    return connection(channel, request, bearer, String(numberOf(watermark)))
  })

  app.get(`${CONVERSATION}/activities`, { onRequest }, async (request) => {
    const { conversationId } = authoriseConversation(core, request)
    const after = numberOf((request.query as { watermark?: string }).watermark)
    const { activities, watermark } = await readActivities(core, conversationId, after)
    const clientActivities = activities.map((activity) => forClient(conversationId, activity))
    return { activities: clientActivities, watermark: String(watermark) }
  })

  app.post(
    `${CONVERSATION}/activities`,
    { bodyLimit: LARGEST_JSON, config: { rateLimit }, onRequest },
    async (request) => {
      const bearer = authoriseConversation(core, request)
      return appendCustomerActivity(channel, bearer, readClientActivity(request.body))
    },
  )

  app.post(`${CONVERSATION}/upload`, { config: { rateLimit }, onRequest }, async (request) => {
    const bearer = authoriseConversation(core, request)
    await checkConversation(channel, bearer)
    return appendCustomerActivity(channel, bearer, await readUpload(channel, bearer, request))
  })
}

// The agent is notified of a new conversation and greets.
async function begin(channel: DirectLineContext, bearer: Bearer, language: Language): Promise<boolean> {
  const { conversationId: id, userId } = bearer
  const isNew = await openDirectLine(channel.core, { id, userId, language })
  await channel.append({
    conversationId: id,
    fromUser: true,
    shown: false,
    uniqueKey: 'began',
    activity: { type: 'conversationUpdate', locale: language },
  })
  return isNew
}

async function checkConversation({ core }: DirectLineContext, { conversationId }: Bearer): Promise<void> {
  if (await findDirectLine(core.db, conversationId)) return
  throw new ClientError(404, 'BadArgument', 'This conversation has not begun. Begin it at conversations.')
}

async function appendCustomerActivity(
  channel: DirectLineContext,
  { conversationId, userId }: Bearer,
  { activity, key }: ReturnType<typeof readClientActivity>,
): Promise<{ id: string }> {
  const appended = await channel.append({
    conversationId,
    fromUser: true,
    shown: activity.type !== 'typing',
    uniqueKey: `user ${key ?? randomUUID()}`,
    activity: { ...activity, from: { id: userId, name: '', role: 'user' } },
  })
  if (!appended) {
    throw new ClientError(404, 'BadArgument', 'This conversation has not begun. Begin it at conversations.')
  }
  return { id: activityId(conversationId, appended.number) }
}

function connection(
  { core, settings }: DirectLineContext,
  request: FastifyRequest,
  bearer: Bearer,
  watermark: string,
) {
  const { conversationId } = bearer
  const token = issueToken(core, bearer, settings.tokenSeconds)
  // A proxy that terminates TLS may not indicate it; the public URL does.
  const { protocol, host } = new URL(core.settings.publicUrl)
  const secure = request.protocol === 'https' || (protocol === 'https:' && host === request.host)
  const address = `${secure ? 'wss' : 'ws'}://${request.host}/v3/directline/conversations`
  return {
    conversationId,
    token,
    expires_in: settings.tokenSeconds,
    streamUrl: `${address}/${encodeURIComponent(conversationId)}/stream?watermark=${watermark}&t=${token}`,
  }
}

function languageOf({ body, headers }: FastifyRequest): Language {
  const requested =
    isJsonObject(body) && typeof body.locale === 'string' ? body.locale : headers['accept-language']
  return requested?.toLowerCase().startsWith('en') ? 'en' : 'fr'
}

function numberOf(watermark: string | undefined): number {
  const number = readWatermark(watermark)
  if (number === undefined) throw new ClientError(400, 'BadArgument', 'This watermark is not one of ours.')
  return number
}
