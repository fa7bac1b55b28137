import type { OfferedFile } from '../core/original.ts'
import type { Html } from './html.ts'

/** What a route answers; `reply.ts` turns it into HTTP. */
export type Answer =
  | { kind: 'page'; status: number; body: Html }
  /** A mail's own markup, shown in a frame that can do nothing. */
  | { kind: 'mail'; body: Html; remoteImages: boolean }
  | { kind: 'redirect'; to: string; cookie?: SessionCookie }
  | { kind: 'file'; file: OfferedFile }
  | { kind: 'json'; status: number; body: object }
  /** Words for a machine, of the content type said. */
  | { kind: 'text'; type: string; body: string }

/** A session's token to be kept by the browser, or null to forget the one it has. */
export type SessionCookie = { token: string; expiresAt: Date } | null

/** A whole page. */
export function page(body: Html, status = 200): Answer {
  return { kind: 'page', status, body }
}

/** After a POST: the browser fetches the page that shows what has been done (303). */
export function redirect(to: string): Answer {
  return { kind: 'redirect', to }
}
