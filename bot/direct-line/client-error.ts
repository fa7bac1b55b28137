import type { FastifyReply } from 'fastify'
import type { Core } from '../../core/core.ts'
import { Problem } from '../../core/problem.ts'

/** A refusal as Direct Line clients read it. */
export class ClientError extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export const NOT_ALLOWED = new ClientError(
  403,
  'Forbidden',
  'This token is not for this conversation. Ask for a token of your own.',
)

const AWAY = /^(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|57P0[123]|08\w{3}|53300)$/

/** Answers what was thrown as `{error: {code, message}}`; of an unexpected fault it says nothing but that there was one. */
export function sendClientError(core: Core, error: unknown, reply: FastifyReply): FastifyReply {
  const { status, code, message } = told(error)
  if (status >= 500) core.log.error('the chat channel failed', { status, error })
  return reply.code(status).send({ error: { code, message } })
}

function told(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof ClientError) return error
  if (error instanceof Problem) return { status: error.status, code: 'ServiceError', message: error.message }
  const { statusCode, code } = error as { statusCode?: unknown; code?: unknown }
  if (typeof code === 'string' && AWAY.test(code)) {
    return { status: 503, code: 'ServiceError', message: 'Not available for the moment. Try again shortly.' }
  }
  if (statusCode === 413)
    return { status: 413, code: 'MessageSizeTooBig', message: 'Too large. Send less at once.' }
  if (statusCode === 429)
    return { status: 429, code: 'TooManyRequests', message: 'Too many requests. Wait a minute.' }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, code: 'BadArgument', message: 'This request cannot be read.' }
  }
  return { status: 500, code: 'ServiceError', message: 'Something went wrong. Try again shortly.' }
}
