import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { openSession } from '../../core/auth/session.ts'
import type { Core } from '../../core/kernel/core.ts'
import type { TeamId } from '../../core/kernel/id.ts'
import { grantClearance } from '../../core/member/clearance.ts'
import { createMember, type Member } from '../../core/member/member.ts'
import { joinTeam } from '../../core/member/team.ts'
import type { SensitiveLane } from '../../core/policy/category.ts'
import type { Role } from '../../core/policy/role.ts'
import { type ProcessPulse, STILL } from '../../core/report/health.ts'
import type { CustomerMail, DemoMail } from '../../demo/demo-mail-page.ts'
import { demoRoutes } from '../../demo/demo-routes.ts'
import { sessionCookieName } from '../../web/http/cookie.ts'
import { buildWeb } from '../../web/server.ts'
import type { WebSettings } from '../../web/web-settings.ts'

export type Page = LightMyRequestResponse

/** A browser: stores the session, sends what a browser sends. */
export interface Browser {
  get(path: string, headers?: Record<string, string>): Promise<Page>
  /** Submits a form; the session's own CSRF token is added unless the form has one. */
  post(path: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Page>
  upload(path: string, fields: Record<string, string>, files: readonly Upload[]): Promise<Page>
}

export interface Upload {
  field: string
  name: string
  type: string
  content: string | Buffer
}

export interface WebWorld {
  /** A visitor without an account. */
  visitor: Browser
  /** Returns a browser in which this member is signed in. */
  as(member: Pick<Member, 'id'>): Promise<Browser>
  member(
    name: string,
    role?: Role,
    lanes?: readonly SensitiveLane[],
    teams?: readonly TeamId[],
  ): Promise<Member>
  /** Mails sent by the demo's page. */
  sent: CustomerMail[]
}

/** Opens the web on a core, without a network. Its limits are disabled unless a test is about them. */
export function openWeb(
  core: Core,
  settings: Partial<WebSettings> = {},
  pulse: () => ProcessPulse = () => STILL,
): WebWorld {
  const sent: CustomerMail[] = []
  const demo: DemoMail = {
    addresses: core.settings.mailboxes.map(({ address }) => address),
    logins: [],
    sendAsCustomer: async (mail) => void sent.push(mail),
  }
  const limits = { signIn: 10_000, publicPost: 10_000, publicPage: 10_000 }
  const app = buildWeb({
    core,
    settings: { trustProxy: false, demo, limits, ...settings },
    pulse,
    readAgain: async () => false,
    ...(settings.demo !== null && { demoRoutes: demoRoutes(demo) }),
  })
  const origin = new URL(core.settings.publicUrl).origin
  const browser = (cookies: Record<string, string>, csrf: string | undefined): Browser => {
    const ask = (options: InjectOptions) =>
      app.inject({
        cookies,
        ...options,
        headers: { accept: 'text/html', host: new URL(origin).host, ...options.headers },
      })
    return {
      get: (path, headers = {}) => ask({ method: 'GET', url: path, headers }),
      post: (path, fields = {}, headers = {}) =>
        ask({
          method: 'POST',
          url: path,
          headers: { origin, 'content-type': 'application/x-www-form-urlencoded', ...headers },
          payload: new URLSearchParams({ ...(csrf === undefined ? {} : { csrf }), ...fields }).toString(),
        }),
      upload: (path, fields, files) => {
        const { body, type } = multipart({ ...(csrf === undefined ? {} : { csrf }), ...fields }, files)
        return ask({ method: 'POST', url: path, headers: { origin, 'content-type': type }, payload: body })
      },
    }
  }
  return {
    visitor: browser({}, undefined),
    as: async ({ id }) => {
      const { token } = await openSession(core, id)
      const { csrf_token } = await core.db
        .selectFrom('sessions')
        .select('csrf_token')
        .where('member_id', '=', id)
        .orderBy('created_at', 'desc')
        .executeTakeFirstOrThrow()
      return browser({ [sessionCookieName(core.settings.publicUrl)]: token }, csrf_token)
    },
    member: async (name, role = 'agent', lanes = [], teams = []) => {
      const email = `${name.split(' ')[0]?.normalize('NFD').replace(/\W/g, '').toLowerCase()}@agafort.example`
      const member = await createMember(core, { name, email, role, language: 'fr' })
      for (const lane of lanes) await grantClearance(core, { memberId: member.id, lane, grantedBy: null })
      for (const team of teams) await joinTeam(core, { memberId: member.id, teamId: team })
      return member
    },
    sent,
  }
}

function multipart(fields: Record<string, string>, files: readonly Upload[]): { body: Buffer; type: string } {
  const boundary = 'a-boundary-no-text-holds'
  const parts: Buffer[] = []
  for (const [name, value] of Object.entries(fields)) {
    parts.push(
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    )
  }
  for (const { field, name, type, content } of files) {
    parts.push(
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`,
      ),
      Buffer.from(content),
      Buffer.from('\r\n'),
    )
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`))
  return { body: Buffer.concat(parts), type: `multipart/form-data; boundary=${boundary}` }
}
