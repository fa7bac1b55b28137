import type { FastifyRequest } from 'fastify'
import type { Core } from '../../core/kernel/core.ts'
import { ClientError, NOT_ALLOWED } from './client-error.ts'
import { type Bearer, bearerToken, openBearer } from './direct-line-token.ts'

/**
 * Returns the bearer of a request's token. Throws a `ClientError`: 401 without a token of ours, 403 when it has
 * expired.
 */
export function authoriseRequest(core: Core, request: FastifyRequest): Bearer {
  const opened = openBearer(core, bearerToken(request.headers.authorization))
  if ('bearer' in opened) return opened.bearer
  if (opened.refused === 'expired') {
    throw new ClientError(403, 'TokenExpired', 'This token has expired. Ask for a new one.')
  }
  throw new ClientError(401, 'Unauthorized', 'A token is needed. Ask for one at tokens/generate.')
}

/** The same for a route of one conversation: a token for another is refused, whether or not that one exists. */
export function authoriseConversation(core: Core, request: FastifyRequest): Bearer {
  const bearer = authoriseRequest(core, request)
  const { conversation } = request.params as { conversation?: string }
  if (conversation !== bearer.conversationId) throw NOT_ALLOWED
  return bearer
}

/** Returns the key that rate limits count by: the conversation of the token, else the visitor's IP address. */
export function rateLimitKey(core: Core): (request: FastifyRequest) => string {
  return (request) => {
    const opened = openBearer(core, bearerToken(request.headers.authorization))
    return 'bearer' in opened ? opened.bearer.conversationId : request.ip
  }
}
