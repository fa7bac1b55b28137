import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import statics from '@fastify/static'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Core } from '../core/kernel/core.ts'
import { MINUTE } from '../core/kernel/duration.ts'
import { Problem } from '../core/kernel/problem.ts'
import { type ProcessPulse, STILL } from '../core/report/health.ts'
import { registerApi } from './api/api.ts'
import { openLiveStreams } from './desk/live/live-streams.ts'
import { sendBadAddress, sendError, sendErrorPage } from './error-page.ts'
import { preferredLanguage } from './http/accept-language.ts'
import { compressAssets, HTMX_FILE, HTMX_FOLDER, STATIC_FOLDER } from './http/assets.ts'
import { rememberedList, sessionToken, underwayToken } from './http/cookie.ts'
import { readForm, storableText } from './http/form.ts'
import { checkCsrf, checkOrigin, type Entered, enter, leadsToSecondFactor } from './http/guard.ts'
import { redirect } from './http/response.ts'
import { isOpenRoute, type OpenRoute, type ReparseMessage, type Route, type Visit } from './http/route.ts'
import { sendResponse } from './http/send-response.ts'
import { routes } from './routes.ts'
import { type Limits, USUAL_LIMITS, type WebSettings } from './web-settings.ts'
import { pageWordingIn } from './wording/page-wording.ts'

/** What the web server is built from. */
interface Web {
  core: Core
  settings: WebSettings
  readAgain: ReparseMessage
  /** What only this process knows of its health; nothing by default. */
  pulse?: () => ProcessPulse
  /** The demo's pages; none outside the demo. */
  demoRoutes?: readonly OpenRoute[]
}

type Served = Web & Pick<Visit, 'live'>

const LARGEST_FORM = 1_000_000
const SECOND_FACTOR_PAGE = '/desk/account/second-factor'
// An upload over a slow line takes time; a longer request only occupies a connection.
const SLOWEST_REQUEST = 5 * MINUTE

/**
 * Builds the web server: customers' pages, the desk, health, and the demo's mail page when there is a demo. It does not
 * listen yet. Others may add routes with `register` before `listen`; headers, cookies and error pages apply to them
 * too.
 */
export function buildWeb(web: Web): FastifyInstance {
  const { core, settings } = web
  const live = openLiveStreams(core, settings.lookEvery)
  const app = Fastify({
    logger: false,
    trustProxy: settings.trustProxy,
    bodyLimit: LARGEST_FORM,
    routerOptions: { maxParamLength: 400, ignoreTrailingSlash: true },
    return503OnClosing: true,
    requestTimeout: SLOWEST_REQUEST,
    frameworkErrors: (error, request, reply) => void sendBadAddress(core, error, request, reply),
  })
  const https = core.settings.publicUrl.startsWith('https:')
  app.register(helmet, {
    // Each kind of response has its own; see headers.ts.
    contentSecurityPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    crossOriginOpenerPolicy: https,
    crossOriginEmbedderPolicy: false,
    originAgentCluster: false,
  })
  app.register(cookie)
  // Stopped before the server stops listening, because its open streams would delay it.
  app.addHook('preClose', async () => live.stop())
  app.setErrorHandler((error, request, reply) => sendError(core, error, request, reply))
  app.setNotFoundHandler((request, reply) =>
    sendErrorPage(core, request, reply, { code: 'not-found', status: 404, number: null }),
  )
  registerApi(app, core, settings.apiToken ?? null)
  app.register(async (pages) => {
    pages.register(formbody, { bodyLimit: LARGEST_FORM })
    pages.register(multipart, { throwFileSizeLimit: false })
    pages.register(rateLimit, { global: false })
    compressAssets(pages)
    pages.register(statics, {
      root: STATIC_FOLDER,
      prefix: '/static/',
      decorateReply: false,
      maxAge: '7d',
      index: false,
    })
    pages.register(statics, {
      root: HTMX_FOLDER,
      prefix: '/static/htmx/',
      decorateReply: false,
      maxAge: '7d',
      index: false,
      preCompressed: true,
      allowedPath: (path) => path === `/${HTMX_FILE}`,
    })
    pages.after(() => {
      for (const route of routes(web.demoRoutes)) mount(pages, { ...web, live }, route)
    })
  })
  return app
}

function mount(pages: FastifyInstance, web: Served, route: Route): void {
  const { core, settings } = web
  const entered = new WeakMap<FastifyRequest, Entered>()
  const limits: Limits = { ...USUAL_LIMITS, ...settings.limits }
  pages.route({
    method: route.method,
    url: route.url,
    // Monitoring often uses HEAD.
    exposeHeadRoute: isOpenRoute(route) && route.method === 'GET',
    config: route.limit ? { rateLimit: { max: limits[route.limit], timeWindow: MINUTE } } : {},
    // Checked before the body is read: an unauthenticated upload costs nothing.
    onRequest: async (request, reply) => {
      checkOrigin(core, route, request)
      if (isOpenRoute(route)) return
      const who = await enter(core, route, request)
      if (who && leadsToSecondFactor(core, route, who.session)) {
        await sendResponse(reply, redirect(SECOND_FACTOR_PAGE), { publicUrl: core.settings.publicUrl, route })
      } else if (who) entered.set(request, who)
      else if (route.method === 'POST') throw new Problem('not-signed-in', 'Nobody is signed in.')
      else await sendResponse(reply, signInFirst(request), { publicUrl: core.settings.publicUrl, route })
    },
    handler: async (request, reply) => {
      const visit = await readVisit(web, route, request)
      const response = isOpenRoute(route)
        ? await route.handle(visit)
        : await forMember(route, visit, entered.get(request))
      return sendResponse(reply, response, { publicUrl: core.settings.publicUrl, route })
    },
  })
}

async function readVisit(web: Served, route: Route, request: FastifyRequest): Promise<Visit> {
  const language = preferredLanguage(request)
  const { publicUrl } = web.core.settings
  const form = route.method === 'POST' ? await readForm(request) : { fields: {}, files: [] }
  return {
    ...web,
    pulse: web.pulse ?? (() => STILL),
    bearer: /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1],
    events: {
      wanted: (request.headers.accept ?? '').includes('text/event-stream'),
      lastId: strings(request.headers)['last-event-id'],
    },
    params: strings(request.params),
    query: strings(request.query),
    form: form.fields,
    files: form.files,
    origin: request.ip,
    from: { origin: request.ip, browser: request.headers['user-agent'] ?? null },
    kept: { session: sessionToken(request, publicUrl), underway: underwayToken(request, publicUrl) },
    language,
    wording: pageWordingIn(language),
    now: web.core.clock.now(),
    path: request.url,
    list: rememberedList(request),
  }
}

function forMember(
  route: Exclude<Route, { allow: readonly ['anyone'] }>,
  visit: Visit,
  who: Entered | undefined,
) {
  if (!who) throw new Problem('not-signed-in', 'Nobody is signed in.')
  const { session, token } = who
  if (route.method === 'POST') checkCsrf(session, visit.form.csrf)
  const { member, csrfToken } = session
  const language = visit.query.lang === undefined ? member.language : visit.language
  return route.handle({
    ...visit,
    language,
    wording: pageWordingIn(language),
    member,
    csrfToken,
    sessionToken: token,
    sessionId: session.id,
    strong: session.strong,
  })
}

function signInFirst(request: FastifyRequest) {
  return redirect(`/sign-in?next=${encodeURIComponent(request.url)}`)
}

function strings(values: unknown): Record<string, string> {
  if (typeof values !== 'object' || values === null) return {}
  const found: Record<string, string> = {}
  for (const [name, value] of Object.entries(values)) {
    const last = Array.isArray(value) ? value.at(-1) : value
    if (typeof last === 'string') found[name] = storableText(last)
  }
  return found
}
