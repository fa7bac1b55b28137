import type { FastifyInstance } from 'fastify'
import { classify } from '../core/classify/classify.ts'
import type { Core } from '../core/kernel/core.ts'
import type { Secret } from '../core/kernel/secret.ts'
import { openAzureAdapter } from './agent/adapter.ts'
import { azureChannel } from './agent/channel-name.ts'
import type { Knowledge } from './agent/turn.ts'
import { findArticle, readArticles } from './articles/articles.ts'
import { type AzureChannels, botPlugin } from './bot.ts'
import { type BotSettings, USUAL_BOT_LIMITS } from './bot-settings.ts'
import { converse } from './dialogue/converse.ts'

/** The chat's settings as the configuration has them. */
interface ChatConfig {
  /** Of the app at Azure; undefined where the chat serves no channel of Azure. */
  appId?: string | undefined
  tenantId?: string | undefined
  appPassword: Secret | null
  serviceUrls: readonly string[]
  origins: readonly string[]
  /** As Azure names them. */
  hubChannels: readonly string[]
  tokenMinutes: number
  conversationsPerMinute: number
  messagesPerMinute: number
}

/** Adds the live chat to a web server that does not listen yet; `host` is where it will. */
export async function joinChat(
  web: FastifyInstance,
  core: Core,
  { host, chat }: { host: string; chat: ChatConfig },
): Promise<void> {
  const settings: BotSettings = {
    ownAddress: () => ownAddress(web, host),
    origins: chat.origins,
    tokenSeconds: chat.tokenMinutes * 60,
    limits: {
      ...USUAL_BOT_LIMITS,
      conversations: chat.conversationsPerMinute,
      activities: chat.messagesPerMinute,
    },
  }
  const articles = readArticles()
  const knowledge: Knowledge = {
    converse,
    classify: (text) => classify({ subject: '', text, doorCategory: 'other' }),
    readyAnswer: (category, text, language) => findArticle(articles, category, text, language),
    telephone: core.settings.telephone,
    hubChannels: chat.hubChannels.map(azureChannel),
  }
  web.register(botPlugin, { core, settings, knowledge, azure: azureChannels(chat) })
}

function azureChannels({ appId, tenantId, appPassword, serviceUrls }: ChatConfig): AzureChannels | null {
  if (!appId || !appPassword) return null
  const app = { appId, tenantId: tenantId ?? null, password: appPassword.reveal() }
  return { serviceUrls, openAdapter: (handle) => openAzureAdapter(app, handle) }
}

// A server that listens on every address of this machine also listens on loopback.
function ownAddress(web: FastifyInstance, host: string): string {
  const address = web.server.address()
  if (address === null || typeof address === 'string') throw new Error('The web does not listen yet.')
  const everywhere = host === '0.0.0.0' || host === '::'
  const name = everywhere ? '127.0.0.1' : address.address
  return `http://${name.includes(':') ? `[${name}]` : name}:${address.port}`
}
