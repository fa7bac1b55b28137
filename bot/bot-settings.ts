export interface BotSettings {
  /** Returns the program's own address, whose pages may use the channel: `http://127.0.0.1:3978`. */
  ownAddress: () => string
  /** Sites that may show the chat page in a frame or use the channel from their own pages. */
  origins: readonly string[]
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
