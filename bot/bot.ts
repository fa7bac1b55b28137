import type { FastifyInstance } from 'fastify'
import type { ChatIdentity } from '../core/chat/chat-identity.ts'
import type { Core } from '../core/kernel/core.ts'
import { repeatTwiceASecond } from '../core/kernel/repeat.ts'
import { agentRoutes } from './agent/agent-routes.ts'
import { handleActivityOrApologise } from './agent/apology.ts'
import { OWN_CHANNEL } from './agent/channel-name.ts'
import { type SendActivity, startChatDelivery } from './agent/deliver-chat.ts'
import { noticeIdleChats, queueProactiveMessages } from './agent/proactive-messages.ts'
import { relayNotices, showTyping } from './agent/relay.ts'
import { openTrust } from './agent/trust.ts'
import type { Knowledge } from './agent/turn.ts'
import type { BotSettings } from './bot-settings.ts'
import { chatPageRoutes } from './chat-page/chat-page.ts'
import { CONNECTOR } from './direct-line/connector-routes.ts'
import { channelPlugin } from './direct-line/direct-line-channel.ts'

interface BotOptions {
  core: Core
  settings: BotSettings
  identity: ChatIdentity
  knowledge: Knowledge
}

/**
 * The live chat as one Fastify plugin: the customers' page, our Direct Line channel, the agent at `/api/messages`, and
 * the delivery of its messages. Channel and agent know each other only by their addresses and signatures.
 */
export async function botPlugin(app: FastifyInstance, options: BotOptions): Promise<void> {
  const { core, settings, identity, knowledge } = options
  const trust = openTrust(identity, core.clock)
  const ownServiceUrl = () => `${settings.ownAddress()}${CONNECTOR}`
  const disabled = settings.authentication.kind === 'none'

  const agent = agentRoutes(app, {
    core,
    settings,
    identity,
    trust,
    ownServiceUrl,
    hear: async (heard) => {
      const id = await handleActivityOrApologise(core, knowledge, send, heard)
      if (id) delivery.wake(id)
    },
  })
  const send: SendActivity = async (reference, activity, one) =>
    one.channel === OWN_CHANNEL
      ? agent.own.send(reference, activity, { ...one, serviceUrl: ownServiceUrl() })
      : (agent.azure?.send(reference, activity, { ...one, serviceUrl: null }) ?? 'gone')
  const delivery = startChatDelivery(core, send)
  const clockwork = repeatTwiceASecond(core, async () => {
    await showTyping(core, send)
    for (const id of await relayNotices(core, knowledge)) delivery.wake(id)
    for (const id of await queueProactiveMessages(core, knowledge)) delivery.wake(id)
    for (const id of await noticeIdleChats(core, knowledge)) delivery.wake(id)
  })
  app.addHook('onClose', async () => {
    await clockwork.stop()
    await delivery.stop()
  })

  await app.register(channelPlugin, {
    core,
    settings,
    agent: () => ({
      url: `${settings.ownAddress()}/api/messages`,
      serviceUrl: ownServiceUrl(),
      bot: identity.appId,
      authorization: () => (disabled ? null : trust.ofChannel(ownServiceUrl())),
    }),
    isAgent: (authorization) => disabled || trust.isAgent(authorization),
  })
  chatPageRoutes(app, core, settings)
}
