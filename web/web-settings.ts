import type { Secret } from '../core/kernel/secret.ts'
import type { Provider } from './sign-in/openid-provider.ts'

/** What the web needs to know beside core's own settings. */
export interface WebSettings {
  /**
   * Whose X-Forwarded-For is believed: nobody's (false), everybody's (true), or that of some addresses (`loopback`,
   * a CIDR). Lock-out counts by the visitor's address, so never true where visitors reach us directly.
   */
  trustProxy: boolean | string | string[]
  /** The demo's log-in hint; null outside the demo. */
  demo: { logins: readonly { name: string; email: string; password: string }[] } | null
  /** What other systems of the marketplace show to use the API; there is none without it. */
  apiToken?: Secret | null
  /** The company's identity provider, by which members may sign in too; there is none without it. */
  provider?: Provider | null
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
export const LARGEST_FORM_FILE = 10_000_000
export const MOST_FORM_FILES = 10
/** All files of one form together: what a mail can still carry. */
export const LARGEST_FILES = 25_000_000
/** A text typed into a form: characters. */
export const LONGEST_FORM_TEXT = 50_000
