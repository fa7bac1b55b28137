import type { MessageId } from '../core/id.ts'
import type { DemoMail } from './demo/demo-mail.ts'

/** What the web needs to know beside core's own settings. */
export interface WebSettings {
  /** True behind a reverse proxy: the visitor's address is taken from X-Forwarded-For. */
  trustProxy: boolean
  /** The demo's mail page and its log-in hint; null outside the demo. */
  demo: DemoMail | null
  /** Reads a mail again that could not be parsed; answers whether it could be this time. */
  readAgain(messageId: MessageId): Promise<boolean>
  /** Requests per minute from one address before it is told to wait. */
  limits?: Partial<Limits>
}

export interface Limits {
  signIn: number
  publicPost: number
  publicPage: number
}

export const USUAL_LIMITS: Limits = { signIn: 20, publicPost: 20, publicPage: 120 }

/** One file that is sent to us: bytes. */
export const LARGEST_FILE = 10_000_000
export const MOST_FILES = 10
/** A text typed into a form: characters. */
export const LONGEST_TEXT = 50_000
