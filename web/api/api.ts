import { timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import rateLimit from '@fastify/rate-limit'
import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import { type ApiCaller, findApiCaller } from '../../core/auth/api-token.ts'
import type { Core } from '../../core/kernel/core.ts'
import { MINUTE } from '../../core/kernel/duration.ts'
import type { ApiTokenId } from '../../core/kernel/id.ts'
import { Problem } from '../../core/kernel/problem.ts'
import type { Secret } from '../../core/kernel/secret.ts'
import { classifyFault, mintErrorNumber } from '../error-page.ts'
import { STATIC_FOLDER } from '../http/assets.ts'
import { setPolicy } from '../http/headers.ts'
import type { ApiRoute } from './api-route.ts'
import { API_CONVERSATION_ROUTES } from './conversation-routes.ts'
import { API_SELLER_ROUTES } from './seller-routes.ts'
import { API_TICKET_ROUTES } from './ticket-routes.ts'

/** Every route for other systems, each with its scope. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...API_TICKET_ROUTES,
  ...API_CONVERSATION_ROUTES,
  ...API_SELLER_ROUTES,
]
const REQUESTS_A_MINUTE = 1_200

/**
 * Registers the API for other systems: tokens with scopes (`Authorization: Bearer …`), an OpenAPI 3.1 document at
 * `/api/openapi.json`, and a page to try it at `/api/docs`. The document is generated from the routes' schemas.
 * `marketplace` is the configuration's one token, which may only update sellers.
 */
export function registerApi(app: FastifyInstance, core: Core, marketplace: Secret | null): void {
  app.register(async (api) => {
    api.setValidatorCompiler(validatorCompiler)
    api.setSerializerCompiler(serializerCompiler)
    api.setErrorHandler((error, request, reply) => {
      const mended = hasZodFastifySchemaValidationErrors(error) ? notAsAsked(error.validation) : error
      return sendApiFault(core, mended, request, reply)
    })
    await api.register(rateLimit, { max: REQUESTS_A_MINUTE, timeWindow: MINUTE })
    await api.register(swagger, { openapi: DOCUMENT, transform: jsonSchemaTransform })
    await api.register(swaggerUi, {
      routePrefix: '/api/docs',
      logo: { type: 'image/svg+xml', content: readFileSync(`${STATIC_FOLDER}icon.svg`) },
      theme: { title: `API · ${DOCUMENT.info?.title}` },
      uiConfig: { tryItOutEnabled: true, persistAuthorization: false },
    })
    api.addHook('onSend', async (request, reply) => {
      if (!request.url.startsWith('/api/docs')) return void reply.header('cache-control', 'no-store')
      setPolicy(reply, DOCS_POLICY)
    })
    api.get('/api/openapi.json', { schema: { hide: true } }, async () => api.swagger())
    for (const route of API_ROUTES) mount(api, core, route, marketplace)
  })
}

// The page sets inline styles while it runs, and uses pictures as data URLs.
const DOCS_POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
} as const

const DOCUMENT: NonNullable<FastifyDynamicSwaggerOptions['openapi']> = {
  openapi: '3.1.0',
  info: {
    title: 'Agafort complaint intake',
    version: '1',
    description:
      'Hand in customers’ matters, read what became of them, keep sellers up to date. Administrators make tokens, and subscribe systems to what happens, on the desk under “Interfaces”. Every notice is signed: `X-Agafort-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`.',
  },
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  security: [{ token: [] }],
}

function mount(api: FastifyInstance, core: Core, route: ApiRoute, marketplace: Secret | null): void {
  const callers = new WeakMap<FastifyRequest, ApiCaller>()
  api.route({
    method: route.method,
    url: route.url,
    schema: { ...route.schema, description: describe(route) } as object,
    ...(route.bodyLimit ? { bodyLimit: route.bodyLimit } : {}),
    // Checked before the body is read: an unauthenticated upload costs nothing.
    onRequest: async (request) => {
      const caller = await callerOf(core, request, marketplace)
      if (!caller.scopes.includes(route.scope))
        throw new Problem('not-allowed', `This token has not the scope \`${route.scope}\`.`)
      callers.set(request, caller)
    },
    handler: async (request, reply) => {
      const caller = callers.get(request)
      if (!caller) throw new Problem('not-signed-in', 'Nobody asks.')
      const key = request.headers['idempotency-key']
      const { status, body } = await route.handle({
        core,
        caller,
        params: request.params as Record<string, string>,
        query: request.query,
        body: request.body,
        idempotencyKey: typeof key === 'string' ? key : null,
      })
      return reply.code(status).send(body)
    },
  })
}

function describe({ schema, scope }: ApiRoute): string {
  return `${schema.description ?? ''}\n\nNeeds the scope \`${scope}\`.`.trim()
}

async function callerOf(
  core: Core,
  { headers }: FastifyRequest,
  marketplace: Secret | null,
): Promise<ApiCaller> {
  const [, given = ''] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? []
  if (marketplace && isSame(marketplace.reveal(), given)) return MARKETPLACE
  const caller = await findApiCaller(core, given)
  if (!caller) throw new Problem('not-signed-in', 'Give the API’s token as `Authorization: Bearer …`.')
  return caller
}

const MARKETPLACE: ApiCaller = {
  tokenId: 'marketplace' as ApiTokenId,
  name: 'marketplace',
  scopes: ['sellers:write'],
  lanes: [],
}

function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function notAsAsked(faults: readonly { instancePath: string; message?: string | undefined }[]): Problem {
  const named = faults.map(({ instancePath, message }) =>
    `${instancePath.replace(/^\//, '').replaceAll('/', '.')} ${message ?? ''}`.trim(),
  )
  return new Problem('invalid-input', `The request is not as asked: ${named.join('; ')}.`)
}

/**
 * Sends another system the reason its request failed. A problem is sent in words, an unexpected fault only by its error
 * number.
 */
function sendApiFault(
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
