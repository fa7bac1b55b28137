import type { FastifyInstance } from 'fastify'
import { TOTP } from 'otpauth'
import type { Core } from '../../core/kernel/core.ts'
import { createMember, type Member } from '../../core/member/member.ts'
import type { Role } from '../../core/policy/role.ts'
import { buildWeb } from '../../web/server.ts'
import type { WebSettings } from '../../web/web-settings.ts'
import type { Page } from './web-world.ts'

/** A browser that stores its cookies and submits forms with the fields of the page it loaded last. */
export interface SignInBrowser {
  readonly cookies: Map<string, string>
  get(path: string): Promise<Page>
  post(path: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Page>
}

export const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0'
export const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1'

/** The password of every member created here. */
export const MEMBER_PASSWORD = 'une phrase assez longue'
/** Creates a member who can sign in; the address is the first name's. */
export async function memberWithPassword(core: Core, name: string, role: Role = 'agent'): Promise<Member> {
  const email = `${name.split(' ')[0]?.normalize('NFD').replace(/\W/g, '').toLowerCase()}@agafort.example`
  return createMember(core, { name, email, role, language: 'fr', password: MEMBER_PASSWORD })
}

/** Opens the web on a core with its limits disabled, and browsers that visit it. */
export function openSignIn(core: Core, settings: Partial<WebSettings> = {}) {
  const limits = { signIn: 10_000, publicPost: 10_000, publicPage: 10_000 }
  const app = buildWeb({
    core,
    settings: { trustProxy: false, demo: null, limits, ...settings },
    readAgain: async () => false,
  })
  return { app, browser: (from = '192.0.2.1', agent = FIREFOX) => signInBrowser(app, core, from, agent) }
}

function signInBrowser(
  app: FastifyInstance,
  core: Core,
  remoteAddress: string,
  agent: string,
): SignInBrowser {
  const { origin, host } = new URL(core.settings.publicUrl)
  const cookies = new Map<string, string>()
  let csrf = ''
  const ask = async (
    method: 'GET' | 'POST',
    url: string,
    payload = '',
    more: Record<string, string> = {},
  ) => {
    const form: Record<string, string> =
      method === 'POST' ? { origin, 'content-type': 'application/x-www-form-urlencoded' } : {}
    const headers = { accept: 'text/html', host, 'user-agent': agent, ...form, ...more }
    const page = await app.inject({
      method,
      url,
      remoteAddress,
      cookies: Object.fromEntries(cookies),
      headers,
      payload,
    })
    for (const { name, value } of page.cookies) {
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? csrf
    return page
  }
  return {
    cookies,
    get: (path) => ask('GET', path),
    post: (path, fields = {}, headers = {}) =>
      ask('POST', path, new URLSearchParams({ csrf, ...fields }).toString(), headers),
  }
}

/** Returns the authenticator on a member's telephone, set up with the key a page shows. */
export function authenticatorOf(page: Page) {
  const secret = /<code class="link">([A-Z2-7 ]+)<\/code>/.exec(page.body)?.[1]?.replaceAll(' ', '') ?? ''
  const totp = new TOTP({ secret })
  return { secret, code: (at: Date) => totp.generate({ timestamp: at.getTime() }) }
}

/** Returns the recovery codes a page shows. */
export function recoveryCodesOn(page: Page): string[] {
  return [...page.body.matchAll(/<li><code>([0-9A-Z-]{14})<\/code>/g)].map(([, code = '']) => code)
}
