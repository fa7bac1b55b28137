import { Problem } from '../../core/kernel/problem.ts'
import { type Metric, readMetrics } from '../../core/report/metrics.ts'
import type { RouteResponse } from './response.ts'
import { ANYONE, type OpenRoute, type Visit } from './route.ts'

/** For Prometheus on this machine; how many complaints there are is nobody else's business. */
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
