import { type Activity, CloudAdapter, type ConversationReference, TurnContext } from 'botbuilder'
import {
  AuthenticationConfiguration,
  type BotFrameworkAuthentication,
  BotFrameworkAuthenticationFactory,
  PasswordServiceClientCredentialFactory,
  ServiceClientCredentialsFactory,
} from 'botframework-connector'
import type { InboundActivity, OutboundActivity, ShapedActivity } from './activity.ts'
import { readActivity, writeActivity } from './activity-mapping.ts'
import { azureChannel, OWN_CHANNEL } from './channel-name.ts'

// The other of the two files that know the SDK: who is let in, and how something is sent.

/** One circle of channels that trust each other: our own, or Azure's. */
export interface ChannelAdapter {
  /**
   * Checks an activity's Authorization header and gives what it says to `hear`. `refused` when the header does not
   * prove that a channel sent it; whatever `hear` throws, it throws.
   */
  receive(activity: ShapedActivity, authorization: string): Promise<'taken' | 'refused'>
  /**
   * Says something in a conversation; `gone` when the channel no longer knows it, `refused` when it will never take this.
   * Throws when it cannot be reached.
   */
  send(reference: object, said: OutboundActivity, delivery: ActivityDelivery): Promise<SendOutcome>
}

export type SendOutcome = 'sent' | 'gone' | 'refused'

export interface ActivityDelivery {
  channel: string
  /** The same each time this is sent. */
  id: string
  /** Where the channel is now, when that is for us to say. */
  serviceUrl: string | null
}

/** Our own circle: everything the SDK would ask Azure for is answered by ourselves. */
interface OwnCircle {
  appId: string
  issuer: string
  /** Of the OpenID metadata with the key the channel signs with. */
  metadataUrl: string
  /** The agent's Authorization header. */
  authorization(): string
  /** Nobody is checked and nothing signed: on loopback only. */
  disabled: boolean
}

/** Hosts the agent for our own channel. */
export function openOwnAdapter(
  circle: OwnCircle,
  hear: (heard: InboundActivity) => Promise<void>,
): ChannelAdapter {
  const nowhere = 'https://localhost:0'
  // One value of one's own makes the SDK take every value as one's own, so all of them are given.
  const authentication = BotFrameworkAuthenticationFactory.create(
    '',
    true,
    nowhere,
    circle.issuer,
    circle.issuer,
    nowhere,
    circle.metadataUrl,
    circle.metadataUrl,
    '',
    new OwnCredentials(circle),
    new AuthenticationConfiguration(),
  )
  return openAdapter(authentication, circle.appId, () => OWN_CHANNEL, hear)
}

/** Hosts the agent for Azure's channels, as the app Azure knows. */
export function openAzureAdapter(
  azure: { appId: string; tenantId: string | null; password: string },
  hear: (heard: InboundActivity) => Promise<void>,
): ChannelAdapter {
  const credentials = new PasswordServiceClientCredentialFactory(
    azure.appId,
    azure.password,
    azure.tenantId ?? '',
  )
  const authentication = BotFrameworkAuthenticationFactory.create(
    '',
    true,
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    credentials,
    new AuthenticationConfiguration(),
  )
  return openAdapter(authentication, azure.appId, azureChannel, hear)
}

function openAdapter(
  authentication: BotFrameworkAuthentication,
  appId: string,
  nameOf: (channelId: string) => string,
  hear: (heard: InboundActivity) => Promise<void>,
): ChannelAdapter {
  const adapter = new CloudAdapter(authentication)
  return {
    async receive(shaped, authorization) {
      const activity = shaped as unknown as Activity
      const proven = await proof(authentication, activity, authorization)
      if (!proven) return 'refused'
      // What `hear` throws is told apart from what the SDK makes of it.
      let fault: unknown
      await adapter
        .processActivityDirect(proven, activity, async (context) => {
          const heard = readActivity(context.activity, nameOf(context.activity.channelId))
          await hear(heard).catch((error: unknown) => {
            fault = error
          })
        })
        .catch((error: unknown) => {
          fault ??= error
        })
      if (fault !== undefined) throw fault
      return 'taken'
    },
    async send(reference, said, delivery) {
      const there = reference as Partial<ConversationReference>
      const place = delivery.serviceUrl ? { ...there, serviceUrl: delivery.serviceUrl } : there
      try {
        await adapter.continueConversationAsync(appId, place, async (context) => {
          tryOnce(context.turnState.get(adapter.ConnectorClientKey))
          const here = TurnContext.getConversationReference(context.activity)
          await context.sendActivity(writeActivity(said, delivery.channel, delivery.id, here))
        })
        return 'sent'
      } catch (error) {
        const { statusCode } = error as { statusCode?: unknown }
        if (statusCode === 404 || statusCode === 410) return 'gone'
        // Malformed or too large for this channel: the same again would be so again.
        if (statusCode === 400 || statusCode === 413 || statusCode === 422) return 'refused'
        throw error
      }
    },
  }
}

// Of what is thrown here only a key server that does not answer is no refusal. The SDK tells the others apart and gives
// some of them 500; to whoever brings a forged token they are all the same.
async function proof(authentication: BotFrameworkAuthentication, activity: Activity, authorization: string) {
  try {
    return await authentication.authenticateRequest(activity, authorization)
  } catch (error) {
    if ((error as { type?: unknown }).type === 'system') throw error
    return undefined
  }
}

// What does not arrive is tried again by deliver.ts, which knows for how long. The kit would try four times by itself, which
// holds the conversation up for five seconds and may say the same twice; its option not to is not heeded.
function tryOnce(connector: unknown): void {
  const { client } = (connector ?? {}) as { client?: { pipeline?: Pipeline } }
  client?.pipeline?.removePolicy({ name: 'defaultRetryPolicy' })
}

interface Pipeline {
  removePolicy(which: { name: string }): unknown
}

class OwnCredentials extends ServiceClientCredentialsFactory {
  readonly #circle: OwnCircle
  constructor(circle: OwnCircle) {
    super()
    this.#circle = circle
  }
  override async isValidAppId(appId: string) {
    return appId === this.#circle.appId
  }
  override async isAuthenticationDisabled() {
    return this.#circle.disabled
  }
  override async createCredentials() {
    const circle = this.#circle
    return {
      signRequest: async <Request extends { headers: { set(name: string, value: string): void } }>(
        request: Request,
      ) => {
        if (!circle.disabled) request.headers.set('authorization', circle.authorization())
        return request
      },
    }
  }
}
