import type { Block } from './letter.ts'
import type { Wording } from './sentences.ts'

/** What stands under a person's own words: which matter it is, how to answer, and the way to its page. */
export function letterFrame(words: Wording, reference: string, ticketUrl: string): Block[] {
  return [
    { kind: 'frame' },
    { kind: 'paragraph', text: `${words.answer.matter({ reference })} ${words.mail.howToAnswer}` },
    { kind: 'link', link: { label: words.mail.openPage, url: ticketUrl } },
  ]
}
