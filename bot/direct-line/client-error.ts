import type { FastifyReply } from 'fastify'
import type { Core } from '../../core/kernel/core.ts'
import { Problem } from '../../core/kernel/problem.ts'
import type { Language } from '../../core/policy/language.ts'

/** An error as Direct Line clients read it. */
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

const HUNG_UP =
  /^Connection terminated|^Client has encountered a connection error|timeout exceeded when trying to connect/

// Customers may read this: what happened, what is stored, what to do.
const NOT_NOW: Readonly<Record<Language, string>> = {
  fr: 'Le chat n’est pas disponible pour le moment. Ce que vous avez déjà envoyé est conservé\u00a0; réessayez dans quelques instants.',
  en: 'The chat is not available at the moment. What you have already sent is kept; please try again shortly.',
}

/** Sends an error as `{error: {code, message}}`; an unexpected fault is not disclosed. */
export function sendClientError(core: Core, error: unknown, reply: FastifyReply): FastifyReply {
  const { status, code, message } = clientErrorOf(error, languageOf(reply))
  if (status >= 500) core.log.error('the chat channel failed', { status, error })
  return reply.code(status).send({ error: { code, message } })
}

function clientErrorOf(
  error: unknown,
  language: Language,
): { status: number; code: string; message: string } {
  if (error instanceof ClientError) return error
  if (error instanceof Problem) return { status: error.status, code: 'ServiceError', message: error.message }
  const { statusCode } = error as { statusCode?: unknown }
  if (isAway(error)) return { status: 503, code: 'ServiceError', message: NOT_NOW[language] }
  if (statusCode === 413)
    return { status: 413, code: 'MessageSizeTooBig', message: 'Too large. Send less at once.' }
  if (statusCode === 429)
    return { status: 429, code: 'TooManyRequests', message: 'Too many requests. Wait a minute.' }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, code: 'BadArgument', message: 'This request cannot be read.' }
  }
  return { status: 500, code: 'ServiceError', message: NOT_NOW[language] }
}

// The driver's errors when the server does not respond, or closes the connection midway; the latter has no code.
function isAway(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown }
  return typeof code === 'string' ? AWAY.test(code) : HUNG_UP.test(String(message))
}

function languageOf({ request }: FastifyReply): Language {
  return request.headers['accept-language']?.toLowerCase().startsWith('en') ? 'en' : 'fr'
}
