import type { ChatConversation, WriteToWindow } from '../../core/chat/chat-activity.ts'
import { type ChatTurn, runTurn, takeChatTurn, takeInnerTurn } from '../../core/chat/chat-conversation.ts'
import { findDirectLineFile } from '../../core/chat/direct-line-file.ts'
import { receiveHubStatus } from '../../core/chat/handoff-hub.ts'
import type { Core, Trx } from '../../core/kernel/core.ts'
import type { ConversationId } from '../../core/kernel/id.ts'
import type { Language } from '../../core/policy/language.ts'
import type { converse } from '../dialogue/converse.ts'
import { type DialogueState, newDialogue } from '../dialogue/dialogue-state.ts'
import type { Context, CustomerFile, Inbound } from '../dialogue/dialogue-types.ts'
import { GONE_AFTER, IDLE_AFTER } from '../dialogue/idle.ts'
import { fileOfAddress } from '../direct-line/attachment-routes.ts'
import type { InboundActivity, InboundContent, InboundFile, OutboundActivity } from './activity.ts'
import { runIntent } from './run-intent.ts'

/** The dialogue, and everything it may look at except the time. */
export interface Knowledge extends Omit<Context, 'now'> {
  converse: typeof converse
  /** Channels on which an outside hub has people (see `handleHubStatus`). */
  hubChannels: readonly string[]
}

/** The agent: what it knows, and how its words come into the window of our own channel. */
export interface Agent extends Knowledge {
  writeToWindow: WriteToWindow
}

// A dialogue that never stops asking would hold its conversation's row lock for ever.
const MOST_ROUNDS = 20

/**
 * Handles one activity of a channel of Azure, in a transaction of its own, and wakes the delivery of mails. Returns the
 * conversation to deliver to.
 */
export async function handleActivity(
  core: Core,
  agent: Agent,
  heard: InboundActivity,
): Promise<ConversationId | undefined> {
  const { what } = heard
  if (what.kind === 'handoff-status') return handleHubStatus(core, agent, heard, what)
  const taken = await runTurn(core, (trx) => takeTurn(trx, core, agent, heard))
  if (taken?.acted) core.wakeDelivery()
  return taken?.id
}

interface TakenTurn {
  id: ConversationId
  /** Whether core acted: then mails may be due. */
  acted: boolean
}

/**
 * Takes one turn, on any channel: the dialogue replies, core executes its intents, and state, replies and core's rows
 * are stored together in the caller's transaction. Idempotent: a repeated activity gets no second reply. Returns
 * undefined for what an agent does not act on.
 */
export async function takeTurn(
  trx: Trx,
  core: Core,
  agent: Agent,
  heard: InboundActivity,
): Promise<TakenTurn | undefined> {
  const { what, conversation: externalId, channel, reference, activityId } = heard
  if (what.kind === 'nothing' || what.kind === 'handoff-status') return undefined
  const language = heard.language ?? 'fr'
  const files = what.kind === 'text' ? await filesOf(trx, core, externalId, what.files) : []
  const inbound = inboundOf(heard, files, language)
  const content = { ...inbound, text: customerText(heard, inbound) }
  let acted = false
  const id = await takeChatTurn(
    trx,
    {
      key: { channel, externalId, reference, language },
      inbound: { activityId, authorKind: 'customer', content },
      now: core.clock.now(),
    },
    async (conversation) => {
      const state = (conversation.state as DialogueState | null) ?? newDialogue(language)
      const turn = await runDialogue(trx, core, agent, { conversation, token: activityId }, state, inbound)
      acted = turn.acted
      return turn
    },
    agent.writeToWindow,
  )
  return { id, acted }
}

// Only a channel that belongs to a hub may report a handoff's state: on any other, a customer could forge it.
async function handleHubStatus(
  core: Core,
  { hubChannels }: Agent,
  { channel, conversation, activityId }: InboundActivity,
  { state, message }: Extract<InboundContent, { kind: 'handoff-status' }>,
): Promise<ConversationId | undefined> {
  if (!hubChannels.includes(channel)) {
    core.log.warn('a channel that has no hub spoke of a hand-off; it was not heard', {})
    return undefined
  }
  return receiveHubStatus(core, { channel, conversation, activityId, state, message })
}

/**
 * Notifies the dialogue of something nobody wrote: idleness, or the outcome of a handoff. Returns false when there was
 * nothing to do.
 */
export async function notifyDialogue(
  trx: Trx,
  core: Core,
  agent: Agent,
  id: ConversationId,
  inbound: Inbound,
): Promise<boolean> {
  return takeInnerTurn(
    trx,
    { id, now: core.clock.now() },
    async (conversation) => {
      const state = conversation.state as DialogueState | null
      if (!state) return undefined
      const token = `inner ${conversation.lastNumber}`
      return runDialogue(trx, core, agent, { conversation, token }, state, inbound)
    },
    agent.writeToWindow,
  )
}

async function runDialogue(
  trx: Trx,
  core: Core,
  agent: Agent,
  { conversation, token }: { conversation: ChatConversation; token: string },
  before: DialogueState,
  first: Inbound,
): Promise<ChatTurn & { acted: boolean }> {
  const { converse, hubChannels, writeToWindow: _, ...looked } = agent
  const place = { conversationId: conversation.id, toHub: hubChannels.includes(conversation.channel) }
  const context: Context = { ...looked, now: core.clock.now() }
  const said: OutboundActivity[] = []
  const waiting: Inbound[] = [first]
  let state = before
  let acted = false
  for (let round = 0; waiting.length > 0; round++) {
    const inbound = waiting.shift()
    if (!inbound) break
    if (round === MOST_ROUNDS) throw new Error('The dialogue does not come to an end.')
    const turn = converse(state, inbound, context)
    state = turn.state
    for (const one of turn.outbound) if (one.kind !== 'typing') said.push(one)
    for (const [index, intent] of turn.intents.entries()) {
      acted = true
      const named = { token: `${token} ${round}.${index}`, language: state.language }
      const result = await runIntent(trx, core, { ...place, ...named }, intent)
      if (result) waiting.push(result)
    }
  }
  return { state, language: state.language, said, quiet: quietAfter(first, state, context.now), acted }
}

// After a customer's message the first idle notice is next, after that the long one, and then none.
function quietAfter(first: Inbound, state: DialogueState, now: Date): ChatTurn['quiet'] {
  if (first.kind === 'silence') {
    return first.long ? null : { at: new Date(now.getTime() + GONE_AFTER - IDLE_AFTER), long: true }
  }
  if (first.kind === 'opened' || first.kind === 'question-asked') return null
  if (state.step.at === 'queued' || state.step.at === 'person') return null
  return { at: new Date(now.getTime() + IDLE_AFTER), long: false }
}

/** Returns a text followed by the names of the files that came with it. */
export function withFileNames(text: string, files: readonly { name: string }[]): string {
  return [text, ...files.map(({ name }) => `[${name}]`)].filter((part) => part !== '').join('\n')
}

function customerText({ what }: InboundActivity, inbound: Inbound): string {
  if (inbound.kind === 'text') return inbound.text
  return what.kind === 'choice' ? what.text : ''
}

function inboundOf({ what }: InboundActivity, files: readonly CustomerFile[], language: Language): Inbound {
  switch (what.kind) {
    case 'opened':
      return { kind: 'opened', language }
    case 'choice':
      return { kind: 'choice', id: what.id, asked: what.asked }
    case 'language':
      return { kind: 'language', language: what.language }
    case 'text':
      // We cannot fetch the files another channel stores for its customer, but a member should know that they exist.
      return { kind: 'text', text: withFileNames(what.text, files.length === 0 ? what.files : []), files }
    default:
      throw new Error(`The dialogue hears nothing of "${what.kind}".`)
  }
}

async function filesOf(
  trx: Trx,
  core: Core,
  conversationId: string,
  files: readonly InboundFile[],
): Promise<CustomerFile[]> {
  const found = await Promise.all(
    files.map(async ({ url }) => {
      const id = fileOfAddress(core, url)
      return id === undefined ? undefined : findDirectLineFile(trx, { id, conversationId })
    }),
  )
  return found.flatMap((file) =>
    file ? [{ name: file.name, type: file.type, size: file.size, sha256: file.sha256 }] : [],
  )
}
