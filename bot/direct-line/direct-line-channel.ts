import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { appendActivity } from '../../core/chat/direct-line.ts'
import type { Core } from '../../core/kernel/core.ts'
import { type BotSettings, LARGEST_CHAT_FILE, LARGEST_JSON, MOST_CHAT_FILES } from '../bot-settings.ts'
import { openStreams } from './activity-stream.ts'
import { openOrigins } from './allowed-origins.ts'
import { attachmentRoutes } from './attachment-routes.ts'
import { sendClientError } from './client-error.ts'
import { type AgentToken, connectorRoutes } from './connector-routes.ts'
import { conversationRoutes } from './conversation-routes.ts'
import type { DirectLineContext } from './direct-line-context.ts'
import { type AgentAddress, startForwarder } from './forward.ts'
import { takeStreamSockets } from './stream-socket.ts'
import { tokenRoutes } from './token-routes.ts'

interface ChannelOptions {
  core: Core
  settings: BotSettings
  agent: () => AgentAddress
  /** Returns whether the caller is the agent. */
  isAgent: AgentToken
}

/**
 * Our Direct Line 3.0 channel as a Fastify plugin: for clients under `/v3/directline`, for the agent under
 * `/chat-connector`, as every Bot Framework channel has it. It knows the agent only by its address.
 */
export async function channelPlugin(app: FastifyInstance, options: ChannelOptions): Promise<void> {
  const { core, settings } = options
  const streams = openStreams(core)
  const forwarder = startForwarder(core, options.agent)
  const origins = openOrigins(core, settings)
  const channel: DirectLineContext = {
    core,
    settings,
    streams,
    append: async (activity) => {
      const appended = await appendActivity(core, activity)
      if (appended && !appended.known) {
        streams.wake(activity.conversationId)
        if (activity.fromUser) forwarder.wake(activity.conversationId)
      }
      return appended
    },
  }
  const sockets = takeStreamSockets(app.server, {
    core,
    streams,
    most: settings.limits.streams,
    mayRead: (origin) => origins.allows(origin),
  })
  // Closed before the server stops listening, because its open sockets would delay it.
  app.addHook('preClose', async () => sockets.close())
  app.addHook('onClose', async () => {
    streams.stop()
    await forwarder.stop()
  })

  app.setErrorHandler((error, _request: FastifyRequest, reply: FastifyReply) =>
    sendClientError(core, error, reply),
  )
  await app.register(rateLimit, { global: false })
  await app.register(multipart, {
    limits: { fileSize: LARGEST_CHAT_FILE, files: MOST_CHAT_FILES + 1, fields: 10, fieldSize: LARGEST_JSON },
  })
  await app.register(async (clients) => {
    clients.addHook('onRequest', origins.check)
    tokenRoutes(clients, channel)
    conversationRoutes(clients, channel)
    attachmentRoutes(clients, channel)
    clients.options('/v3/directline/*', async (_request, reply) => reply.code(204).send())
  })
  connectorRoutes(app, channel, options.isAgent)
}
