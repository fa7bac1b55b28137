import { createHash } from 'node:crypto'
import { detectLanguage } from '../core/classify/detect-language.ts'
import { readExamples } from '../core/classify/examples.ts'
import type { CoreSettings } from '../core/kernel/core.ts'
import { sellerReference } from '../core/kernel/reference.ts'
import type { Category } from '../core/policy/category.ts'
import type { Language } from '../core/policy/language.ts'
import type { IncomingMessage, MailFacts } from '../core/ticket/message.ts'
import type { SimulatedCase } from './case.ts'

/** Message texts by category and language: the hand-written examples the shipped model was trained on. */
export type Letters = ReadonlyMap<string, readonly string[]>

/** Reads the examples. */
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

/**
 * Returns the first message of a case: a mail to the category's or the general address, or a call that a
 * member enters.
 */
export function firstMessage(
  settings: CoreSettings,
  letters: Letters,
  simulatedCase: SimulatedCase,
): IncomingMessage {
  const { kind, category, language, draws } = simulatedCase
  const own = settings.mailboxes.find((mailbox) => mailbox.category === category && category !== 'other')
  const mailbox = own && draws.chance(0.7) ? own.name : 'contact'
  // Every text is unique, or the automatic mail limit would suppress a reply to it.
  const text = `${body(letters, kind, category, language, draws)}\n\n${order(simulatedCase)}`
  const message = messageOf(settings, simulatedCase, {
    at: simulatedCase.arrivesAt,
    mailbox: simulatedCase.rings ? 'contact' : mailbox,
    subject: kind === 'thanks' ? 'Merci' : language === 'fr' ? 'Demande d’aide' : 'Request for help',
    text,
    spam: kind === 'spam' ? 'the provider’s verdict' : null,
  })
  return simulatedCase.rings ? asCall(message, simulatedCase) : message
}

function asCall(message: IncomingMessage, { number }: SimulatedCase): IncomingMessage {
  const from = { kind: 'telephone', value: `+336${10_000_000 + number}`, name: message.from.name } as const
  return { ...message, door: 'call', standing: 'unproven', from, raw: null, mail: null }
}

/** Returns a later message of the customer, in the case's thread. */
export function replyOf(
  settings: CoreSettings,
  simulatedCase: SimulatedCase,
  at: number,
  text: string,
): IncomingMessage {
  const subject = `Re: [${simulatedCase.reference ?? ''}]`
  return messageOf(settings, simulatedCase, { at, mailbox: 'contact', subject, text, spam: null })
}

/** Returns the seller's reply, in the thread of the question. */
export function sellerReplyOf(
  settings: CoreSettings,
  simulatedCase: SimulatedCase,
  at: number,
  text: string,
): IncomingMessage {
  const subject = `Re: [${simulatedCase.reference ? sellerReference(simulatedCase.reference) : ''}]`
  const message = messageOf(settings, simulatedCase, { at, mailbox: 'contact', subject, text, spam: null })
  const { name, email } = simulatedCase.seller
  return { ...message, from: { kind: 'email', value: email, name }, language: 'fr' }
}

/** Returns the customer's e-mail address. */
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
  return first === undefined ? draws.pick(DEFAULTS[language]) : draws.pick([first, ...others])
}

const THANKS = [
  'Bonjour, un grand merci à toute l’équipe pour votre gentillesse. Bonne journée !',
  'Merci beaucoup pour votre aide de la semaine dernière, tout était parfait.',
] as const
const SPAM = [
  'Gagnez 5 000 € par jour sans travailler, cliquez ici.',
  'Cheap watches, limited offer, order now.',
] as const
const DEFAULTS = {
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

function messageOf(settings: CoreSettings, simulatedCase: SimulatedCase, written: Written): IncomingMessage {
  const { at, mailbox, subject, text, spam } = written
  const address = settings.mailboxes.find(({ name }) => name === mailbox)
  const messageId = `<${simulatedCase.number}.${simulatedCase.messages++}@exemple.fr>`
  const mail: MailFacts = {
    mailbox,
    messageId,
    inReplyTo: null,
    references: [],
    to: [{ name: '', address: address?.address ?? '' }],
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
    from: { kind: 'email', value: customerAddress(simulatedCase), name: `Cliente ${simulatedCase.number}` },
    standing: 'proven',
    stated: { name: null, email: null, telephone: null },
    subject,
    text,
    newText: text,
    html: null,
    language: simulatedCase.language,
    doorCategory: address?.category ?? 'other',
    attachments: [],
    raw: Buffer.from(text),
    mail,
    warnings: [],
  }
}
