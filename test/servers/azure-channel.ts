import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  AuthenticationConfiguration,
  BotFrameworkAuthenticationFactory,
  ServiceClientCredentialsFactory,
} from 'botframework-connector'
import { openCloudAdapter } from '../../bot/agent/adapter.ts'
import type { AzureChannels } from '../../bot/bot.ts'

/** A channel of Azure's on loopback: it signs what it sends, publishes its key, and takes the agent's replies. */
export interface AzureChannel {
  /** What the chat is configured with. */
  channels: AzureChannels
  appId: string
  keyId: string
  publicKey: KeyObject
  serviceUrl: string
  /** The activities it took, in order. */
  readonly taken: Record<string, unknown>[]
  /** Returns how many activities it was sent. */
  asked(): number
  /** How it answers from now on; as Azure does, with 201, until then. */
  answer(how: Mood): void
  /** Returns a reference to a conversation there. */
  reference(conversation: string): object
  /** Returns an Authorization header with its claims, or others. */
  signed(claims?: object, key?: { keyId: string; privateKey: KeyObject }): string
  /** Stops listening; `listen` comes back on the same port. */
  hangUp(): Promise<void>
  listen(): Promise<void>
}

type Mood = number | 'silent' | ((text: string) => number)

const ISSUER = 'https://api.botframework.com'

/** Starts a channel of Azure's. The caller hangs up. */
export async function startAzureChannel(): Promise<AzureChannel> {
  const appId = randomUUID()
  const keyId = randomUUID()
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const taken: Record<string, unknown>[] = []
  let asked = 0
  let mood: Mood = 201
  const server = createServer((request, response) => {
    const json = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.url === '/openid-configuration') {
      return json(200, {
        issuer: ISSUER,
        jwks_uri: `${serviceUrl}keys`,
        id_token_signing_alg_values_supported: ['RS256'],
      })
    }
    if (request.url === '/keys') {
      const endorsements = ['msteams', 'directline', 'AseChannel']
      return json(200, {
        keys: [{ ...publicKey.export({ format: 'jwk' }), kid: keyId, use: 'sig', endorsements }],
      })
    }
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    return request.on('end', () => {
      asked++
      if (mood === 'silent') return
      const activity = JSON.parse(body) as Record<string, unknown>
      const status = typeof mood === 'function' ? mood(String(activity.text)) : mood
      if (status < 300) taken.push(activity)
      json(status, { id: '1' })
    })
  })
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()))
  await listen(0)
  const { port } = server.address() as AddressInfo
  const serviceUrl = `http://127.0.0.1:${port}/`
  const claims = () => {
    const now = Math.floor(Date.now() / 1000)
    return { iss: ISSUER, aud: appId, serviceurl: serviceUrl, iat: now, nbf: now, exp: now + 300 }
  }
  return {
    channels: {
      serviceUrls: [serviceUrl],
      openAdapter: (handle) => openCloudAdapter(authenticationBy(serviceUrl, appId), appId, handle),
    },
    appId,
    keyId,
    publicKey,
    serviceUrl,
    taken,
    asked: () => asked,
    answer(how) {
      mood = how
    },
    reference: (conversation) => ({
      channelId: 'msteams',
      serviceUrl,
      conversation: { id: conversation },
      user: { id: 'ana' },
      bot: { id: 'agafort' },
    }),
    signed: (given = {}, key = { keyId, privateKey }) =>
      `Bearer ${signToken(key, { ...claims(), ...given })}`,
    hangUp: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
    listen: () => listen(port),
  }
}

/** Returns a signed JSON Web Token, RS256 (RFC 7515, RFC 7518 §3.3). */
function signToken(key: { keyId: string; privateKey: KeyObject }, claims: object): string {
  const content = `${encodeSegment({ alg: 'RS256', typ: 'JWT', kid: key.keyId })}.${encodeSegment(claims)}`
  return `${content}.${sign('sha256', Buffer.from(content), key.privateKey).toString('base64url')}`
}

/** Returns a segment of a JSON Web Token. */
export function encodeSegment(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

// One custom value makes the SDK treat all of them as custom, so all of them are given.
function authenticationBy(serviceUrl: string, appId: string) {
  const nowhere = 'https://localhost:0'
  const metadataUrl = `${serviceUrl}openid-configuration`
  return BotFrameworkAuthenticationFactory.create(
    '',
    true,
    nowhere,
    ISSUER,
    ISSUER,
    nowhere,
    metadataUrl,
    metadataUrl,
    '',
    new Credentials(appId),
    new AuthenticationConfiguration(),
  )
}

/** What Azure's own would fetch a token for. */
class Credentials extends ServiceClientCredentialsFactory {
  readonly #appId: string
  constructor(appId: string) {
    super()
    this.#appId = appId
  }
  override async isValidAppId(appId: string) {
    return appId === this.#appId
  }
  override async isAuthenticationDisabled() {
    return false
  }
  override async createCredentials() {
    return {
      signRequest: async <Request extends { headers: { set(name: string, value: string): void } }>(
        request: Request,
      ) => {
        request.headers.set('authorization', 'Bearer a-token-of-the-agent')
        return request
      },
    }
  }
}
