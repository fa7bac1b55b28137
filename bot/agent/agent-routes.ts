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
  /** Where our own channel takes answers. */
  ownServiceUrl: () => string
  hear(heard: InboundActivity): Promise<void>
}

interface Agent {
  /** Of our own channel. */
  own: ChannelAdapter
  azure: ChannelAdapter | null
}

/**
 * The agent's door, `/api/messages`, and the public half of the key it knows our channel by. Who does not prove to be a
 * channel is refused with 401 whatever is wrong with the proof, and an activity without the needed shape with 400,
 * before the SDK sees either. The answer never says what was thrown.
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
    // What is wrong with it is told to no stranger.
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

  // Who a token says it is from decides who checks it; the SDK then checks it all, ours once more.
  function hostFor(activity: ShapedActivity, authorization: string): ChannelAdapter | undefined {
    const { serviceUrl, channelId } = activity
    const ours = isKnownPlace(serviceUrl, [options.ownServiceUrl()]) && channelId === OWN_CHANNEL
    if (disabled || isOurs(authorization)) return ours ? own() : undefined
    // Azure's own emulator and skills need no place of theirs among the known ones: they are not let in.
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
