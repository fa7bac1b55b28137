import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Adapter, type AdapterPayload, Provider } from 'oidc-provider'

/** A person with an account at the provider. */
export interface ProviderPerson {
  subject: string
  email: string
  emailVerified: boolean
  name?: string
}

/** An OpenID Connect provider of the test's own on loopback. Every visitor is signed in there as `person`. */
export interface IdentityProvider {
  readonly issuer: string
  /** The person at the browser. */
  person: ProviderPerson
  /** The number of requests it got. */
  asked: number
  /** Follows redirects as a browser does and returns the final URL, which is not the provider's. */
  walk(url: string): Promise<string>
  stop(): Promise<void>
}

const HOUR = 3600

export const CLIENT_ID = 'agafort-intake'
export const CLIENT_SECRET = 'a-secret-the-provider-and-we-share'

/** Starts a provider with one client, redirected to `redirectUri`. */
export async function startIdentityProvider(
  redirectUri: string,
  person: ProviderPerson,
): Promise<IdentityProvider> {
  let answer: (request: IncomingMessage, response: ServerResponse) => void = () => {}
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = providerAt(issuer, redirectUri, () => started.person)
  const answers = provider.callback()
  answer = (request, response) => {
    started.asked++
    if (!request.url?.startsWith('/interaction/')) return void answers(request, response)
    const login = { accountId: started.person.subject }
    void provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false })
  }
  const started: IdentityProvider = {
    issuer,
    person,
    asked: 0,
    walk: (url) => walk(issuer, url),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return started
}

function providerAt(issuer: string, redirectUri: string, person: () => ProviderPerson): Provider {
  const kept = new Map<string, AdapterPayload>()
  return new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    adapter: () => keptInMemory(kept),
    jwks: { keys: [signingKey()] },
    ttl: { Interaction: HOUR, Grant: HOUR, Session: HOUR, AccessToken: HOUR, IdToken: HOUR },
    cookies: { keys: ['a key only this test knows'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    findAccount: (_, accountId) => ({
      accountId,
      claims: () => {
        const { email, emailVerified, name = 'Sans nom' } = person()
        return { sub: accountId, email, email_verified: emailVerified, name }
      },
    }),
    loadExistingGrant: async ({ oidc }) => {
      const { client, session } = oidc
      if (!client || !session?.accountId) return undefined
      const grant = new oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
}

function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), kid: 'only', use: 'sig', alg: 'RS256' }
}

// The provider's own in-memory adapter prints a warning at every start.
function keptInMemory(kept: Map<string, AdapterPayload>): Adapter {
  const byUid = (uid: string) => [...kept.values()].find((payload) => payload.uid === uid)
  return {
    upsert: async (id, payload) => void kept.set(id, payload),
    find: async (id) => kept.get(id),
    findByUid: async (uid) => byUid(uid),
    findByUserCode: async () => undefined,
    consume: async (id) => void kept.set(id, { ...kept.get(id), consumed: 1 }),
    destroy: async (id) => void kept.delete(id),
    revokeByGrantId: async (grantId) => {
      for (const [id, payload] of kept) if (payload.grantId === grantId) kept.delete(id)
    },
  }
}

async function walk(issuer: string, start: string): Promise<string> {
  const cookies = new Map<string, string>()
  let url = start
  for (let step = 0; step < 10; step++) {
    if (!url.startsWith(issuer)) return url
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null)
      throw new Error(`The provider answered ${response.status}: ${await response.text()}`)
    url = new URL(location, url).href
  }
  throw new Error('The provider sends the browser round in circles.')
}
