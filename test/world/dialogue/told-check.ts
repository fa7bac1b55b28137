import type { ChatLine, WindowMessage } from './chat-line.ts'
import type { CoreBook } from './core-book.ts'

/** What became of a happening. */
export interface SeenHappening {
  told: WindowMessage[]
  before: CoreBook
  after: CoreBook
  line: ChatLine
  nobody: boolean
  /** Up to where the messages are compared: they come in the transcript's order. */
  message: number
}

/** Whether a line of a transcript is so. Fails for one nobody knows how to compare. */
export function holds(text: string, seen: SeenHappening): boolean {
  const [, what = '', rest = ''] = /^([a-z ]+?)(?:: (.*))?$/.exec(text) ?? []
  const said = (message: WindowMessage) => rest.split(' / ').every((part) => says(message.text ?? '', part))
  switch (what) {
    case 'bot is silent':
      return seen.told.length === 0
    case 'bot': {
      const found = seen.told.findIndex((message, index) => index >= seen.message && said(message))
      seen.message = found + 1
      return found >= 0
    }
    case 'not':
      return !seen.told.some(said)
    case 'offers':
      return rest.split(' ').every((id) => seen.line.suggested.some(({ value }) => value.choice === id))
    case 'core':
      return wasDone(rest, seen)
    default:
      throw new Error(`Nobody compares "${text}" with the whole stack.`)
  }
}

function wasDone(text: string, { before, after, nobody }: SeenHappening): boolean {
  const [kind = '', ...facts] = text.split(' ')
  const values = facts.flatMap((fact) => {
    const [name = '', value = ''] = fact.split('=')
    return HELD.includes(name) && value !== 'none' ? [value.replaceAll('_', ' ')] : []
  })
  const fact = (name: string) => facts.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1)
  const fresh = after.tickets.slice(before.tickets.length)
  const of = fact('reference')
  const concerned = after.tickets.filter(
    ({ reference }) => of === undefined || of === 'none' || of === reference,
  )
  switch (kind) {
    case 'nothing':
      return JSON.stringify(after) === JSON.stringify(before)
    case 'open-ticket': {
      const category = fact('category') ?? facts.find((one) => !one.includes('='))
      return fresh.some(
        (ticket) =>
          (category === undefined || ticket.category === category) &&
          values.every((value) => ticket.held.includes(value)),
      )
    }
    case 'record-details':
      return concerned.some(({ held }) => values.every((value) => held.includes(value)))
    case 'add-to-ticket':
      return concerned.length > 0 && after.words.length > before.words.length
    case 'correct-category':
      return concerned.some(({ category }) => category === fact('to'))
    case 'resolve-at-first-contact':
      return concerned.some(({ resolved }) => resolved)
    case 'ask-handoff':
      return nobody || after.handoff !== 'none'
    case 'send-status-code':
      return (after.codes?.asked ?? 0) > (before.codes?.asked ?? 0)
    case 'show-status':
      return (after.codes?.triesLeft ?? 0) < (before.codes?.triesLeft ?? 0)
    case 'rate':
      return after.ratings.some(
        ({ score, comment }) =>
          score === Number(fact('score')) && (comment ?? 'none').replaceAll(' ', '_') === fact('comment'),
      )
    default:
      throw new Error(`Nobody compares "${kind}" with core.`)
  }
}

const HELD = ['email', 'name', 'orderNumber', 'listing']
const DAY_NAMED =
  /(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) \d{1,2}(?:er)? [a-zéû]+|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d{1,2} [A-Z][a-z]+)/gi

// Typography is the wording's own matter. A day stands for a day: these dialogues happen today.
function says(text: string, part: string): boolean {
  const plain = (one: string) =>
    one.replace(/\s+/g, ' ').replace(/’/g, "'").replace(DAY_NAMED, '(a day)').toLowerCase()
  return plain(text).includes(plain(part).trim())
}
