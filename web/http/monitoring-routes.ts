import { timingSafeEqual } from 'node:crypto'
import { Problem } from '../../core/kernel/problem.ts'
import { hashToken } from '../../core/kernel/secret-token.ts'
import { readHealth } from '../../core/report/health.ts'
import { type Metric, readMetrics } from '../../core/report/metrics.ts'
import type { RouteResponse } from './response.ts'
import { ANYONE, type OpenRoute, type Visit } from './route.ts'

/** For monitoring: the program's health, and whether it can accept requests. */
export const HEALTH_ROUTES: readonly OpenRoute[] = [
  { method: 'GET', url: '/health', allow: ANYONE, handle: health },
  { method: 'GET', url: '/ready', allow: ANYONE, handle: ready },
]

// An unreachable mailbox does not make this process unfit: only what a restart or another process could fix is a 503.
// A stranger hears that something is wrong; names of mailboxes and servers are for those who run the program.
async function health(visit: Visit): Promise<RouteResponse> {
  const { details, ...found } = await readHealth(visit.core, visit.pulse())
  const body = isOperator(visit) ? { ...found, ...details } : found
  return { kind: 'json', status: found.status === 'down' ? 503 : 200, body }
}

async function ready({ core, pulse }: Visit): Promise<RouteResponse> {
  const isReady = (await readHealth(core, pulse())).status !== 'down'
  return { kind: 'json', status: isReady ? 200 : 503, body: { ready: isReady } }
}

function isOperator({ bearer, settings }: Visit): boolean {
  const token = settings.operationsToken
  if (!token || bearer === undefined) return false
  return timingSafeEqual(Buffer.from(hashToken(bearer)), Buffer.from(hashToken(token.reveal())))
}

/** For Prometheus with the token of operations, or on this machine: the number of complaints is confidential. */
export const METRICS_ROUTES: readonly OpenRoute[] = [
  { method: 'GET', url: '/metrics', allow: ANYONE, handle: metrics },
]

async function metrics(visit: Visit): Promise<RouteResponse> {
  const { core, origin } = visit
  if (!isOperator(visit) && !isThisMachine(origin)) {
    const how = 'Scrape them on loopback, or with `Authorization: Bearer` and OPERATIONS_TOKEN.'
    throw new Problem('not-found', `Metrics are not told to everybody. ${how}`)
  }
  const written = (await readMetrics(core)).map(exposition).join('')
  return { kind: 'text', type: 'text/plain; version=0.0.4; charset=utf-8', body: written }
}

function isThisMachine(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./.test(address)
}

// Prometheus' text format: a label's backslash, quote and line feed are escaped.
function exposition({ name, help, type, values }: Metric): string {
  const lines = values.map(({ labels, value }) => {
    const named = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`)
    return `${name}${named.length > 0 ? `{${named.join(',')}}` : ''} ${value}\n`
  })
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
