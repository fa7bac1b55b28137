import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { freePort, LOOPBACK } from './port.ts'

/** A request for a new access token that the server saw. */
export interface TokenRequest {
  readonly grantType: string
  readonly refreshToken: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string
  readonly granted: boolean
}

/** An OAuth 2.0 authorization server of the test's own (RFC 6749 §6, RFC 7662), for one mail provider's log-ins. */
export interface TokenServer {
  /** Where a client renews its access token. */
  readonly tokenUrl: string
  /** Where Dovecot checks whether an access token is valid. */
  readonly introspectionUrl: string
  readonly requests: readonly TokenRequest[]
  /** Returns a user's first refresh token, as after an administrator's consent. */
  grant(user: string): string
  /** Returns a user's current refresh token; undefined after `refuse`. */
  currentRefreshToken(user: string): string | undefined
  /** Returns whether this access token admits this user; for an SMTP sink's `authenticate`. */
  accepts(user: string, accessToken: string): boolean
  /** Invalidates every access token so far, as time does. */
  expireAccessTokens(): void
  /** Revokes the consent: renewals get `invalid_grant`, access tokens stop working. */
  refuse(user: string): void
  stop(): Promise<void>
}

/**
 * Starts a token server on loopback. Every renewal gives a new refresh token and ends the old one (rotation), so a
 * client that does not keep the new one is locked out at its next renewal.
 *
 *     const tokens = await startTokenServer({ expiresIn: 3600 })
 *     const refreshToken = tokens.grant('litiges@agafort.example')
 *     const dovecot = await startDovecot({ users: [...], introspectionUrl: tokens.introspectionUrl })
 */
export async function startTokenServer({ expiresIn = 3600 } = {}): Promise<TokenServer> {
  const refreshTokens = new Map<string, string>()
  const accessTokens = new Map<string, string>()
  const requests: TokenRequest[] = []
  const grant = (user: string) => {
    const token = `refresh-${randomUUID()}`
    refreshTokens.set(token, user)
    return token
  }
  const renew = (form: URLSearchParams): [number, object] => {
    const old = form.get('refresh_token') ?? ''
    const user = refreshTokens.get(old)
    const granted = form.get('grant_type') === 'refresh_token' && user !== undefined
    requests.push(asRequest(form, granted))
    if (!granted)
      return [400, { error: 'invalid_grant', error_description: 'The refresh token is not valid.' }]
    refreshTokens.delete(old)
    const accessToken = `access-${randomUUID()}`
    accessTokens.set(accessToken, user)
    const renewed = { access_token: accessToken, refresh_token: grant(user) }
    return [200, { ...renewed, token_type: 'Bearer', expires_in: expiresIn }]
  }
  const introspect = (form: URLSearchParams): [number, object] => {
    const user = accessTokens.get(form.get('token') ?? '')
    return [200, user ? { active: true, username: user } : { active: false }]
  }
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await bodyOf(request))
    if (request.url === '/token') respond(response, ...renew(form))
    else if (request.url === '/introspect') respond(response, ...introspect(form))
    else respond(response, 404, { error: 'not_found' })
  })
  const port = await freePort()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, LOOPBACK, resolve)
  })
  const forget = (tokens: Map<string, string>, user: string) => {
    for (const [token, owner] of tokens) if (owner === user) tokens.delete(token)
  }
  return {
    tokenUrl: `http://${LOOPBACK}:${port}/token`,
    introspectionUrl: `http://${LOOPBACK}:${port}/introspect`,
    requests,
    grant,
    currentRefreshToken: (user) => [...refreshTokens].find(([, owner]) => owner === user)?.[0],
    accepts: (user, accessToken) => accessTokens.get(accessToken) === user,
    expireAccessTokens: () => accessTokens.clear(),
    refuse(user) {
      forget(refreshTokens, user)
      forget(accessTokens, user)
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function asRequest(form: URLSearchParams, granted: boolean): TokenRequest {
  const field = (name: string) => form.get(name) ?? ''
  return {
    grantType: field('grant_type'),
    refreshToken: field('refresh_token'),
    clientId: field('client_id'),
    clientSecret: field('client_secret'),
    scope: field('scope'),
    granted,
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}

function respond(response: ServerResponse, status: number, content: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
}
