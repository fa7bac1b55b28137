import { readHealth } from '../../core/report/health.ts'
import type { RouteResponse } from './response.ts'
import { ANYONE, type OpenRoute, type Visit } from './route.ts'

/** For whoever watches the program: how it does, and whether it can take requests. */
export const HEALTH_ROUTES: readonly OpenRoute[] = [
  { method: 'GET', url: '/health', allow: ANYONE, handle: health },
  { method: 'GET', url: '/ready', allow: ANYONE, handle: ready },
]

// A mailbox that is away does not make this process unfit: only what a restart or another process could mend is a 503.
async function health({ core }: Visit): Promise<RouteResponse> {
  const found = await readHealth(core)
  return { kind: 'json', status: found.status === 'down' ? 503 : 200, body: found }
}

async function ready({ core }: Visit): Promise<RouteResponse> {
  const { database } = await readHealth(core)
  return { kind: 'json', status: database === 'ok' ? 200 : 503, body: { ready: database === 'ok' } }
}
