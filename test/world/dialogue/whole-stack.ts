import type { MemberId } from '../../../core/kernel/id.ts'
import type { ChatServer } from '../chat-world.ts'
import { type ChatLine, happen, open, read, settled } from './chat-line.ts'
import { type CoreBook, readCoreBook } from './core-book.ts'
import { REFERENCES } from './stage.ts'
import { holds, type SeenHappening } from './told-check.ts'
import type { Transcript } from './transcript.ts'

/**
 * Plays a transcript as a customer's browser would, over HTTP to our channel, signed to the agent, core and its database,
 * and answers everything that was not as it says; empty when all was. `members` are who can be asked for by first name.
 */
export async function playThrough(
  chat: ChatServer,
  transcript: Transcript,
  members: Readonly<Record<string, MemberId>>,
): Promise<string[]> {
  const faults: string[] = []
  let line: ChatLine | undefined
  let before: CoreBook = { tickets: [], words: [], handoff: 'none', ratings: [], codes: null }
  for (const happening of transcript.happenings) {
    if (happening.text.startsWith('(')) continue
    line ??= await open(chat, happening)
    await happen(chat, line, { ...happening, text: named(happening.text, before) }, members)
    await settled(chat, line)
    const told = await read(line)
    const after = await readCoreBook(chat.core.db, line.id)
    const nobody = transcript.happenings.some(({ text }) => text === '(nobody is there)')
    const seen: SeenHappening = { told, before, after, line, nobody, message: 0 }
    const wrong = happening.expected.filter(({ text }) => !holds(named(text, after), seen))
    faults.push(
      ...wrong.map(
        ({ number, text }) =>
          `${transcript.file}:${number} ${text}\n  of: ${happening.text}\n  told: ${told.map((one) => one.text).join(' | ')}\n  core: ${JSON.stringify(after)}`,
      ),
    )
    before = after
  }
  return faults
}

function named(text: string, { tickets }: CoreBook): string {
  return text.replace(/#(\d)\b/g, (whole, digit: string) => {
    const index = Number(digit) - 1
    return tickets[index]?.reference ?? REFERENCES[index] ?? whole
  })
}
