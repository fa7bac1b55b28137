import { type Category, isSensitive } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import { dayAndTime } from './dates.ts'
import { greeting } from './greeting.ts'
import type { Block, Letter, Link, RenderedMail } from './mail.ts'
import { renderMail } from './mail.ts'
import type { Wording } from './sentences.ts'
import { wordingIn } from './wording.ts'

/** The content of an acknowledgement. Nothing in it is a stranger's text but the name, and that only when fit. */
export interface AcknowledgementFacts {
  language: Language
  reference: string
  category: Category
  /** The category is only that of the address: the mail then claims no understanding. */
  abstained: boolean
  /** Of this round: a reopening counts from the message that reopened. */
  firstContactAt: Date
  /** When it is written. After an outage that may be days later; dates that have passed are then not promised. */
  writtenAt: Date
  /** Policy §4: 24 hours, 48 hours and 5 days from the first contact. */
  deadlines: { investigation: Date; conclusions: Date; resolution: Date }
  /** As the sender gave it; checked here before use. */
  customerName: string | null
  ticketUrl: string
  /** Null while there is no live chat: the mail then does not mention one. */
  chatUrl: string | null
  helpUrl: string
  telephone: string
  /** For threading by a caller. Never in the mail: automatic mail carries no text chosen by a stranger. */
  subjectOfCustomer: string | null
  attachmentsReceived: number
  /** Some of what was sent could not be read. */
  unreadable: boolean
  reopened: boolean
}

/** Returns the acknowledgement of a message, ready to send (policy §3: reference, record; §4: what happens by when). */
export function acknowledgementMail(facts: AcknowledgementFacts): RenderedMail {
  return renderMail(acknowledgementLetter(facts))
}

/** Returns an acknowledgement in reading order: first what happens now and by when, then the rest. */
function acknowledgementLetter(facts: AcknowledgementFacts): Letter {
  const words = wordingIn(facts.language)
  const kind = facts.reopened ? words.reopening : words.acknowledgement
  return {
    language: facts.language,
    reference: facts.reference,
    subject: kind.subject,
    title: kind.title,
    blocks: [
      { kind: 'paragraph', text: greeting(words, facts.customerName) },
      { kind: 'paragraph', text: kind.thanks },
      { kind: 'reference', label: words.mail.referenceLabel, reference: facts.reference },
      { kind: 'paragraph', text: words.acknowledgement.keepReference },
      ...whatHappensNext(facts, words),
      { kind: 'action', link: { label: words.mail.openPage, url: facts.ticketUrl } },
      ...whatWeUnderstood(facts, words),
      ...howToReachUs(facts, words),
    ],
    footer: [words.mail.personalLink, words.mail.whyYou],
  }
}

function whatHappensNext(facts: AcknowledgementFacts, words: Wording): Block[] {
  const { acknowledgement } = words
  const kind = facts.reopened ? words.reopening : acknowledgement
  const inWords = (at: Date) => dayAndTime(facts.language, at, facts.writtenAt)
  const steps = [
    ...(facts.reopened || isPast(facts.deadlines.investigation) ? [] : [acknowledgement.firstContact]),
    ...(['investigation', 'conclusions', 'resolution'] as const)
      .filter((name) => !isPast(facts.deadlines[name]))
      .map((name) => ({
        when: kind[name].when({ when: inWords(facts.deadlines[name]) }),
        what: kind[name].what,
      })),
  ]
  const when = inWords(facts.firstContactAt)
  const late = isPast(facts.deadlines.investigation)
  return [
    { kind: 'heading', text: acknowledgement.nextHeading },
    ...paragraphs(late ? [acknowledgement.late({ when })] : []),
    ...(steps.length > 0
      ? [{ kind: 'steps' as const, steps }]
      : paragraphs([acknowledgement.lateResolution])),
    ...paragraphs(late ? [acknowledgement.updates] : [kind.countedFrom({ when }), acknowledgement.updates]),
  ]

  function isPast(due: Date): boolean {
    return due <= facts.writtenAt
  }
}

function whatWeUnderstood(facts: AcknowledgementFacts, words: Wording): Block[] {
  const { acknowledgement } = words
  const { understood, advice } = words.categories[facts.category]
  const unclear = facts.abstained || facts.unreadable
  const named = facts.customerName !== null && facts.customerName.trim() !== ''
  const recorded = unclear
    ? named
      ? acknowledgement.recorded.unclearWithName
      : acknowledgement.recorded.unclearWithoutName
    : named
      ? acknowledgement.recorded.withName
      : acknowledgement.recorded.withoutName
  const understanding = facts.unreadable
    ? acknowledgement.unreadable
    : facts.abstained
      ? [acknowledgement.abstained]
      : [`${understood} ${acknowledgement.notRight}`]
  // Protective advice is given even when we are unsure; merely helpful advice could puzzle a customer then.
  const advised = unclear && !isSensitive(facts.category) ? [] : advice
  const received =
    facts.attachmentsReceived > 0 ? [acknowledgement.attachments({ count: facts.attachmentsReceived })] : []
  return [
    { kind: 'heading', text: unclear ? acknowledgement.unclearHeading : acknowledgement.understoodHeading },
    ...paragraphs([...understanding, ...advised, ...received, recorded]),
  ]
}

function howToReachUs(facts: AcknowledgementFacts, words: Wording): Block[] {
  const { contact } = words.mail
  return [
    { kind: 'heading', text: contact.heading },
    {
      kind: 'list',
      items: [
        { lead: contact.byMail, link: null },
        ...byChat(facts.chatUrl, contact),
        { lead: contact.byTelephone, link: telephoneLink(facts.telephone) },
        { lead: contact.help.lead, link: { label: contact.help.link, url: facts.helpUrl } },
      ],
    },
  ]
}

function paragraphs(texts: readonly string[]): Block[] {
  return texts.map((text) => ({ kind: 'paragraph', text }))
}

function byChat(url: string | null, contact: Wording['mail']['contact']) {
  return url === null ? [] : [{ lead: contact.byChat.lead, link: { label: contact.byChat.link, url } }]
}

/** Returns a telephone number as printed, with its dialling link; a French national number is dialled with +33. */
function telephoneLink(printed: string): Link {
  const digits = printed.replace(/[^\d+]/g, '')
  const dialled = /^0\d{9}$/.test(digits) ? `+33${digits.slice(1)}` : digits
  return { label: printed, url: `tel:${dialled}` }
}
