import type { ChatActivity } from '../../core/chat/chat-activity.ts'
import { textOfActivity } from '../../core/chat/chat-transcript.ts'

/** One line of a conversation in the Bot Framework's transcript format. */
export interface TranscriptLine {
  type: 'message'
  id: string
  timestamp: string
  from: { id: string; name: string; role: 'user' | 'bot' }
  text: string
}

// Channels refuse an activity of more than 25 to 40 kB; with the rest of the event this stays well below.
const MOST_BYTES = 16_000

/**
 * Returns a conversation's transcript for the people of an outside hub, oldest first: texts and file names, nothing
 * internal. Of a long one it returns the newest part that fits in an event.
 */
export function hubTranscript(activities: readonly ChatActivity[]): TranscriptLine[] {
  const lines: TranscriptLine[] = []
  let left = MOST_BYTES
  for (const activity of [...activities].reverse()) {
    const line = lineOf(activity)
    if (!line) continue
    left -= Buffer.byteLength(JSON.stringify(line))
    if (left < 0) break
    lines.unshift(line)
  }
  return lines
}

function lineOf({ number, authorKind, content, at }: ChatActivity): TranscriptLine | undefined {
  const text = textOfActivity(content)
  if (text === '' || authorKind === 'system') return undefined
  const role = authorKind === 'customer' ? 'user' : 'bot'
  return {
    type: 'message',
    id: String(number),
    timestamp: at.toISOString(),
    from: { id: authorKind, name: '', role },
    text,
  }
}
