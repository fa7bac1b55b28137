import type { FastifyInstance } from 'fastify'
import { findDirectLine } from '../../core/chat/direct-line.ts'
import { MINUTE } from '../../core/kernel/duration.ts'
import { LARGEST_JSON, RESUME_SECONDS } from '../bot-settings.ts'
import { authoriseRequest } from './authorise.ts'
import { isJsonObject } from './client-activity.ts'
import { ClientError } from './client-error.ts'
import type { DirectLineContext } from './direct-line-context.ts'
import { type Bearer, issueToken, newBearer, openBearer } from './direct-line-token.ts'

/**
 * Registers the token routes. `generate` issues a token for a new conversation, or, with its earlier `resume`, for the
 * same one again. `refresh` renews a token that is still valid.
 */
export function tokenRoutes(app: FastifyInstance, channel: DirectLineContext): void {
  const { core, settings } = channel
  app.post(
    '/v3/directline/tokens/generate',
    {
      bodyLimit: LARGEST_JSON,
      config: { rateLimit: { max: settings.limits.conversations, timeWindow: MINUTE } },
    },
    async ({ body }) => {
      const resume = isJsonObject(body) && typeof body.resume === 'string' ? body.resume : undefined
      const bearer = resume === undefined ? newBearer() : await resumed(channel, resume)
      return tokenResponse(channel, bearer)
    },
  )
  app.post('/v3/directline/tokens/refresh', { bodyLimit: LARGEST_JSON }, async (request) =>
    tokenResponse(channel, authoriseRequest(core, request)),
  )
  app.get('/v3/directline/session/getsessionid', async (request) => ({
    sessionId: authoriseRequest(core, request).conversationId,
  }))
}

async function resumed({ core }: DirectLineContext, token: string): Promise<Bearer> {
  const opened = openBearer(core, token, 'chat-resume')
  if (!('bearer' in opened) || !(await findDirectLine(core.db, opened.bearer.conversationId))) {
    throw new ClientError(403, 'TokenExpired', 'This conversation is over. Begin a new one.')
  }
  return opened.bearer
}

function tokenResponse({ core, settings }: DirectLineContext, bearer: Bearer): object {
  return {
    conversationId: bearer.conversationId,
    token: issueToken(core, bearer, settings.tokenSeconds),
    expires_in: settings.tokenSeconds,
    userId: bearer.userId,
    resume: issueToken(core, bearer, RESUME_SECONDS, 'chat-resume'),
  }
}
