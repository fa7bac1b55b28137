import type { ClientInfo } from '../../core/auth/sign-in-log.ts'
import type { Core } from '../../core/kernel/core.ts'
import type { MessageId, SessionId } from '../../core/kernel/id.ts'
import type { Member } from '../../core/member/member.ts'
import type { Language } from '../../core/policy/language.ts'
import type { Role } from '../../core/policy/role.ts'
import { ROLES } from '../../core/policy/role.ts'
import type { ProcessPulse } from '../../core/report/health.ts'
import type { WebSettings } from '../web-settings.ts'
import type { PageWording } from '../wording/fr.ts'
import type { LiveStreams } from './event-stream.ts'
import type { RouteResponse } from './response.ts'

/** A file uploaded with a form. */
export interface UploadedFile {
  name: string
  type: string
  content: Uint8Array
  /** Beyond the limits, alone or with the files before it; its content was discarded. */
  tooLarge: boolean
}

/** Parses a mail again that could not be parsed; returns whether it can be read now. */
export type ReparseMessage = (messageId: MessageId) => Promise<boolean>

/** One request, read and checked. */
export interface Visit {
  core: Core
  settings: WebSettings
  readAgain: ReparseMessage
  /** The open event streams of this process. */
  live: LiveStreams
  /** Whether the browser requests an event stream, and the id of its last event, if any. */
  events: { wanted: boolean; lastId: string | undefined }
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, string>>
  /** Fields of a form, each once (the last one wins); empty on GET. */
  form: Readonly<Record<string, string>>
  files: readonly UploadedFile[]
  /** The token of `Authorization: Bearer`; undefined without one. */
  bearer: string | undefined
  /** What only this process knows of its health. */
  pulse: () => ProcessPulse
  /** The visitor's IP address, for lockout. */
  origin: string
  /** The same, with the browser's User-Agent. */
  from: ClientInfo
  /** The browser's tokens: of a session, valid or not, and of a sign-in in progress. */
  kept: { session: string | undefined; underway: string | undefined }
  /** The member's own language, the one of `?lang=`, or the browser's preference. */
  language: Language
  wording: PageWording
  now: Date
  /** The requested path, with its query. */
  path: string
  /** The query of the list this browser viewed last; empty when there was none. */
  list: string
}

/** A request of a signed-in member whose role is allowed. */
export interface MemberVisit extends Visit {
  member: Member
  /** Part of every form. */
  csrfToken: string
  sessionToken: string
  sessionId: SessionId
  /** Whether the session was opened with a second factor. */
  strong: boolean
}

interface RouteFacts {
  method: 'GET' | 'POST'
  url: string
  /** The rate limit by the visitor's IP address. */
  limit?: 'signIn' | 'publicPost' | 'publicPage'
  /** Whether the form may upload files. */
  upload?: boolean
  /** The URL itself is a secret: its page sends no referrer to other sites. */
  secretUrl?: boolean
  /** Open to a member who has not yet set up the second factor their role needs. */
  beforeSecondFactor?: boolean
}

/** A route without a session; a signed link decides what it shows, or the content is public. */
export interface OpenRoute extends RouteFacts {
  allow: readonly ['anyone']
  handle(visit: Visit): Promise<RouteResponse>
}

/** A route for signed-in members of some roles. Core decides which tickets they may read, in each query. */
export interface MemberRoute extends RouteFacts {
  allow: readonly Role[]
  handle(visit: MemberVisit): Promise<RouteResponse>
}

export type Route = OpenRoute | MemberRoute

export const ANYONE = ['anyone'] as const
/** Every member. */
export const EVERY_ROLE = ROLES
export const ADMINISTRATORS = ['administrator'] as const
/** The roles accountable for the promises. */
export const SUPERVISORS = ['supervisor', 'administrator'] as const

/** Returns whether a route needs no session. */
export function isOpenRoute(route: Route): route is OpenRoute {
  return (route.allow as readonly string[]).includes('anyone')
}
