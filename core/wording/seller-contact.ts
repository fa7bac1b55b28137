import type { Language } from '../policy/language.ts'
import { greeting } from './greeting.ts'
import type { Block, Letter, RenderedMail } from './letter.ts'
import { letterFrame } from './letter-frame.ts'
import { renderMail } from './mail.ts'
import { SELLER_CONTACT_WORDS } from './seller-contact-words.ts'
import { wordingIn } from './wording.ts'

/** What of a seller is on record; null is left out. */
export interface SellerContactDetails {
  name: string
  email: string | null
  telephone: string | null
  postalAddress: string | null
}

export interface SellerContactFacts {
  language: Language
  reference: string
  customerName: string | null
  /** The seller's details, or why they are not given. */
  given: { details: SellerContactDetails } | { refusedBecause: string }
  /** The matter is still followed by us. */
  open: boolean
  memberFirstName: string | null
  team: string | null
  ticketUrl: string
}

/** The mail that gives a customer the seller's details, or says why not (policy §5), ready to send. */
export function sellerContactMail(facts: SellerContactFacts): RenderedMail {
  return renderMail(sellerContactLetter(facts))
}

/** What it says: the details one by one, or the reason; and that we go on while the matter is open. */
export function sellerContactLetter(facts: SellerContactFacts): Letter {
  const words = wordingIn(facts.language)
  const { released, refused } = SELLER_CONTACT_WORDS[facts.language]
  const kind = 'details' in facts.given ? released : refused
  const said: Block[] =
    'details' in facts.given
      ? [{ kind: 'said', text: detailLines(facts.language, facts.given.details).join('\n') }]
      : [{ kind: 'said', text: facts.given.refusedBecause }]
  return {
    language: facts.language,
    reference: facts.reference,
    subject: kind.subject,
    title: null,
    blocks: [
      { kind: 'paragraph', text: greeting(words, facts.customerName) },
      { kind: 'paragraph', text: kind.told },
      ...said,
      ...(facts.open ? [{ kind: 'paragraph' as const, text: kind.goesOn }] : []),
      { kind: 'signature', name: facts.memberFirstName, team: facts.team },
      ...letterFrame(words, facts.reference, facts.ticketUrl),
    ],
    footer: [words.mail.personalLink],
  }
}

/** A seller's details as lines, each with what it is: also what a colleague reads out on the telephone. */
export function detailLines(language: Language, details: SellerContactDetails): string[] {
  const { details: labels } = SELLER_CONTACT_WORDS[language]
  return (['name', 'email', 'telephone', 'postalAddress'] as const).flatMap((key) =>
    details[key] ? [`${labels[key]} ${details[key].replace(/\s*\n\s*/g, ', ')}`] : [],
  )
}
