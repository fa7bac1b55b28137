import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { findDirectLine } from '../../core/chat/direct-line.ts'
import { LARGEST_JSON } from '../bot-settings.ts'
import { agentActivity, type VisibleActivity } from './agent-activity.ts'
import { activityId } from './client-activity.ts'
import { ClientError } from './client-error.ts'
import type { DirectLineContext } from './direct-line-context.ts'

/** Returns whether an Authorization header is the agent's own. */
export type AgentToken = (authorization: string | undefined) => boolean

/** Where the agent reaches this channel; `serviceUrl` in its activities. */
export const CONNECTOR = '/chat-connector'

const CONVERSATION = `${CONNECTOR}/v3/conversations/:conversation`

/** Registers the agent's side of the channel, as in the Bot Framework connector. Only the agent is admitted. */
export function connectorRoutes(app: FastifyInstance, channel: DirectLineContext, isAgent: AgentToken): void {
  const onRequest = async (request: FastifyRequest) => {
    if (!isAgent(request.headers.authorization)) {
      throw new ClientError(401, 'Unauthorized', 'Only the agent may speak here.')
    }
  }
  const options = { bodyLimit: LARGEST_JSON, onRequest }
  const send = async (request: FastifyRequest) => {
    const { conversation } = request.params as { conversation: string }
    return appendAgentActivity(channel, conversation, agentActivity(request.body))
  }
  app.post(`${CONVERSATION}/activities`, options, async (request, reply) =>
    reply.code(201).send(await send(request)),
  )
  app.post(`${CONVERSATION}/activities/:activity`, options, async (request, reply) =>
    reply.code(201).send(await send(request)),
  )
  app.get(`${CONVERSATION}/members`, options, async (request) => {
    const { conversation } = request.params as { conversation: string }
    const found = await findDirectLine(channel.core.db, conversation)
    if (!found) throw gone()
    return [{ id: found.userId, name: '', role: 'user' }]
  })
  // What a customer has read must not change afterwards.
  const unchangeable = async () => {
    throw new ClientError(405, 'BadArgument', 'What has been said on this channel stays as it was.')
  }
  app.put(`${CONVERSATION}/activities/:activity`, options, unchangeable)
  app.delete(`${CONVERSATION}/activities/:activity`, options, unchangeable)
}

async function appendAgentActivity(
  channel: DirectLineContext,
  conversationId: string,
  said: VisibleActivity,
): Promise<{ id: string }> {
  const appended = await channel.append({
    conversationId,
    fromUser: false,
    shown: said.shown,
    uniqueKey: `agent ${said.key ?? randomUUID()}`,
    activity: said.activity,
  })
  if (!appended) throw gone()
  return { id: activityId(conversationId, appended.number) }
}

function gone(): ClientError {
  return new ClientError(404, 'BadArgument', 'There is no such conversation.')
}
