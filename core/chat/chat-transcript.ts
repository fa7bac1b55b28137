import type { Core, Trx } from '../kernel/core.ts'
import type { ConversationId } from '../kernel/id.ts'
import { enqueueMails, noticeContent } from '../outbox/outbox.ts'
import type { Language } from '../policy/language.ts'
import { chatTranscriptMail } from '../wording/chat-mail.ts'
import { readChat } from './chat-activity.ts'
import { firstNameOf } from './handoff-session.ts'

/** How many transcripts one conversation may send: the customer can type any address. */
const MOST_TRANSCRIPTS = 2

/**
 * Sends the customer the transcript of their chat. Returns false when this conversation has sent too many.
 */
export async function sendChatTranscript(
  trx: Trx,
  core: Core,
  given: { conversationId: ConversationId; email: string; language: Language },
): Promise<boolean> {
  const { conversationId, email, language } = given
  const now = core.clock.now()
  const earlier = await trx
    .selectFrom('outbox')
    .select('id')
    .where('kind', '=', 'chat-transcript')
    .where('coalesce_key', '=', conversationId)
    .execute()
  if (earlier.length >= MOST_TRANSCRIPTS) return false
  const lines: Parameters<typeof chatTranscriptMail>[1][number][] = []
  for (const { authorKind, memberId, content, at } of await readChat(trx, conversationId)) {
    const text = textOfActivity(content)
    if (text === '') continue
    const who = memberId
      ? { firstName: await firstNameOf(trx, memberId) }
      : authorKind === 'customer'
        ? 'you'
        : 'assistant'
    lines.push({ at, who, text })
  }
  const [id] = await enqueueMails(
    trx,
    [
      {
        kind: 'chat-transcript',
        recipientKind: 'customer',
        recipient: email,
        ticketId: null,
        messageId: null,
        mailbox: null,
        content: noticeContent(language, chatTranscriptMail(language, lines)),
        fingerprint: null,
        sendAfter: now,
      },
    ],
    now,
  )
  if (id) {
    await trx.updateTable('outbox').set({ coalesce_key: conversationId }).where('id', '=', id).execute()
  }
  await core.enqueueDelivery(trx)
  return true
}

/**
 * Returns the text of a chat activity and the names of its files; a pressed suggestion counts as its text.
 */
export function textOfActivity(content: object): string {
  const text = 'text' in content && typeof content.text === 'string' ? content.text : ''
  const files = 'files' in content && Array.isArray(content.files) ? content.files : []
  const names = files.flatMap((file: unknown) =>
    typeof file === 'object' && file !== null && 'name' in file && typeof file.name === 'string'
      ? [`[${file.name}]`]
      : [],
  )
  return [text, ...names]
    .filter((part) => part !== '')
    .join('\n')
    .replaceAll('\0', '')
}
