import { randomInt } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Core } from '../core/kernel/core.ts'
import { Problem, type ProblemCode } from '../core/kernel/problem.ts'
import { customerPage } from './customer/customer-page.ts'
import { deskErrorPage } from './desk/desk-frame.ts'
import { preferredLanguage } from './http/accept-language.ts'
import { html } from './http/html.ts'
import { sendResponse } from './http/send-response.ts'
import { pageWordingIn } from './wording/page-wording.ts'

/**
 * Sends the response to a thrown error: a problem in words, an unexpected fault as 500 with the number under which it
 * is logged. Browsers get a page, everyone else JSON. It never discloses the error itself.
 */
export async function sendError(
  core: Core,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { code, status } = classifyFault(error)
  const ours = status >= 500
  const number = ours ? mintErrorNumber() : null
  const route = request.routeOptions.url
  const details = { code: number ?? code ?? undefined, status, method: request.method, route }
  if (ours) core.log.error('a page failed', { ...details, error })
  else core.log.debug('a request was refused', details)
  return sendErrorPage(core, request, reply, { code, status, number })
}

/**
 * Sends the response to a malformed URL: an invalid escape, a segment that is far too long. To a customer it is just a
 * broken link. No hook has run for it, so the headers that every page has are set here.
 */
export async function sendBadAddress(
  core: Core,
  error: { statusCode?: number | undefined },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.header('x-content-type-options', 'nosniff')
  reply.header('x-frame-options', 'DENY')
  reply.header('referrer-policy', 'no-referrer')
  const status = error.statusCode ?? 400
  return sendErrorPage(core, request, reply, {
    code: status < 500 ? 'not-found' : null,
    status,
    number: null,
  })
}

/** Sends the page, or the JSON, for a failed request. */
export async function sendErrorPage(
  core: Core,
  request: FastifyRequest,
  reply: FastifyReply,
  failed: { code: ProblemCode | null; status: number; number: string | null },
): Promise<FastifyReply> {
  const { publicUrl } = core.settings
  const wording = pageWordingIn(preferredLanguage(request))
  const said = failed.code === null ? wording.unexpected : wording.errors[failed.code]
  if (!(request.headers.accept ?? '').includes('text/html')) {
    const body = {
      code: failed.code ?? 'unexpected',
      message: `${said.title}. ${said.next}`,
      number: failed.number,
    }
    return sendResponse(reply, { kind: 'json', status: failed.status, body }, { publicUrl, route: null })
  }
  const onDesk = request.url.startsWith('/desk')
  const body = html`<h1>${said.title}</h1>
    <p class="lead">${said.next} ${failed.number !== null && html`<code>${failed.number}</code>`}</p>
    <p>${onDesk ? html`<a href="/desk">${wording.backToDesk}</a>` : html`<a href="/">${wording.backHome}</a>`}</p>`
  const page =
    onDesk && failed.code !== 'not-signed-in'
      ? deskErrorPage(wording, said.title, body)
      : customerPage({ wording, title: said.title, body, inLanguage: null })
  return sendResponse(reply, { kind: 'page', status: failed.status, body: page }, { publicUrl, route: null })
}

const BY_STATUS: Record<number, ProblemCode> = {
  400: 'invalid-input',
  401: 'not-signed-in',
  403: 'not-allowed',
  404: 'not-found',
  406: 'invalid-input',
  413: 'too-large',
  414: 'invalid-input',
  415: 'invalid-input',
  429: 'too-many-requests',
  503: 'not-available',
}

/** Returns the problem code and HTTP status of a thrown error; a code of null is a fault of ours. */
export function classifyFault(error: unknown): { code: ProblemCode | null; status: number } {
  if (error instanceof Problem) return { code: error.code, status: error.status }
  if (isDatabaseAway(error)) return { code: 'not-available', status: 503 }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  const code = BY_STATUS[status]
  return code === undefined ? { code: null, status: 500 } : { code, status }
}

// The driver's errors when the server is unreachable or shuts down (SQLSTATE 57P0x, class 08), as opposed to a fault of
// ours.
const AWAY = /^(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|57P0[123]|08\w{3}|53300)$/

function isDatabaseAway(error: unknown): boolean {
  return error instanceof Error && 'code' in error && AWAY.test(String(error.code))
}

// Short enough to read out on the telephone; without letters that are easily confused.
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Returns a number under which an unexpected fault is logged. */
export function mintErrorNumber(): string {
  return `E-${Array.from({ length: 8 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')}`
}
