import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { Score } from '../policy/satisfaction-score.ts'
import { dayAndTime } from './dates.ts'
import { greeting } from './greeting.ts'
import type { Block, Letter, RenderedMail } from './letter.ts'
import { renderMail } from './mail.ts'
import { satisfactionWords } from './satisfaction-words.ts'
import { wordingIn } from './wording.ts'

/** The address of each step's link. */
export interface ScoreLinks {
  steps: readonly { score: Score; url: string }[]
}

export interface SatisfactionReminderFacts {
  language: Language
  reference: string
  category: Category
  customerName: string | null
  resolvedAt: Date
  links: ScoreLinks
}

/** The question how satisfied a customer is (policy §3), as part of a mail: five links that only choose, best first. */
export function satisfactionBlocks(language: Language, { steps }: ScoreLinks): Block[] {
  const words = satisfactionWords(language)
  const best = [...steps].sort((a, b) => b.score - a.score)
  return [
    { kind: 'heading', text: words.question },
    {
      kind: 'scale',
      links: best.map(({ score, url }) => ({
        label: words.mail.step({ score, label: words.steps[score] }),
        url,
      })),
    },
    { kind: 'paragraph', text: words.mail.how },
  ]
}

/** The question alone, as the words of a link. */
export function satisfactionQuestion(language: Language): string {
  return satisfactionWords(language).question
}

/** The one reminder of the question, ready to send. */
export function satisfactionReminderMail(facts: SatisfactionReminderFacts): RenderedMail {
  return renderMail(satisfactionReminderLetter(facts))
}

/** What the reminder says. */
export function satisfactionReminderLetter(facts: SatisfactionReminderFacts): Letter {
  const words = wordingIn(facts.language)
  const { reminder } = satisfactionWords(facts.language)
  const about = words.categories[facts.category].about
  const when = dayAndTime(facts.language, facts.resolvedAt)
  return {
    language: facts.language,
    reference: facts.reference,
    subject: reminder.subject,
    title: reminder.title,
    blocks: [
      { kind: 'paragraph', text: greeting(words, facts.customerName) },
      { kind: 'paragraph', text: reminder.told({ about, when }) },
      ...satisfactionBlocks(facts.language, facts.links),
      { kind: 'paragraph', text: reminder.notSolved },
      { kind: 'frame' },
      { kind: 'paragraph', text: words.answer.matter({ reference: facts.reference }) },
    ],
    footer: [reminder.once],
  }
}
