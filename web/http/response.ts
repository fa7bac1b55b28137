import type { OfferedFile } from '../../core/ticket/original.ts'
import type { EventSink } from './event-stream.ts'
import type { Html } from './html.ts'

/** A route's response; `send-response.ts` turns it into HTTP. */
export type RouteResponse =
  /** `keptList`: the query of the list it shows, which the browser stores. */
  | { kind: 'page'; status: number; body: Html; keptList?: string }
  /** A mail's own markup, shown in a sandboxed frame. */
  | { kind: 'mail'; body: Html; remoteImages: boolean }
  | { kind: 'redirect'; to: string; cookie?: SessionCookie; underway?: SessionCookie }
  | { kind: 'file'; file: OfferedFile }
  | { kind: 'json'; status: number; body: object }
  /** A stream of events (text/event-stream), until either side ends it. */
  | { kind: 'events'; follow(sink: EventSink): void }
  /** Text for a machine, with its content type. */
  | { kind: 'text'; type: string; body: string }

/**
 * A token for the browser to store for `lasts` milliseconds: of a session, or of a sign-in in progress. Null clears it.
 */
export type SessionCookie = { token: string; lasts: number } | null

/** Returns a whole page; with `keptList`, the browser stores the query of the list it shows. */
export function page(body: Html, status = 200, keptList?: string): RouteResponse {
  return { kind: 'page', status, body, ...(keptList === undefined ? {} : { keptList }) }
}

/** Returns a redirect after a POST: the browser fetches the page that shows the result (303). */
export function redirect(to: string): RouteResponse {
  return { kind: 'redirect', to }
}
