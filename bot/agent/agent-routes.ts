import type { FastifyInstance } from 'fastify'
import type { ChatIdentity } from '../../core/chat/chat-identity.ts'
import type { Core } from '../../core/kernel/core.ts'
import { type BotSettings, LARGEST_JSON } from '../bot-settings.ts'
import type { InboundActivity } from './activity.ts'
import { isKnownPlace, type ShapedActivity, shapedActivity } from './activity.ts'
import { type ChannelAdapter, openAzureAdapter, openOwnAdapter } from './adapter.ts'
import { OWN_CHANNEL } from './channel-name.ts'
import { unprovenClaims } from './json-web-token.ts'
import { CHANNEL_ISSUER, type Trust } from './trust.ts'

interface AgentOptions {
  core: Core
  settings: BotSettings
  identity: ChatIdentity
  trust: Trust
  /** Where our own channel accepts replies. */
  ownServiceUrl: () => string
  hear(heard: InboundActivity): Promise<void>
}

interface Agent {
  /** The adapter of our own channel. */
  own: ChannelAdapter
  azure: ChannelAdapter | null
}

/**
 * Registers the agent's endpoint, `/api/messages`, and the public half of the key by which it recognises our channel. A
 * caller that does not prove to be a channel gets 401, whatever is wrong with the proof. An activity without the needed
 * shape gets 400. Both happen before the SDK sees the request. The response never reveals what was thrown.
 */
export function agentRoutes(app: FastifyInstance, options: AgentOptions): Agent {
  const { core, settings, identity } = options
  const metadata = `/chat-keys/${identity.keyId}`
  const { authentication } = settings
  const disabled = authentication.kind === 'none'
  const own = lazily(() =>
    openOwnAdapter(
      {
        appId: identity.appId,
        issuer: CHANNEL_ISSUER,
        metadataUrl: `${settings.ownAddress()}${metadata}/openid-configuration`,
        authorization: options.trust.ofAgent,
        disabled,
      },
      options.hear,
    ),
  )
  const azure =
    authentication.kind === 'azure'
      ? openAzureAdapter({ ...authentication, password: authentication.password.reveal() }, options.hear)
      : null

  app.get(`${metadata}/openid-configuration`, async () => ({
    issuer: CHANNEL_ISSUER,
    jwks_uri: `${settings.ownAddress()}${metadata}/keys`,
    id_token_signing_alg_values_supported: ['RS256'],
  }))
  app.get(`${metadata}/keys`, async () => ({
    keys: [
      {
        ...identity.publicKey.export({ format: 'jwk' }),
        kid: identity.keyId,
        use: 'sig',
        endorsements: [OWN_CHANNEL],
      },
    ],
  }))

  app.post('/api/messages', { bodyLimit: LARGEST_JSON }, async (request, reply) => {
    const authorization = request.headers.authorization ?? ''
    const proven = disabled || options.trust.isChannel(authorization, options.ownServiceUrl())
    if (!proven && (isOurs(authorization) || !azure)) return reply.code(401).send()
    const activity = shapedActivity(request.body)
    // Unauthenticated callers do not learn what is wrong with their activity.
    if (!activity) return reply.code(proven ? 400 : 401).send()
    const host = hostFor(activity, authorization)
    if (!host) return reply.code(401).send()
    try {
      const outcome = await host.receive(activity, authorization)
      return reply.code(outcome === 'taken' ? 200 : 401).send()
    } catch (error) {
      core.log.error('the chat agent could not take an activity', { error })
      return reply.code(503).header('retry-after', '1').send()
    }
  })
  return {
    own: { receive: (...given) => own().receive(...given), send: (...given) => own().send(...given) },
    azure,
  }

  // The issuer a token claims decides which adapter checks it; the SDK then checks everything, and we check our own
  // once more.
  function hostFor(activity: ShapedActivity, authorization: string): ChannelAdapter | undefined {
    const { serviceUrl, channelId } = activity
    const ours = isKnownPlace(serviceUrl, [options.ownServiceUrl()]) && channelId === OWN_CHANNEL
    if (disabled || isOurs(authorization)) return ours ? own() : undefined
    // Azure's own emulator and skills have no address in the configured list, so they are refused.
    return azure && channelId !== 'AseChannel' && isKnownPlace(serviceUrl, settings.serviceUrls)
      ? azure
      : undefined
  }

  function isOurs(authorization: string): boolean {
    return unprovenClaims(authorization)?.iss === CHANNEL_ISSUER
  }
}

function lazily<Made>(make: () => Made): () => Made {
  let made: Made | undefined
  return () => {
    made ??= make()
    return made
  }
}
