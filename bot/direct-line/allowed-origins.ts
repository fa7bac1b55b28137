import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Core } from '../../core/kernel/core.ts'
import type { BotSettings } from '../bot-settings.ts'
import { ClientError } from './client-error.ts'

interface Origins {
  /**
   * Returns whether a page of that origin may use the channel. A request without an origin does not come from a browser
   * page.
   */
  allows(origin: string | undefined): boolean
  /** Admits pages of allowed sites (CORS, Fetch standard §3.2) and refuses the others. */
  check(request: FastifyRequest, reply: FastifyReply): Promise<void>
}

/** Returns the check for the sites that may use the channel: our own, and those of the settings. */
export function openOrigins(core: Core, settings: BotSettings): Origins {
  const allows = (origin: string | undefined) => {
    if (origin === undefined) return true
    const own = [new URL(core.settings.publicUrl).origin, new URL(settings.ownAddress()).origin]
    return own.includes(origin) || settings.origins.includes(origin)
  }
  return {
    allows,
    async check(request, reply) {
      const { origin } = request.headers
      if (!allows(origin)) {
        throw new ClientError(403, 'Forbidden', 'This site may not use the chat. See chat.origins.')
      }
      reply.header('vary', 'Origin').header('cache-control', 'no-store')
      if (origin === undefined) return
      reply
        .header('access-control-allow-origin', origin)
        .header('access-control-allow-methods', 'GET, POST')
        .header(
          'access-control-allow-headers',
          'authorization, content-type, x-requested-with, x-ms-bot-agent',
        )
        .header('access-control-max-age', '600')
        .header('cross-origin-resource-policy', 'cross-origin')
    },
  }
}
