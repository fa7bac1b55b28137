import type { Core } from '../../core/kernel/core.ts'
import type { ConversationId } from '../../core/kernel/id.ts'
import { botWordsIn } from '../wording/bot-wording.ts'
import type { InboundActivity } from './activity.ts'
import { OWN_CHANNEL } from './channel-name.ts'
import type { SendActivity } from './deliver-chat.ts'
import { handleActivity, type Knowledge } from './turn.ts'

/**
 * Handles an activity as `handleActivity` does. When a customer's message cannot be stored, most likely because the
 * database is unavailable, it sends an apology without the database, then throws. Our own channel stores the message
 * and retries by itself, so there nothing is sent.
 */
export async function handleActivityOrApologise(
  core: Core,
  knowledge: Knowledge,
  send: SendActivity,
  activity: InboundActivity,
): Promise<ConversationId | undefined> {
  try {
    return await handleActivity(core, knowledge, activity)
  } catch (error) {
    const wrote = activity.what.kind === 'text' || activity.what.kind === 'choice'
    if (wrote && activity.channel !== OWN_CHANNEL) await apologise(core, knowledge, send, activity)
    throw error
  }
}

async function apologise(
  core: Core,
  { telephone }: Knowledge,
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
