import type { Core } from '../../core/kernel/core.ts'
import type { ConversationId } from '../../core/kernel/id.ts'
import { botWordsIn } from '../wording/bot-wording.ts'
import type { InboundActivity, SendActivity } from './activity.ts'
import { type Agent, handleActivity } from './turn.ts'

/**
 * Handles an activity as `handleActivity` does. When a customer's message cannot be stored, most likely because the
 * database is unavailable, it sends an apology without the database, then throws. Our own channel needs none: it has the
 * message stored already and retries by itself.
 */
export async function handleActivityOrApologise(
  core: Core,
  agent: Agent,
  send: SendActivity,
  activity: InboundActivity,
): Promise<ConversationId | undefined> {
  try {
    return await handleActivity(core, agent, activity)
  } catch (error) {
    const wrote = activity.what.kind === 'text' || activity.what.kind === 'choice'
    if (wrote) await apologise(core, agent, send, activity)
    throw error
  }
}

async function apologise(
  core: Core,
  { telephone }: Agent,
  send: SendActivity,
  activity: InboundActivity,
): Promise<void> {
  const { notKept, person } = botWordsIn(activity.language ?? 'fr')
  const text = `${notKept}\n\n${person.byTelephone(telephone)}`
  try {
    await send(
      activity.reference,
      { kind: 'message', text, format: 'plain', card: null, suggestions: [] },
      { channel: activity.channel, id: `away ${activity.activityId}` },
    )
  } catch (error) {
    core.log.warn('a customer could not be told that their message was not kept', { error })
  }
}
