import type { ApiCaller, ApiScope } from '../../core/auth/api-token.ts'
import type { Core } from '../../core/kernel/core.ts'

/** A request of another system, whose token has the route's scope; body and query fit the route's schema. */
interface ApiVisit {
  core: Core
  caller: ApiCaller
  params: Readonly<Record<string, string>>
  query: unknown
  body: unknown
  /** What makes the same request twice one, or null. */
  idempotencyKey: string | null
}

/** A route of the API: the scope it takes stands beside it, and its schemas make the OpenAPI document. */
export interface ApiRoute {
  method: 'GET' | 'POST' | 'PUT'
  url: string
  scope: ApiScope
  schema: {
    summary: string
    description?: string
    tags: readonly string[]
    params?: object
    querystring?: object
    headers?: object
    body?: object
    /** By status. */
    response: Readonly<Record<number, object>>
  }
  /** Bytes. */
  bodyLimit?: number
  handle(visit: ApiVisit): Promise<{ status: number; body: object }>
}
