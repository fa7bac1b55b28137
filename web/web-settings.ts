import type { Secret } from '../core/kernel/secret.ts'
import type { Provider } from './sign-in/openid-provider.ts'

/** The web server's settings besides core's own. */
export interface WebSettings {
  /**
   * Whose X-Forwarded-For is trusted: nobody's (false), everybody's (true), or that of some addresses (`loopback`, a
   * CIDR). Lockout counts by the visitor's IP address, so never use true where visitors connect directly.
   */
  trustProxy: boolean | string | string[]
  /** The demo's log-in hint; null outside the demo. */
  demo: { logins: readonly { name: string; email: string; password: string }[] } | null
  /** The marketplace's token for the API; without it that token does not exist. */
  apiToken?: Secret | null
  /** Opens `/metrics` and the details of `/health`; without it they are told to this machine, or nobody. */
  operationsToken?: Secret | null
  /** The company's identity provider, with which members may sign in too. */
  provider?: Provider | null
  /** Requests per minute from one IP address before they are refused. */
  limits?: Partial<Limits>
  /** Milliseconds between two looks at what is new, for the open pages; a second unless set. */
  lookEvery?: number
}

export interface Limits {
  signIn: number
  publicPost: number
  publicPage: number
}

export const USUAL_LIMITS: Limits = { signIn: 20, publicPost: 20, publicPage: 120 }

/** Bytes of one uploaded file. */
export const LARGEST_FORM_FILE = 10_000_000
export const MOST_FORM_FILES = 10
/** Bytes of all files of one form: what a mail can still carry. */
export const LARGEST_FILES = 25_000_000
/** Characters of a text typed into a form. */
export const LONGEST_FORM_TEXT = 50_000
