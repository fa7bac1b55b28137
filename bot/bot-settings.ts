import type { Secret } from '../core/kernel/secret.ts'

/** How the agent knows its callers. */
export type Authentication =
  /** Our own app id and key: our channel and our agent sign what they send each other. */
  | { kind: 'own' }
  /** The same for our channel, and Azure's channels beside it. */
  | { kind: 'azure'; appId: string; tenantId: string | null; password: Secret }
  /** Nobody is checked: for trying a foreign client on one's own machine only. */
  | { kind: 'none' }

export interface BotSettings {
  authentication: Authentication
  /** Where the program listens, for our channel and our agent to reach each other: `http://127.0.0.1:3978`. */
  ownAddress: () => string
  /** Sites that may show the chat page in a frame or use the channel from their own pages. */
  origins: readonly string[]
  /** Where Azure's channels take answers: an activity that names another place is refused. */
  serviceUrls: readonly string[]
  /** How long a client's token holds, in seconds. */
  tokenSeconds: number
  limits: BotLimits
}

interface BotLimits {
  /** New conversations per minute from one address. */
  conversations: number
  /** Activities and uploads per minute in one conversation. */
  activities: number
  /** Open streams in one conversation: tabs of one browser. */
  streams: number
}

export const USUAL_BOT_LIMITS: BotLimits = { conversations: 20, activities: 60, streams: 8 }

/** One JSON body: bytes. */
export const LARGEST_JSON = 256 * 1024
/** One file: bytes. */
export const LARGEST_CHAT_FILE = 10 * 1024 * 1024
export const MOST_CHAT_FILES = 5
/** For how long a page can come back to its conversation. */
export const RESUME_SECONDS = 24 * 60 * 60
