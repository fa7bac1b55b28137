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

// This file and activity-mapping.ts are the only ones that know the SDK: this one authenticates callers and sends.

/** A group of channels that share one trust: our own, or Azure's. */
export interface ChannelAdapter {
  /**
   * Checks an activity's Authorization header and passes the activity to `handle`. Returns `refused` when the header does
   * not prove that a channel sent it. Throws whatever `handle` throws.
   */
  receive(activity: ShapedActivity, authorization: string): Promise<'taken' | 'refused'>
  /**
   * Sends an activity to a conversation. Returns `gone` when the channel no longer knows it, and `refused` when it will
   * never accept the activity. Throws when the channel is unreachable.
   */
  send(reference: object, outbound: OutboundActivity, delivery: ActivityDelivery): Promise<SendOutcome>
}

export type SendOutcome = 'sent' | 'gone' | 'refused'

export interface ActivityDelivery {
  channel: string
  /** The same on every retry. */
  id: string
  /** The channel's current address, when that is for us to determine. */
  serviceUrl: string | null
}

/** Our own trust: we serve everything the SDK would request from Azure. */
interface OwnCircle {
  appId: string
  issuer: string
  /** Of the OpenID metadata with the key the channel signs with. */
  metadataUrl: string
  /** Returns the agent's Authorization header. */
  authorization(): string
  /** No caller is checked and nothing is signed: on loopback only. */
  disabled: boolean
}

/** Opens the agent's adapter for our own channel. */
export function openOwnAdapter(
  circle: OwnCircle,
  handle: (inbound: InboundActivity) => Promise<void>,
): ChannelAdapter {
  const nowhere = 'https://localhost:0'
  // One custom value makes the SDK treat all of them as custom, so all of them are given.
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
  return openAdapter(authentication, circle.appId, () => OWN_CHANNEL, handle)
}

/** Opens the agent's adapter for Azure's channels, as the app registered at Azure. */
export function openAzureAdapter(
  azure: { appId: string; tenantId: string | null; password: string },
  handle: (inbound: InboundActivity) => Promise<void>,
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
  return openAdapter(authentication, azure.appId, azureChannel, handle)
}

function openAdapter(
  authentication: BotFrameworkAuthentication,
  appId: string,
  nameOf: (channelId: string) => string,
  handle: (inbound: InboundActivity) => Promise<void>,
): ChannelAdapter {
  const adapter = new CloudAdapter(authentication)
  return {
    async receive(shaped, authorization) {
      const activity = shaped as unknown as Activity
      const proven = await proof(authentication, activity, authorization)
      if (!proven) return 'refused'
      // Keeps what `handle` throws apart from what the SDK makes of it.
      let fault: unknown
      await adapter
        .processActivityDirect(proven, activity, async (context) => {
          const inbound = readActivity(context.activity, nameOf(context.activity.channelId))
          await handle(inbound).catch((error: unknown) => {
            fault = error
          })
        })
        .catch((error: unknown) => {
          fault ??= error
        })
      if (fault !== undefined) throw fault
      return 'taken'
    },
    async send(reference, outbound, delivery) {
      const conversation = reference as Partial<ConversationReference>
      const place = delivery.serviceUrl ? { ...conversation, serviceUrl: delivery.serviceUrl } : conversation
      try {
        await adapter.continueConversationAsync(appId, place, async (context) => {
          tryOnce(context.turnState.get(adapter.ConnectorClientKey))
          const current = TurnContext.getConversationReference(context.activity)
          await context.sendActivity(writeActivity(outbound, delivery.channel, delivery.id, current))
        })
        return 'sent'
      } catch (error) {
        const { statusCode } = error as { statusCode?: unknown }
        if (statusCode === 404 || statusCode === 410) return 'gone'
        // Malformed or too large for this channel: a retry would fail too.
        if (statusCode === 400 || statusCode === 413 || statusCode === 422) return 'refused'
        throw error
      }
    },
  }
}

// Of the errors thrown current, only an unreachable key server is no refusal. The SDK maps some of the others to 500; for
// the sender of a forged token they are all the same.
async function proof(authentication: BotFrameworkAuthentication, activity: Activity, authorization: string) {
  try {
    return await authentication.authenticateRequest(activity, authorization)
  } catch (error) {
    if ((error as { type?: unknown }).type === 'system') throw error
    return undefined
  }
}

// deliver-chat.ts retries what does not arrive, and knows for how long. The SDK would retry four times by itself, which
// blocks the conversation for five seconds and may send twice. Its option to disable that has no effect.
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
