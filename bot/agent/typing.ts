import { randomUUID } from 'node:crypto'
import { takeMembersTyping } from '../../core/chat/typing.ts'
import type { Core } from '../../core/kernel/core.ts'
import type { SendActivity } from './deliver-chat.ts'

/**
 * Shows customers that the member they talk with is writing. It is true for seconds only: what cannot be shown now is not
 * tried again, and nothing waits for it.
 */
export async function showTyping(core: Core, send: SendActivity): Promise<void> {
  for (const { conversationId, channel, reference } of await takeMembersTyping(core)) {
    send(reference, { kind: 'typing' }, { channel, id: `${conversationId}:typing:${randomUUID()}` }).catch(
      (error: unknown) => core.log.debug('a chat could not be shown that someone types', { error }),
    )
  }
}
