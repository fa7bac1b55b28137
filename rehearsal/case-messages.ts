import { createHash } from 'node:crypto'
import { detectLanguage } from '../core/classify/detect-language.ts'
import { readExamples } from '../core/classify/examples.ts'
import type { CoreSettings } from '../core/kernel/core.ts'
import { sellerReference } from '../core/kernel/reference.ts'
import type { Category } from '../core/policy/category.ts'
import type { Language } from '../core/policy/language.ts'
import type { IncomingMessage, MailFacts } from '../core/ticket/message.ts'
import type { SimulatedCase } from './case.ts'

/** What people write, by category and language: the hand-written messages the shipped model learned from. */
export type Letters = ReadonlyMap<string, readonly string[]>

/** Reads them once. */
export function readLetters(): Letters {
  const letters = new Map<string, string[]>()
  for (const { label, text } of readExamples()) {
    const key = `${label} ${detectLanguage(text) === 'en' ? 'en' : 'fr'}`
    const list = letters.get(key)
    if (list) list.push(text)
    else letters.set(key, [text])
  }
  return letters
}

/** The first message of a matter: a mail to the fitting address or to the general one, or a call that a member types in. */
export function firstMessage(
  settings: CoreSettings,
  letters: Letters,
  matter: SimulatedCase,
): IncomingMessage {
  const { kind, category, language, draws } = matter
  const own = settings.mailboxes.find((door) => door.category === category && category !== 'other')
  const door = own && draws.chance(0.7) ? own.name : 'contact'
  // Nobody writes the very same mail as another; the brake against machines would stop an answer to it.
  const text = `${body(letters, kind, category, language, draws)}\n\n${order(matter)}`
  const message = messageOf(settings, matter, {
    at: matter.arrivesAt,
    mailbox: matter.rings ? 'contact' : door,
    subject: kind === 'thanks' ? 'Merci' : language === 'fr' ? 'Demande d’aide' : 'Request for help',
    text,
    spam: kind === 'spam' ? 'the provider’s verdict' : null,
  })
  return matter.rings ? asCall(message, matter) : message
}

function asCall(message: IncomingMessage, { number }: SimulatedCase): IncomingMessage {
  const from = { kind: 'telephone', value: `+336${10_000_000 + number}`, name: message.from.name } as const
  return { ...message, door: 'call', standing: 'unproven', from, raw: null, mail: null }
}

/** What the customer writes later, into the matter's thread. */
export function replyOf(
  settings: CoreSettings,
  matter: SimulatedCase,
  at: number,
  text: string,
): IncomingMessage {
  const subject = `Re: [${matter.reference ?? ''}]`
  return messageOf(settings, matter, { at, mailbox: 'contact', subject, text, spam: null })
}

/** What the seller answers, into the thread they were asked in. */
export function sellerReplyOf(
  settings: CoreSettings,
  matter: SimulatedCase,
  at: number,
  text: string,
): IncomingMessage {
  const subject = `Re: [${matter.reference ? sellerReference(matter.reference) : ''}]`
  const message = messageOf(settings, matter, { at, mailbox: 'contact', subject, text, spam: null })
  const { name, email } = matter.seller
  return { ...message, from: { kind: 'email', value: email, name }, language: 'fr' }
}

/** The customer's e-mail address. */
function customerAddress({ number }: SimulatedCase): string {
  return `cliente.${number}@exemple.fr`
}

function body(
  letters: Letters,
  kind: SimulatedCase['kind'],
  category: Category,
  language: Language,
  draws: SimulatedCase['draws'],
): string {
  if (kind === 'thanks') return draws.pick(THANKS)
  if (kind === 'spam') return draws.pick(SPAM)
  const [first, ...others] = letters.get(`${category} ${language}`) ?? []
  return first === undefined ? draws.pick(PLAIN[language]) : draws.pick([first, ...others])
}

const THANKS = [
  'Bonjour, un grand merci à toute l’équipe pour votre gentillesse. Bonne journée !',
  'Merci beaucoup pour votre aide de la semaine dernière, tout était parfait.',
] as const
const SPAM = [
  'Gagnez 5 000 € par jour sans travailler, cliquez ici.',
  'Cheap watches, limited offer, order now.',
] as const
const PLAIN = {
  fr: ['Bonjour, j’ai un problème et j’aimerais de l’aide.'],
  en: ['Hello, I have a problem and would like some help.'],
} as const

function order({ language, number }: SimulatedCase): string {
  return language === 'fr' ? `Commande AG-${100_000 + number}` : `Order AG-${100_000 + number}`
}

interface Written {
  at: number
  mailbox: string
  subject: string
  text: string
  spam: string | null
}

function messageOf(settings: CoreSettings, matter: SimulatedCase, written: Written): IncomingMessage {
  const { at, mailbox, subject, text, spam } = written
  const door = settings.mailboxes.find(({ name }) => name === mailbox)
  const messageId = `<${matter.number}.${matter.messages++}@exemple.fr>`
  const mail: MailFacts = {
    mailbox,
    messageId,
    inReplyTo: null,
    references: [],
    to: [{ name: '', address: door?.address ?? '' }],
    cc: [],
    replyTo: null,
    date: new Date(at),
    automatic: null,
    bounce: null,
    ownLoop: false,
    spam,
    forwardedFrom: null,
    unparsed: null,
  }
  return {
    door: 'mail',
    idempotencyKey: `mail:${createHash('sha256').update(messageId).digest('hex')}`,
    receivedAt: new Date(at),
    backlog: false,
    from: { kind: 'email', value: customerAddress(matter), name: `Cliente ${matter.number}` },
    standing: 'proven',
    stated: { name: null, email: null, telephone: null },
    subject,
    text,
    newText: text,
    html: null,
    language: matter.language,
    doorCategory: door?.category ?? 'other',
    attachments: [],
    raw: Buffer.from(text),
    mail,
    warnings: [],
  }
}
