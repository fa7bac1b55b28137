import {
  conversationsToForward,
  nextToForward,
  postponeForwarding,
  settleForwarding,
} from '../../core/chat/direct-line.ts'
import type { Core } from '../../core/kernel/core.ts'
import { MINUTE } from '../../core/kernel/duration.ts'
import { openConversationQueues } from '../conversation-queue.ts'
import { forAgent } from './client-activity.ts'

/** Where the agent is, and how the channel proves its identity. */
export interface AgentAddress {
  /** Of the agent's `/api/messages`. */
  url: string
  /** Where the agent's replies go. */
  serviceUrl: string
  /** The agent's app id. */
  bot: string
  /** Returns the Authorization header; null when no caller is checked. */
  authorization(): string | null
}

interface Forwarder {
  /** Signals that something waits in this conversation. */
  wake(conversationId: string): void
  stop(): Promise<void>
}

// Direct Line gives an agent this long to respond.
const AGENT_ANSWERS_WITHIN = 15_000
const SLOWEST = MINUTE

/**
 * Forwards customers' messages to the agent, in order and reliably: what cannot be forwarded waits in the database, for
 * this process or another. The agent may get the same activity twice and deduplicates by its id.
 */
export function startForwarder(core: Core, agent: () => AgentAddress): Forwarder {
  return openConversationQueues({
    core,
    due: () => conversationsToForward(core, 100),
    step: async (conversationId) => {
      const waiting = await nextToForward(core, conversationId)
      if (!waiting) return false
      const { number, conversation } = waiting
      const status = await post(agent(), forAgent(conversation, waiting, agent()))
      const taken = status >= 200 && status < 300
      // The agent would never accept what it calls malformed. Not recognising us is a fault of ours, so it is retried
      // until that is fixed.
      if (taken || status === 400 || status === 413) {
        if (!taken) core.log.error('the agent refused what a customer said', { status })
        await settleForwarding(core, { conversationId, number, taken })
        return true
      }
      core.log.warn('the chat agent did not answer', { status })
      const wait = Math.min(SLOWEST, 1000 * 2 ** waiting.attempts)
      const at = new Date(core.clock.now().getTime() + wait)
      await postponeForwarding(core, { conversationId, number, at })
      return false
    },
  })
}

async function post(agent: AgentAddress, activity: object): Promise<number> {
  const authorization = agent.authorization()
  try {
    const response = await fetch(agent.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: JSON.stringify(activity),
      signal: AbortSignal.timeout(AGENT_ANSWERS_WITHIN),
    })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 0
  }
}
