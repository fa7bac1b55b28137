import type { OfferedFile } from '../../core/ticket/original.ts'
import type { EventSink } from './event-stream.ts'
import type { Html } from './html.ts'

/** What a route answers; `reply.ts` turns it into HTTP. */
export type RouteResponse =
  /** `rememberedList`: the query of the list it shows, which the browser keeps. */
  | { kind: 'page'; status: number; body: Html; keptList?: string }
  /** A mail's own markup, shown in a frame that can do nothing. */
  | { kind: 'mail'; body: Html; remoteImages: boolean }
  | { kind: 'redirect'; to: string; cookie?: SessionCookie; underway?: SessionCookie }
  | { kind: 'file'; file: OfferedFile }
  | { kind: 'json'; status: number; body: object }
  /** Events as they come (text/event-stream), until either side ends it. */
  | { kind: 'events'; follow(sink: EventSink): void }
  /** Words for a machine, of the content type said. */
  | { kind: 'text'; type: string; body: string }

/**
 * A token to be kept by the browser for some milliseconds, a session's or that of a sign-in under way, or null to forget
 * the one it has.
 */
export type SessionCookie = { token: string; lasts: number } | null

/** A whole page; with `rememberedList` one of a list, which the browser then keeps the query of. */
export function page(body: Html, status = 200, keptList?: string): RouteResponse {
  return { kind: 'page', status, body, ...(keptList === undefined ? {} : { keptList }) }
}

/** After a POST: the browser fetches the page that shows what has been done (303). */
export function redirect(to: string): RouteResponse {
  return { kind: 'redirect', to }
}
