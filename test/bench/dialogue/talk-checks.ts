import type { Talk } from './play-scenario.ts'
import type { RecordedTicket } from './recorded.ts'
import type { AskedFor, Check, Scenario } from './scenario.ts'

/** A check of a scenario and whether it held. `judge` is for a person to read and always holds. */
export interface Checked {
  kind: string
  expect: Check
  ok: boolean
}

/** Compares a talk with what its scenario expects. */
export function checkTalk(scenario: Scenario, talk: Talk): Checked[] {
  const categories = scenario.expect.flatMap(({ category }) => (category === undefined ? [] : [category]))
  const matched = matchCategories(categories, talk.recorded.tickets)
  return scenario.expect.map((expect) => ({
    kind: Object.keys(expect)[0] ?? 'nothing',
    expect,
    ok: holds(expect, scenario, talk, matched),
  }))
}

function holds(check: Check, scenario: Scenario, talk: Talk, matched: boolean): boolean {
  const { tickets, handoffs } = talk.recorded
  const said = talk.said.join('\n')
  const words = tickets.flatMap((ticket) => [...ticket.words, ...ticket.attachments]).join('\n')
  const every: boolean[] = []
  const own = (kind: string) =>
    tickets.flatMap(({ details }) =>
      details.filter((one) => one.kind === kind && one.owner === 'customer').map(({ value }) => value),
    )
  for (const [kind, wanted] of Object.entries(check)) {
    switch (kind) {
      case 'anyOf':
        every.push((check.anyOf ?? []).some((one) => holds(one, scenario, talk, matched)))
        break
      case 'judge':
        break
      case 'ticket':
        every.push(tickets.length > 0 === wanted)
        break
      case 'noTicket':
      case 'noNewTicket':
        every.push((tickets.length === 0) === wanted)
        break
      case 'tickets':
        every.push(tickets.length === wanted)
        break
      case 'category':
        every.push(matched && tickets.some(({ category }) => among(wanted, category)))
        break
      case 'categoryIfTicket':
        every.push(tickets.length === 0 || tickets.some(({ category }) => among(wanted, category)))
        break
      case 'customerEmail':
        every.push(tickets.length > 0 && emails(tickets).includes(plain(wanted)))
        break
      case 'notCustomerEmail':
        every.push(!emails(tickets).includes(plain(wanted)))
        break
      case 'noMailTo':
        every.push(!talk.mailed.includes(plain(wanted)))
        break
      case 'customerName':
        every.push(tickets.some(({ customer }) => sameName(customer.name, String(wanted))))
        break
      case 'customerPhone':
        every.push(tickets.some(({ customer }) => phone(customer.telephone ?? '') === phone(String(wanted))))
        break
      case 'orderNumber':
        every.push(own('order-number').some((one) => digits(one) === digits(String(wanted))))
        break
      case 'notOrderNumber':
        every.push(!own('order-number').some((one) => digits(one) === digits(String(wanted))))
        break
      case 'listingLink':
        every.push(own('listing').some((one) => bareLink(one) === bareLink(String(wanted))))
        break
      case 'mustSay':
        every.push(matches(wanted, said))
        break
      case 'mustNotSay':
        every.push(!matches(wanted, said))
        break
      case 'ticketMentions':
        every.push(matches(wanted, words))
        break
      case 'ticketMustNotMention':
        every.push(!matches(wanted, words))
        break
      case 'handoffReason':
        every.push(handoffs.some(({ reason }) => matches(wanted, reason)))
        break
      case 'maxBotTurns':
        every.push(talk.botTurns <= Number(wanted))
        break
      case 'notAskedAgain':
        every.push(wasNotAskedAgain(wanted as AskedFor, scenario, talk))
        break
      case 'language':
        every.push(speaks(String(wanted), scenario, talk))
        break
      case 'attachment':
        every.push(
          wanted === false
            ? tickets.every(({ attachments }) => attachments.length === 0)
            : tickets.some(({ attachments }) =>
                attachments.some((name) => wanted === true || name === String(wanted)),
              ),
        )
        break
      case 'handoff':
        every.push(talk.personCalled === wanted)
        break
      case 'urgent':
        every.push(
          (tickets.some(({ urgent }) => urgent === true) || handoffs.some(({ urgent }) => urgent)) === wanted,
        )
        break
      case 'cardMasked':
        every.push(!hasCard([said, words].join('\n')) === wanted)
        break
      default:
        throw new Error(`Nobody knows how to check "${kind}".`)
    }
  }
  return every.every(Boolean)
}

// Two expectations of a category are two tickets.
function matchCategories(
  wanted: readonly (string | string[])[],
  tickets: readonly RecordedTicket[],
): boolean {
  if (wanted.length < 2) return true
  const left = [...tickets]
  return [...wanted]
    .sort((a, b) => [a].flat().length - [b].flat().length)
    .every((one) => {
      const index = left.findIndex(({ category }) => among(one, category))
      if (index < 0) return false
      left.splice(index, 1)
      return true
    })
}

function wasNotAskedAgain(what: AskedFor, { turns }: Scenario, { asked }: Talk): boolean {
  const answers = turns.some((turn) => 'ifAsked' in turn && turn.ifAsked === what)
  return (asked[what] ?? 0) <= (answers ? 1 : 0)
}

function speaks(language: string, { tags }: Scenario, { turnsSaid }: Talk): boolean {
  const last = tags.includes('language-switch') ? turnsSaid.slice(-3) : turnsSaid
  const text = last.join('\n')
  const french = (text.match(/(?<!\p{L})(?:vous|votre|nous|est|les|pour|dans|une|avec)(?!\p{L})/giu) ?? [])
    .length
  const english = (text.match(/(?<!\p{L})(?:you|your|we|is|the|for|with|and|this)(?!\p{L})/giu) ?? []).length
  if (french + english === 0) return true
  return language === 'fr' ? french > english : english > french
}

function hasCard(text: string): boolean {
  return [...text.matchAll(/(?<![\p{L}\d])\d(?:[ .\u00a0-]?\d){12,18}(?![\p{L}\d])/gu)].some(([run]) =>
    isCard(run.replace(/\D/g, '')),
  )
}

function isCard(number: string): boolean {
  if (!/^(?:4|5[1-5]|2[2-7]|3[47])/.test(number)) return false
  let sum = 0
  for (let i = 0; i < number.length; i++) {
    const digit = Number(number[number.length - 1 - i])
    const twice = i % 2 === 1 ? digit * 2 : digit
    sum += twice > 9 ? twice - 9 : twice
  }
  return sum % 10 === 0
}

function among(wanted: unknown, category: string): boolean {
  return [wanted].flat().includes(category)
}

function emails(tickets: readonly RecordedTicket[]): string[] {
  return tickets.flatMap(({ customer }) => (customer.email ? [plain(customer.email)] : []))
}

function plain(value: unknown): string {
  return String(value).trim().toLowerCase()
}

function sameName(recorded: string | null, wanted: string): boolean {
  const shape = (name: string) => name.replace(/[’ʼ]/g, "'").replace(/\s+/g, ' ').trim()
  return recorded !== null && shape(recorded) === shape(wanted)
}

function digits(value: string): string {
  return value.replace(/\D/g, '')
}

function phone(value: string): string {
  return digits(value).replace(/^(?:00)?33(?=\d{9}$)/, '0')
}

function bareLink(value: string): string {
  return value
    .replace(/^https?:\/\//i, '')
    .replace(/\/$/, '')
    .toLowerCase()
}

function matches(pattern: unknown, text: string): boolean {
  return new RegExp(String(pattern), 'iu').test(text)
}
