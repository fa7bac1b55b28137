import { Problem } from '../../core/kernel/problem.ts'
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
async function health({ core }: Visit): Promise<RouteResponse> {
  const found = await readHealth(core)
  return { kind: 'json', status: found.status === 'down' ? 503 : 200, body: found }
}

async function ready({ core }: Visit): Promise<RouteResponse> {
  const { database } = await readHealth(core)
  return { kind: 'json', status: database === 'ok' ? 200 : 503, body: { ready: database === 'ok' } }
}

/** For Prometheus on this machine only: the number of complaints is confidential. */
export const METRICS_ROUTES: readonly OpenRoute[] = [
  { method: 'GET', url: '/metrics', allow: ANYONE, handle: metrics },
]

async function metrics({ core, origin }: Visit): Promise<RouteResponse> {
  if (!isThisMachine(origin)) {
    throw new Problem('not-found', 'Metrics are told to this machine only. Scrape them on loopback.')
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
