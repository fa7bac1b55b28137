import type { SessionId } from '../../core/auth/session.ts'
import type { ClientInfo } from '../../core/auth/sign-in-log.ts'
import type { Core } from '../../core/kernel/core.ts'
import type { MessageId } from '../../core/kernel/id.ts'
import type { Member } from '../../core/member/member.ts'
import type { Language } from '../../core/policy/language.ts'
import type { Role } from '../../core/policy/role.ts'
import { ROLES } from '../../core/policy/role.ts'
import type { WebSettings } from '../web-settings.ts'
import type { PageWording } from '../wording/fr.ts'
import type { LiveStreams } from './event-stream.ts'
import type { RouteResponse } from './response.ts'

/** A file that came with a form. */
export interface UploadedFile {
  name: string
  type: string
  content: Uint8Array
  /** Beyond the limits, by itself or with those before it; its content was not kept. */
  tooLarge: boolean
}

/** Reads a mail once more that could not be parsed; answers whether it is readable now. */
export type ReparseMessage = (messageId: MessageId) => Promise<boolean>

/** One request, read and checked. */
export interface Visit {
  core: Core
  settings: WebSettings
  readAgain: ReparseMessage
  /** The open event streams of this process. */
  live: LiveStreams
  /** The browser wants events as they come, and the id of the last one it has, if it had any. */
  events: { wanted: boolean; lastId: string | undefined }
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, string>>
  /** Fields of a form, each once (the last one wins); empty on GET. */
  form: Readonly<Record<string, string>>
  files: readonly UploadedFile[]
  /** The visitor's address, for lock-out. */
  origin: string
  /** The same, with what their browser calls itself. */
  from: ClientInfo
  /** What the browser keeps: the token of a session, whoever's, and that of a sign-in under way. */
  kept: { session: string | undefined; underway: string | undefined }
  /** The member's own, the one asked for by `?lang=`, or what the browser prefers. */
  language: Language
  wording: PageWording
  now: Date
  /** The path asked for, with its query. */
  path: string
  /** The query of the list this browser was shown last; empty when there was none. */
  list: string
}

/** A request of a signed-in member whose role is allowed. */
export interface MemberVisit extends Visit {
  member: Member
  /** Stands in every form. */
  csrfToken: string
  sessionToken: string
  sessionId: SessionId
  /** The session was opened with a second factor. */
  strong: boolean
}

interface RouteFacts {
  method: 'GET' | 'POST'
  url: string
  /** Brakes by the visitor's address. */
  limit?: 'signIn' | 'publicPost' | 'publicPage'
  /** The form may bring files. */
  upload?: boolean
  /** The URL itself is a secret: its page tells no other site where it was. */
  secretUrl?: boolean
  /** Open to a member who has yet to set up the second factor their role needs. */
  beforeSecondFactor?: boolean
}

/** A route anyone may ask for; what it shows is decided by a signed link, or is public. */
export interface OpenRoute extends RouteFacts {
  allow: readonly ['anyone']
  handle(visit: Visit): Promise<RouteResponse>
}

/** A route for signed-in members of some roles. Which tickets they may read is core's to say, in each query. */
export interface MemberRoute extends RouteFacts {
  allow: readonly Role[]
  handle(visit: MemberVisit): Promise<RouteResponse>
}

export type Route = OpenRoute | MemberRoute

export const ANYONE = ['anyone'] as const
/** Everyone who works here. */
export const EVERY_ROLE = ROLES
export const ADMINISTRATORS = ['administrator'] as const
/** Those who answer for the promises. */
export const SUPERVISORS = ['supervisor', 'administrator'] as const

/** True for a route that needs no session. */
export function isOpenRoute(route: Route): route is OpenRoute {
  return (route.allow as readonly string[]).includes('anyone')
}
