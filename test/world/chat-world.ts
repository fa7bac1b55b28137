import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Agent, Knowledge } from '../../bot/agent/turn.ts'
import { type AzureChannels, botPlugin } from '../../bot/bot.ts'
import { type BotSettings, USUAL_BOT_LIMITS } from '../../bot/bot-settings.ts'
import type { DialogueState, Turn } from '../../bot/dialogue/dialogue-state.ts'
import type { Context, Inbound } from '../../bot/dialogue/dialogue-types.ts'
import { NO_WINDOW } from '../../core/chat/chat-activity.ts'
import { classify } from '../../core/classify/classify.ts'
import { systemClock } from '../../core/kernel/clock.ts'
import type { Core } from '../../core/kernel/core.ts'
import type { TestDatabase } from '../servers/database.ts'
import { openWorld } from './world.ts'

/** The live chat on a port of its own. The caller stops it. */
export interface ChatServer {
  core: Core
  /** `http://127.0.0.1:…` */
  address: string
  app: FastifyInstance
  /** Every open connection, for tests that cut them. */
  sockets: Set<Socket>
  stop(): Promise<void>
}

/** An agent that repeats each message once. */
export function echo(state: DialogueState, inbound: Inbound): Turn {
  const text =
    inbound.kind === 'opened'
      ? 'Bonjour'
      : inbound.kind === 'text'
        ? `Vous dites : ${inbound.text}${inbound.files.map(({ name, type, size }) => ` [${name} ${type} ${size}]`).join('')}`
        : inbound.kind === 'language'
          ? `Language: ${inbound.language}`
          : inbound.kind === 'choice'
            ? `Choix : ${inbound.id}`
            : null
  const said = (words: string) => ({
    kind: 'message' as const,
    format: 'plain' as const,
    card: null,
    suggestions: [],
    text: words,
  })
  return { state, outbound: text === null ? [] : [said(text)], intents: [] }
}

/** Returns an agent for tests about anything but its replies; what it says waits to be delivered. */
export function knowing(converse: (state: DialogueState, inbound: Inbound, context: Context) => Turn): Agent {
  return {
    converse,
    classify: (text) => classify({ subject: '', text, doorCategory: 'other' }),
    readyAnswer: () => null,
    telephone: '06.38.17.61.28',
    hubChannels: [],
    writeToWindow: NO_WINDOW,
  }
}

/** Starts the chat on a database, by the machine's clock, because the SDK checks its tokens by that too. */
export async function startChat(
  database: Pick<TestDatabase, 'db'>,
  given: {
    knowledge?: Knowledge
    azure?: AzureChannels
    settings?: Partial<BotSettings>
    core?: Partial<Core>
    /** Null: it does not listen, and is asked by `app.inject`. */
    port?: number | null
  } = {},
): Promise<ChatServer> {
  const core: Core = { ...openWorld(database).core, db: database.db, clock: systemClock, ...given.core }
  const app = Fastify({ logger: false, forceCloseConnections: true })
  let address = 'http://127.0.0.1:0'
  const settings: BotSettings = {
    ownAddress: () => address,
    origins: [],
    tokenSeconds: 1800,
    limits: { ...USUAL_BOT_LIMITS, conversations: 100_000, activities: 100_000 },
    ...given.settings,
  }
  const sockets = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const { knowledge = knowing(echo), azure = null } = given
  app.register(botPlugin, { core, settings, knowledge, azure })
  if (given.port === null) await app.ready()
  else {
    address = await app.listen({ host: '127.0.0.1', port: given.port ?? 0 })
    core.settings.publicUrl = address
  }
  return { core, address, app, sockets, stop: async () => void (await app.close()) }
}

/** Polls until `look` returns something, or the time is over. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined | false> | Found | undefined | false,
  within = 30_000,
): Promise<Found> {
  const end = Date.now() + within
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`This did not happen in time: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
