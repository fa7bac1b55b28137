import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findArticle, readArticles } from '../../../bot/articles/articles.ts'
import { converse } from '../../../bot/dialogue/converse.ts'
import { HOUR } from '../../../core/kernel/duration.ts'
import type { MemberId } from '../../../core/kernel/id.ts'
import { createMember } from '../../../core/member/member.ts'
import { becomeAvailable, becomeUnavailable } from '../../../core/member/presence.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { type ChatServer, knowing, startChat } from '../../world/chat-world.ts'
import { readTranscripts } from '../../world/dialogue/transcript.ts'
import { playThrough } from '../../world/dialogue/whole-stack.ts'

// Of every kind of matter, both languages, files, pressed replies, ready answers, two matters, persons and guesses.
const PLAYED = [
  'Nadia says everything at once and is asked nothing she has said',
  'Karim is asked one thing at a time',
  'Lucie sends a photo with her first words',
  'Hugo sends his photo before a word',
  'Mireille wants to return a dress, and the ready answer does it',
  'Gérard says that the ready answer does not help',
  'Claire has two problems and gets two cases',
  'Denis is asked whether it is the same matter',
  'Jeanne says that it is the same matter',
  'Thomas reports a phishing mail and gets no ready answer, only what protects him',
  'James asks where his parcel is, and the check helps',
  'Marc wants a person in the middle of a question',
  'Victor finds nobody there and his address is known',
  'A stranger guesses the code three times',
]

describe('A written dialogue through the whole stack', () => {
  const database = useTestDatabase('PostgreSQL', { keep: true })
  const members: Record<string, MemberId> = {}
  let chat: ChatServer
  beforeAll(async () => {
    const answers = readArticles()
    chat = await startChat(database, {
      knowledge: {
        ...knowing(converse),
        readyAnswer: (category, text, language) => findArticle(answers, category, text, language),
      },
    })
    const camille = { name: 'Camille Renaud', email: 'camille@agafort.example' }
    const { id } = await createMember(chat.core, { ...camille, role: 'agent', language: 'fr' })
    members.Camille = id
  })
  afterAll(() => chat?.stop())

  const transcripts = readTranscripts().filter(({ title }) => PLAYED.includes(title))

  it('is one of a dozen at least', () => {
    expect(transcripts.map(({ title }) => title).toSorted()).toEqual(PLAYED.toSorted())
  })

  it.each(transcripts.map((transcript) => [transcript.title, transcript] as const))(
    'goes as written: %s',
    async (_, transcript) => {
      const nobody = transcript.happenings.some(({ text }) => text === '(nobody is there)')
      for (const memberId of Object.values(members)) {
        if (nobody) await becomeUnavailable(chat.core.db, memberId)
        else await becomeAvailable(chat.core, { memberId, until: new Date(Date.now() + HOUR), capacity: 20 })
      }
      expect(await playThrough(chat, transcript, members)).toEqual([])
    },
  )
})
