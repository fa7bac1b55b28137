import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { appendActivity } from '../../core/chat/direct-line.ts'
import type { Core } from '../../core/kernel/core.ts'
import { type BotSettings, LARGEST_CHAT_FILE, LARGEST_JSON, MOST_CHAT_FILES } from '../bot-settings.ts'
import type { Streams } from './activity-stream.ts'
import { openOrigins } from './allowed-origins.ts'
import { attachmentRoutes } from './attachment-routes.ts'
import { sendClientError } from './client-error.ts'
import { conversationRoutes } from './conversation-routes.ts'
import type { DirectLineContext } from './direct-line-context.ts'
import { startForwarder, type TakeActivity } from './forward.ts'
import { takeStreamSockets } from './stream-socket.ts'
import { tokenRoutes } from './token-routes.ts'

interface ChannelOptions {
  core: Core
  settings: BotSettings
  streams: Streams
  take: TakeActivity
}

/** Our Direct Line 3.0 channel as a Fastify plugin, under `/v3/directline`. It knows the agent only as `take`. */
export async function channelPlugin(app: FastifyInstance, options: ChannelOptions): Promise<void> {
  const { core, settings, streams, take } = options
  const forwarder = startForwarder(core, {
    take,
    onTaken: (conversationId, acted) => {
      streams.wake(conversationId)
      if (acted) core.wakeDelivery()
    },
  })
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
  app.addHook('onClose', () => forwarder.stop())

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
}
