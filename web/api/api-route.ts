import type { ApiCaller, ApiScope } from '../../core/auth/api-token.ts'
import type { Core } from '../../core/kernel/core.ts'

/** A request of another system whose token has the route's scope; body and query match the route's schema. */
interface ApiVisit {
  core: Core
  caller: ApiCaller
  params: Readonly<Record<string, string>>
  query: unknown
  body: unknown
  /** The key that makes a repeated request idempotent, or null. */
  idempotencyKey: string | null
}

/** A route of the API with the scope it requires; its schemas produce the OpenAPI document. */
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
    /** Schemas by status. */
    response: Readonly<Record<number, object>>
  }
  /** In bytes. */
  bodyLimit?: number
  handle(visit: ApiVisit): Promise<{ status: number; body: object }>
}
