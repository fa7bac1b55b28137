import type { Secret } from '../core/kernel/secret.ts'

/** How the agent authenticates its callers. */
export type Authentication =
  /** Our own app id and key: our channel and our agent sign what they send each other. */
  | { kind: 'own' }
  /** The same for our channel, and Azure's channels too. */
  | { kind: 'azure'; appId: string; tenantId: string | null; password: Secret }
  /** No caller is checked: only for trying another client on one's own machine. */
  | { kind: 'none' }

export interface BotSettings {
  authentication: Authentication
  /**
   * Returns the program's own address, by which our channel and our agent reach each other: `http://127.0.0.1:3978`.
   */
  ownAddress: () => string
  /** Sites that may show the chat page in a frame or use the channel from their own pages. */
  origins: readonly string[]
  /** Where Azure's channels accept replies; an activity that names another address is refused. */
  serviceUrls: readonly string[]
  /** Lifetime of a client's token, in seconds. */
  tokenSeconds: number
  limits: BotLimits
}

interface BotLimits {
  /** New conversations per minute from one IP address. */
  conversations: number
  /** Activities and uploads per minute in one conversation. */
  activities: number
  /** Open streams in one conversation: tabs of one browser. */
  streams: number
}

export const USUAL_BOT_LIMITS: BotLimits = { conversations: 20, activities: 60, streams: 8 }

/** Bytes of one JSON body. */
export const LARGEST_JSON = 256 * 1024
/** Bytes of one file. */
export const LARGEST_CHAT_FILE = 10 * 1024 * 1024
export const MOST_CHAT_FILES = 5
/** How long a page can resume its conversation, in seconds. */
export const RESUME_SECONDS = 24 * 60 * 60
