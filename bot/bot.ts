import type { FastifyInstance } from 'fastify'
import type { Core } from '../core/kernel/core.ts'
import { repeatTwiceASecond } from '../core/kernel/repeat.ts'
import type { InboundActivity, SendActivity } from './agent/activity.ts'
import { type AzureAdapter, openOwnAdapter } from './agent/adapter.ts'
import { agentRoutes } from './agent/agent-routes.ts'
import { handleActivityOrApologise } from './agent/apology.ts'
import { OWN_CHANNEL } from './agent/channel-name.ts'
import { startChatDelivery } from './agent/deliver-chat.ts'
import { noticeIdleChats, queueProactiveMessages } from './agent/proactive-messages.ts'
import { relayNotices, showTyping } from './agent/relay.ts'
import { type Agent, type Knowledge, takeTurn } from './agent/turn.ts'
import type { BotSettings } from './bot-settings.ts'
import { chatPageRoutes } from './chat-page/chat-page.ts'
import { openStreams } from './direct-line/activity-stream.ts'
import { appendAgentActivity } from './direct-line/agent-activity.ts'
import { channelPlugin } from './direct-line/direct-line-channel.ts'

interface BotOptions {
  core: Core
  settings: BotSettings
  knowledge: Knowledge
  /** Azure's channels; null where no app of Azure's is configured. */
  azure: AzureChannels | null
}

export interface AzureChannels {
  /** Where they accept replies. */
  serviceUrls: readonly string[]
  openAdapter(handle: (inbound: InboundActivity) => Promise<void>): AzureAdapter
}

/**
 * The live chat as one Fastify plugin: the customers' page, our Direct Line channel with the agent behind it, and, where
 * Azure is configured, the agent at `/api/messages` and the delivery of its messages to Azure's channels.
 */
export async function botPlugin(app: FastifyInstance, options: BotOptions): Promise<void> {
  const { core, settings, knowledge } = options
  const streams = openStreams(core)
  const own = openOwnAdapter(core, appendAgentActivity, async (trx, heard) => {
    const taken = await takeTurn(trx, core, agent, heard)
    return taken?.acted ?? false
  })
  const agent: Agent = { ...knowledge, writeToWindow: own.writeToWindow }
  const azure = options.azure?.openAdapter(async (heard) => {
    const id = await handleActivityOrApologise(core, agent, send, heard)
    if (id) delivery.wake(id)
  })
  const send: SendActivity = async (reference, activity, delivery) => {
    if (delivery.channel !== OWN_CHANNEL) return azure?.send(reference, activity, delivery) ?? 'gone'
    const outcome = await own.send(reference, activity, delivery)
    await streams.look()
    return outcome
  }
  const delivery = startChatDelivery(core, send)
  const clockwork = repeatTwiceASecond(core, async () => {
    await showTyping(core, send)
    const moved = [
      ...(await relayNotices(core, agent)),
      ...(await queueProactiveMessages(core, agent)),
      ...(await noticeIdleChats(core, agent)),
    ]
    for (const id of moved) delivery.wake(id)
    if (moved.length > 0) await streams.look()
  })
  app.addHook('onClose', async () => {
    await clockwork.stop()
    await delivery.stop()
    streams.stop()
  })

  if (azure && options.azure) agentRoutes(app, { core, azure, serviceUrls: options.azure.serviceUrls })
  await app.register(channelPlugin, { core, settings, streams, take: own.take })
  chatPageRoutes(app, core, settings)
}
