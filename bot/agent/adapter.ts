import {
  type Activity,
  ActivityTypes,
  BotAdapter,
  type ChannelAccount,
  CloudAdapter,
  type ConversationAccount,
  type ConversationReference,
  type ResourceResponse,
  TurnContext,
} from 'botbuilder'
import {
  AuthenticationConfiguration,
  type BotFrameworkAuthentication,
  BotFrameworkAuthenticationFactory,
  PasswordServiceClientCredentialFactory,
} from 'botframework-connector'
import type { WriteToWindow } from '../../core/chat/chat-activity.ts'
import type { Core, Queryable, Trx } from '../../core/kernel/core.ts'
import type {
  InboundActivity,
  OutboundActivity,
  SendActivity,
  SendOutcome,
  ShapedActivity,
} from './activity.ts'
import { readActivity, writeActivity } from './activity-mapping.ts'
import { azureChannel, OWN_CHANNEL } from './channel-name.ts'

// This file and activity-mapping.ts are the only ones that know the SDK. Both kinds of channel run the same turn: our own
// is reached in this process and in the turn's transaction, Azure's over HTTP.

/** The adapter of Azure's channels. */
export interface AzureAdapter {
  /**
   * Checks an activity's Authorization header and passes the activity to `handle`. Returns `refused` when the header does
   * not prove that a channel sent it. Throws whatever `handle` throws.
   */
  receive(activity: ShapedActivity, authorization: string): Promise<'taken' | 'refused'>
  send: SendActivity
}

/** The adapter of our own channel. */
export interface OwnAdapter {
  /** Passes a customer's activity to `handle`, in the caller's transaction. Returns and throws what `handle` does. */
  take(trx: Trx, activity: object): Promise<boolean>
  writeToWindow: WriteToWindow
  send: SendActivity
}

/** Appends an activity to the customer's window (see direct-line/agent-activity.ts). */
type AppendToWindow = (
  core: Pick<Core, 'db' | 'clock'>,
  conversationId: string,
  activity: Readonly<Record<string, unknown>>,
) => Promise<string | undefined>

type Logic = (context: TurnContext) => Promise<void>

const BOT: ChannelAccount = { id: 'agafort', name: 'Agafort' }
const DATABASE = Symbol('database')

/**
 * Our own channel, by the SDK's extension point for a host of one's own. What is said is written into the customer's
 * window through the turn's transaction: a turn that is rolled back has said nothing.
 */
export class WindowAdapter extends BotAdapter {
  readonly #core: Pick<Core, 'db' | 'clock'>
  readonly #append: AppendToWindow
  constructor(core: Pick<Core, 'db' | 'clock'>, append: AppendToWindow) {
    super()
    this.#core = core
    this.#append = append
  }

  /** Runs a turn for an activity; `db` is what it writes through. */
  async run(db: Queryable, activity: Partial<Activity>, logic: Logic): Promise<void> {
    const context = new TurnContext(this, activity)
    context.turnState.set(DATABASE, db)
    await this.runMiddleware(context, logic)
  }

  override async continueConversation(
    reference: Partial<ConversationReference>,
    logic: Logic,
  ): Promise<void> {
    const event = { type: ActivityTypes.Event, name: 'ContinueConversation' }
    const activity = TurnContext.applyConversationReference(event, reference, true)
    await this.run(this.#core.db, activity, logic)
  }

  /** Runs `logic`, the last argument, in a conversation. Unless it is given a transaction it writes at once. */
  override async continueConversationAsync(
    _agent: unknown,
    reference: Partial<ConversationReference>,
    ...given: [string, Logic] | [Logic]
  ): Promise<void> {
    await this.continueConversation(reference, given.length === 2 ? given[1] : given[0])
  }

  override async sendActivities(
    context: TurnContext,
    activities: Partial<Activity>[],
  ): Promise<ResourceResponse[]> {
    const db = context.turnState.get<Queryable>(DATABASE) ?? this.#core.db
    const responses: ResourceResponse[] = []
    for (const activity of activities) {
      // All that a turn says appears at once, when it commits: a pause in between would only hold its locks.
      const id =
        activity.type === 'delay'
          ? ''
          : await this.#append({ ...this.#core, db }, activity.conversation?.id ?? '', activity)
      if (id === undefined) throw new WindowRefusal(404, 'There is no such conversation.')
      responses.push({ id })
    }
    return responses
  }

  override async updateActivity(): Promise<never> {
    throw unchangeable()
  }

  override async deleteActivity(): Promise<never> {
    throw unchangeable()
  }
}

class WindowRefusal extends Error {
  readonly statusCode: number
  constructor(statusCode: number, message: string) {
    super(message)
    this.statusCode = statusCode
  }
}

// What a customer has read must not change afterwards.
function unchangeable(): WindowRefusal {
  return new WindowRefusal(405, 'What has been said on this channel stays as it was.')
}

/** Opens the adapter of our own channel, which runs `handle` for each activity; it returns whether core acted. */
export function openOwnAdapter(
  core: Pick<Core, 'db' | 'clock'>,
  append: AppendToWindow,
  handle: (trx: Trx, inbound: InboundActivity) => Promise<boolean>,
): OwnAdapter {
  const adapter = new WindowAdapter(core, append)
  async function say(
    db: Queryable,
    conversationId: string,
    said: readonly { activity: OutboundActivity; deliveryId: string }[],
  ): Promise<SendOutcome> {
    const conversation = { id: conversationId } as ConversationAccount
    const reference = { channelId: OWN_CHANNEL, conversation, bot: BOT }
    const saying = adapter.continueConversationAsync(BOT.id, reference, async (context) => {
      context.turnState.set(DATABASE, db)
      await context.sendActivities(
        said.map(({ activity, deliveryId }) => writeActivity(activity, OWN_CHANNEL, deliveryId, reference)),
      )
    })
    return outcomeOf(saying)
  }
  return {
    async take(trx, activity) {
      let acted = false
      await adapter.run(trx, activity, async (context) => {
        acted = await handle(trx, readActivity(context.activity, OWN_CHANNEL))
      })
      return acted
    },
    async writeToWindow(trx, { id, channel, externalId }, said) {
      if (channel !== OWN_CHANNEL) return false
      const activities = said.map(({ number, content }) => ({
        activity: content as OutboundActivity,
        deliveryId: `${id}:${number}`,
      }))
      return (await say(trx, externalId, activities)) === 'sent'
    },
    send: (reference, activity, delivery) => {
      const { conversation } = reference as ConversationReference
      return say(core.db, conversation.id, [{ activity, deliveryId: delivery.id }])
    },
  }
}

/** Opens the adapter of Azure's channels for the app registered at Azure. */
export function openAzureAdapter(
  azure: { appId: string; tenantId: string | null; password: string },
  handle: (inbound: InboundActivity) => Promise<void>,
): AzureAdapter {
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
  return openCloudAdapter(authentication, azure.appId, handle)
}

/** Opens the adapter of channels that prove themselves by `authentication`; their names are those Azure gives them. */
export function openCloudAdapter(
  authentication: BotFrameworkAuthentication,
  appId: string,
  handle: (inbound: InboundActivity) => Promise<void>,
): AzureAdapter {
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
          const inbound = readActivity(context.activity, azureChannel(context.activity.channelId))
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
    send(reference, outbound, delivery) {
      const conversation = reference as Partial<ConversationReference>
      const sending = adapter.continueConversationAsync(appId, conversation, async (context) => {
        tryOnce(context.turnState.get(adapter.ConnectorClientKey))
        const current = TurnContext.getConversationReference(context.activity)
        await context.sendActivity(writeActivity(outbound, delivery.channel, delivery.id, current))
      })
      return outcomeOf(sending)
    },
  }
}

async function outcomeOf(sending: Promise<void>): Promise<SendOutcome> {
  try {
    await sending
    return 'sent'
  } catch (error) {
    const { statusCode } = error as { statusCode?: unknown }
    if (statusCode === 404 || statusCode === 410) return 'gone'
    // Malformed or too large for this channel: a retry would fail too.
    if (statusCode === 400 || statusCode === 413 || statusCode === 422) return 'refused'
    throw error
  }
}

// Of the errors thrown, only an unreachable key server is no refusal. The SDK maps some of the others to 500; for
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
