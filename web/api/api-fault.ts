import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Core } from '../../core/kernel/core.ts'
import { Problem } from '../../core/kernel/problem.ts'
import { classifyFault, mintErrorNumber } from '../error-page.ts'

/** Answers another system why its request failed: a problem in its own words, an unexpected fault by its number only. */
export function sendApiFault(
  core: Core,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { code, status } = classifyFault(error)
  const number = status >= 500 ? mintErrorNumber() : null
  const route = request.routeOptions.url
  if (number) core.log.error('a page failed', { code: number, status, method: request.method, route, error })
  const message =
    error instanceof Problem
      ? error.message
      : code === 'not-available'
        ? 'The database cannot be reached at the moment. Send the request again with the same key.'
        : number
          ? `Something failed here; what was kept is kept. Quote ${number} when you ask us.`
          : error instanceof Error
            ? error.message
            : 'The request was refused.'
  return reply.code(status).send({ code: code ?? 'unexpected', message, number })
}
