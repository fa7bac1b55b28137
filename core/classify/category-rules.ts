import type { Category } from '../policy/category.ts'
import type { TextPart } from './evidence.ts'
import { plainWords } from './evidence.ts'

/** A clear signal that counts by itself, beside the model's weights of words. */
export interface RuleHit {
  rule: string
  category: Category
  /** Added to the category's score: 1 makes it 2.7 times as likely, 3 twenty times. */
  weight: number
}

interface Rule {
  rule: string
  category: Category
  weight: number
  /** Matched against the message's folded words. */
  shows: RegExp
  /** Matched against the text as sent: for numbers, which folding removes. */
  alsoShows?: RegExp
  /** Cancels the match: the same words denied, threatened or about someone else. */
  unless?: RegExp
}

const DENIED = String.raw`(?:pas|jamais|sans|not|never|nobody s|no one s|isn t|wasn t|hasn t|without|ni|nor)`

const RULES: readonly Rule[] = [
  {
    rule: 'formal-notice',
    category: 'legal',
    weight: 2.5,
    shows:
      / (?:vous (?:mets|mettons|met)|(?:etes|est) mise?|mets par la presente|vous mettre) en demeure | (?:vaut|valant|vaudra|tient lieu de|tenant lieu de|constitue|objet|reference|ref|voici une|ci joint une|ci jointe une) (?:mise en demeure|sommation) | mise en demeure de | mise en demeure \. | letter before (?:action|claim|proceedings) | formal notice (?:of|to|pursuant|under|is|\.) | (?:this is|hereby|take this as|serves as|as) (?:a |my |our )?(?:formal|final) notice | hereby put you on notice | notice before (?:action|proceedings) /,
    unless: new RegExp(
      ` ${DENIED} (?:\\w+ ){0,3}(?:mise en demeure|formal notice|letter before) | (?:sinon|prochaine etape|next step|otherwise|or else|will be|sera) (?:\\w+ ){0,4}(?:mise en demeure|formal notice|letter before) `,
    ),
  },
  {
    rule: 'dsa-notice',
    category: 'product-infringement',
    weight: 3,
    shows:
      / (?:article|art) 0number (?:\w+ ){0,4}(?:dsa|digital services act|services numeriques) | (?:dsa|digital services act|services numeriques) (?:\w+ ){0,3}(?:article|art) 0number | (?:notice|notification|signalement) (?:\w+ ){0,4}(?:dsa|digital services act|services numeriques) /,
    alsoShows: /2022\/2065/,
  },
  {
    rule: 'hacked-account',
    category: 'fraud',
    weight: 2.5,
    shows:
      / (?:mon|notre|my|our|le|the) (?:\w+ ){0,2}(?:compte|account|profil|profile|acc|boutique|shop) (?:\w+ ){0,4}(?:pirate|piratee?|hacke|hackee?|hacked|hijacked|compromised|usurpe|taken over|broken into) | (?:pirate|hacke|hack|vole|usurpe|hacked|hijacked|broke into|broken into|got into|taken over) (?:\w+ ){0,2}(?:mon|my|our|notre) (?:compte|account|profil|profile|acc) | (?:me suis|s est|ai ete|ete|been|was|got) (?:fait )?(?:hacker|hacke|hacked|pirater|pirate) | (?:quelqu un|someone|somebody|un inconnu|a stranger|un intrus) (?:\w+ ){0,2}(?:connecte|entre|introduit|utilise|acces|pris|change|got into|using|logged|hacked|broke|broken|accessed|taken over|changed) (?:\w+ ){0,3}(?:mon compte|my account|my acc) /,
    unless: new RegExp(` ${DENIED} (?:\\w+ ){0,3}(?:pirat|hack|compromis|hijack)`),
  },
  {
    rule: 'data-protection-request',
    category: 'privacy',
    weight: 2.5,
    shows:
      / (?:article|art) 0number (?:\w+ ){0,3}(?:rgpd|gdpr|uk gdpr) | (?:rgpd|gdpr) (?:\w+ ){0,2}(?:article|art) 0number | subject access request | (?:data|gdpr|rgpd) (?:access|erasure|deletion) request | droit (?:d acces|a l effacement|a l oubli|d opposition|de rectification|a la portabilite) | right (?:of access|to erasure|to be forgotten|to object) /,
    unless: new RegExp(` ${DENIED} (?:\\w+ ){0,3}(?:rgpd|gdpr|droit d acces|right of access) `),
  },
]

// Weak: the sender of a card's number may have been robbed or may want to change their payment. The desk masks it.
const CARD_NUMBER: RuleHit = { rule: 'card-number', category: 'fraud', weight: 0.5 }

/** Returns the rules a message matches. The rules are few: each was counted for false alarms on every example. */
export function findRules(parts: readonly TextPart[]): RuleHit[] {
  const words = plainWords(parts)
  const own = parts.filter(({ role }) => role !== 'quoted')
  const meets = ({ shows, alsoShows, unless }: Rule) =>
    (shows.test(words) || own.some(({ text }) => alsoShows?.test(text))) && !unless?.test(words)
  const hits = RULES.filter(meets).map(({ rule, category, weight }): RuleHit => ({ rule, category, weight }))
  return parts.some(({ text }) => hasCardNumber(text)) ? [...hits, CARD_NUMBER] : hits
}

const GROUPS = /(?<![\d.,-])\d(?:[ \u00a0.-]?\d){12,18}(?![\d,-]|\.\d)/g
const ISSUERS = /^(?:4|5[1-5]|2[2-7]|3[47]|6(?:011|5)|50|56|57|58|6)/

/** Returns true when a text has a payment card number: 13 to 19 digits, an issuer's prefix, a valid check digit. */
function hasCardNumber(text: string): boolean {
  for (const [found] of text.matchAll(GROUPS)) {
    const digits = found.replace(/\D/g, '')
    if (ISSUERS.test(digits) && isEvenlyGrouped(found) && passesLuhn(digits)) return true
  }
  return false
}

// Telephone numbers and references come in pairs or threes; cards in fours (American Express: 4, 6, 5), or unbroken.
function isEvenlyGrouped(found: string): boolean {
  const groups = found.split(/\D+/).map((group) => group.length)
  if (groups.length === 1) return groups[0] === 15 || groups[0] === 16
  return groups.slice(0, -1).every((length) => length === 4) || groups.join() === '4,6,5'
}

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0 && /[1-9]/.test(digits)
}
