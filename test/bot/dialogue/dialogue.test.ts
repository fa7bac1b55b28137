import { describe, expect, it } from 'vitest'
import { play } from '../../world/dialogue/play.ts'
import { Stage } from '../../world/dialogue/stage.ts'
import { readTranscripts } from '../../world/dialogue/transcript.ts'

describe('A conversation with the assistant', () => {
  const transcripts = readTranscripts()

  it.each(transcripts.map((transcript) => [transcript.title, transcript] as const))(
    'goes as written: %s',
    (_, transcript) => {
      expect(play(transcript, new Stage())).toEqual([])
    },
  )

  it('is written down in sixty dialogues or more, each with a title of its own', () => {
    expect(transcripts.length).toBeGreaterThanOrEqual(60)
    expect(new Set(transcripts.map(({ title }) => title)).size).toBe(transcripts.length)
  })

  it('has something expected of it in every dialogue', () => {
    const empty = transcripts.filter(
      ({ happenings }) => happenings.flatMap(({ expected }) => expected).length < 2,
    )
    expect(empty.map(({ title }) => title)).toEqual([])
  })
})
