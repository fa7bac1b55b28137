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

/** Where the agent is, and how the channel proves who it is. */
export interface AgentAddress {
  /** Of the agent's `/api/messages`. */
  url: string
  /** Where the agent's answers go. */
  serviceUrl: string
  /** The agent's app id. */
  bot: string
  /** The value of the Authorization header; null when nobody is checked. */
  authorization(): string | null
}

interface Forwarder {
  /** Something waits in this conversation. */
  wake(conversationId: string): void
  stop(): Promise<void>
}

// Direct Line gives an agent this long to answer.
const AGENT_ANSWERS_WITHIN = 15_000
const SLOWEST = MINUTE

/**
 * Brings what customers say to the agent, in order and surely: what cannot be brought now waits in the database, for
 * this process or another. The agent may be given the same activity twice, and tells by its id.
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
      // What it says is malformed it would never take. Not knowing us is a fault of ours, and mends.
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
    const answer = await fetch(agent.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: JSON.stringify(activity),
      signal: AbortSignal.timeout(AGENT_ANSWERS_WITHIN),
    })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return 0
  }
}
