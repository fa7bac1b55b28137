import type { Core } from '../../core/kernel/core.ts'
import type { ConversationId } from '../../core/kernel/id.ts'
import { botWordsIn } from '../wording/bot-wording.ts'
import type { InboundActivity } from './activity.ts'
import { OWN_CHANNEL } from './channel-name.ts'
import type { SendActivity } from './deliver-chat.ts'
import { handleActivity, type Knowledge } from './turn.ts'

/**
 * Hears as `hear` does. When what a customer wrote cannot be kept, most likely because the database is away, they are
 * told so, past the database, and what to do; then it throws. Our own channel keeps what they wrote and brings it again
 * by itself: there nobody has to do anything, and nothing is said.
 */
export async function handleActivityOrApologise(
  core: Core,
  knowledge: Knowledge,
  send: SendActivity,
  heard: InboundActivity,
): Promise<ConversationId | undefined> {
  try {
    return await handleActivity(core, knowledge, heard)
  } catch (error) {
    const wrote = heard.what.kind === 'text' || heard.what.kind === 'choice'
    if (wrote && heard.channel !== OWN_CHANNEL) await apologise(core, knowledge, send, heard)
    throw error
  }
}

async function apologise(
  core: Core,
  { telephone }: Knowledge,
  send: SendActivity,
  heard: InboundActivity,
): Promise<void> {
  const { notKept, person } = botWordsIn(heard.language ?? 'fr')
  const text = `${notKept}\n\n${person.byTelephone(telephone)}`
  try {
    await send(
      heard.reference,
      { kind: 'message', text, format: 'plain', card: null, suggestions: [] },
      { channel: heard.channel, id: `away ${heard.activityId}` },
    )
  } catch (error) {
    core.log.warn('a customer could not be told that their message was not kept', { error })
  }
}
