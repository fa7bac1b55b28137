import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { Level } from '../policy/level.ts'
import type { MeasureKind } from '../policy/measure-kind.ts'
import type { PromiseKind } from '../policy/policy-times.ts'
import { dayAndTime } from './dates.ts'
import { greeting } from './greeting.ts'
import type { Block, Letter, RenderedMail } from './mail.ts'
import { renderMail } from './mail.ts'
import type { Sentence } from './sentences.ts'
import { english, french } from './typography.ts'
import { wordingIn } from './wording.ts'

export interface UpdateFacts {
  language: Language
  reference: string
  category: Category
  customerName: string | null
  level: Level
  /** When it is written; a promise due before is late. */
  writtenAt: Date
  /** Measures since the last update that are not reported yet, oldest first. */
  measures: readonly { kind: MeasureKind; at: Date; memberFirstName: string | null; by: Date | null }[]
  /** Since when a question to the customer is open. */
  waitingSince: Date | null
  /** Open promises of the round. */
  owed: readonly { kind: PromiseKind; dueAt: Date }[]
  investigation: { memberFirstName: string; begun: boolean } | null
  nextUpdateBy: Date
  ticketUrl: string
}

/** Returns an update for a customer whose problem is not resolved (policy §3), ready to send. */
export function updateMail(facts: UpdateFacts): RenderedMail {
  return renderMail(updateLetter(facts))
}

/** Returns the content of an update: measures, what we wait for, what comes next, by when. It claims nothing else. */
function updateLetter(facts: UpdateFacts): Letter {
  const words = wordingIn(facts.language)
  const update = UPDATE_WORDS[facts.language]
  return {
    language: facts.language,
    reference: facts.reference,
    subject: update.subject,
    title: update.title,
    blocks: [
      { kind: 'paragraph', text: greeting(words, facts.customerName) },
      { kind: 'paragraph', text: update.opening({ about: words.categories[facts.category].about }) },
      { kind: 'heading', text: update.doneHeading },
      ...whatWasDone(facts),
      ...whatWeWaitFor(facts),
      { kind: 'heading', text: update.nextHeading },
      ...whatComesNext(facts),
      { kind: 'action', link: { label: words.mail.openPage, url: facts.ticketUrl } },
      { kind: 'paragraph', text: words.mail.howToReply },
    ],
    footer: [words.mail.personalLink],
  }
}

/** Returns an update for a call to a customer without an e-mail address: the sentences, one a line. */
export function updateInWords(facts: UpdateFacts): string {
  return [...whatWasDone(facts), ...whatWeWaitFor(facts), ...whatComesNext(facts)]
    .flatMap((block) =>
      block.kind === 'paragraph'
        ? [block.text]
        : block.kind === 'list'
          ? block.items.map(({ lead }) => lead)
          : [],
    )
    .join('\n')
}

function whatWasDone(facts: UpdateFacts): Block[] {
  const update = UPDATE_WORDS[facts.language]
  if (facts.measures.length === 0) {
    const team = wordingIn(facts.language).teams[facts.level].the
    return [{ kind: 'paragraph', text: `${update.nothingNew} ${update.followedBy({ team })}` }]
  }
  const items = facts.measures.map(({ kind, at, memberFirstName, by }) => {
    const handedOver = kind === 'handed-to-resolution' || kind === 'handed-to-customer-experience'
    const sentences = [
      update.measures[kind]({ when: whenOf(facts, at) }),
      ...(handedOver && memberFirstName ? [update.inTheHandsOf({ name: memberFirstName })] : []),
      ...(kind === 'seller-asked' && by ? [update.replyBy({ when: whenOf(facts, by) })] : []),
    ]
    return { lead: sentences.join(' '), link: null }
  })
  return [{ kind: 'list', items }]
}

function whatWeWaitFor(facts: UpdateFacts): Block[] {
  if (!facts.waitingSince) return []
  const update = UPDATE_WORDS[facts.language]
  const asked = update.waiting({ when: whenOf(facts, facts.waitingSince) })
  return [
    { kind: 'heading', text: update.waitingHeading },
    { kind: 'paragraph', text: `${asked} ${update.clockRuns}` },
  ]
}

const ANNOUNCED_PROMISES: readonly PromiseKind[] = ['investigate', 'conclude', 'escalate', 'resolve']

function whatComesNext(facts: UpdateFacts): Block[] {
  const update = UPDATE_WORDS[facts.language]
  const { promises } = wordingIn(facts.language)
  const owed = ANNOUNCED_PROMISES.flatMap((kind) => facts.owed.filter((promise) => promise.kind === kind))
  const late = owed.filter(({ dueAt }) => dueAt < facts.writtenAt)
  const lateSaid = late.flatMap(({ kind, dueAt }) =>
    isAnnounced(kind) ? [update.late[kind]({ when: whenOf(facts, dueAt) })] : [],
  )
  const { investigation } = facts
  const toCome = owed
    .filter(({ dueAt }) => dueAt >= facts.writtenAt)
    .map(({ kind, dueAt }) => {
      const when = whenOf(facts, dueAt)
      return kind === 'investigate' && investigation
        ? update.investigatorNamed({ name: investigation.memberFirstName, when })
        : promises[kind].due({ when })
    })
  const begun =
    investigation?.begun && owed.some(({ kind }) => kind === 'conclude') ? [update.investigating] : []
  const items = [...begun, ...toCome].map((lead) => ({ lead, link: null }))
  return [
    ...(lateSaid.length > 0
      ? [{ kind: 'paragraph' as const, text: [...lateSaid, update.apology].join(' ') }]
      : []),
    ...(items.length > 0 ? [{ kind: 'list' as const, items }] : []),
    {
      kind: 'paragraph',
      text: `${update.nextUpdate({ when: whenOf(facts, facts.nextUpdateBy) })} ${update.parisTime}`,
    },
  ]
}

function isAnnounced(kind: PromiseKind): kind is LatePromise {
  return kind === 'investigate' || kind === 'conclude' || kind === 'resolve'
}

function whenOf(facts: UpdateFacts, at: Date): string {
  return dayAndTime(facts.language, at, facts.writtenAt)
}

/** A promise whose lateness an update mentions. */
type LatePromise = 'investigate' | 'conclude' | 'resolve'

/** The sentences of an update (policy §3): what was done since the last message, what comes next, by when. */
interface UpdateWords {
  subject: string
  title: string
  opening: Sentence<'about'>
  doneHeading: string
  /** When there is nothing to report: never a claim of work that was not done. */
  nothingNew: string
  followedBy: Sentence<'team'>
  measures: Record<MeasureKind, Sentence<'when'>>
  /** After a hand-over: who handles it now. */
  inTheHandsOf: Sentence<'name'>
  /** After a question to a seller: by when they should reply. */
  replyBy: Sentence<'when'>
  waitingHeading: string
  waiting: Sentence<'when'>
  clockRuns: string
  nextHeading: string
  investigatorNamed: Sentence<'name' | 'when'>
  investigating: string
  late: Record<LatePromise, Sentence<'when'>>
  apology: string
  nextUpdate: Sentence<'when'>
  parisTime: string
}

const UPDATE_WORDS: Record<Language, UpdateWords> = {
  fr: {
    subject: french`Des nouvelles de votre dossier`,
    title: french`Des nouvelles de votre dossier`,
    opening: ({ about }) =>
      french`Vous nous avez contactés au sujet ${about}. Votre problème n'est pas encore résolu ; voici où en est votre dossier.`,
    doneHeading: french`Depuis notre dernier message`,
    nothingNew: french`Nous n'avons pas encore d'élément nouveau à vous communiquer.`,
    followedBy: ({ team }) => french`Votre dossier reste ouvert ; il est suivi par ${team}.`,
    measures: {
      'handed-to-resolution': ({ when }) =>
        french`Le ${when}, votre dossier a été confié à l'équipe de résolution des problèmes.`,
      'investigation-begun': ({ when }) =>
        french`Le ${when}, nous avons commencé une enquête sur votre problème.`,
      'handed-to-customer-experience': ({ when }) =>
        french`Le ${when}, votre dossier a été transmis à l'équipe chargée de l'expérience client, dernier niveau de traitement.`,
      'information-received': ({ when }) =>
        french`Le ${when}, nous avons reçu les informations que nous vous avions demandées.`,
      'information-lapsed': ({ when }) =>
        french`Le ${when}, le délai pour répondre à notre question a pris fin sans que nous ayons reçu de réponse. Nous continuons avec les éléments dont nous disposons ; vous pouvez toujours nous répondre.`,
      'seller-asked': ({ when }) => french`Le ${when}, nous avons contacté le vendeur en votre nom.`,
      'seller-reminded': ({ when }) => french`Le ${when}, nous avons relancé le vendeur.`,
      'seller-answered': ({ when }) =>
        french`Le ${when}, le vendeur nous a répondu. Nous examinons sa réponse.`,
      'seller-silent': ({ when }) =>
        french`Le ${when}, le délai laissé au vendeur a pris fin sans que nous ayons reçu de réponse. Nous poursuivons le traitement de votre dossier.`,
      called: ({ when }) => french`Le ${when}, nous avons échangé avec vous par téléphone.`,
    },
    inTheHandsOf: ({ name }) => french`${name} en a désormais la charge.`,
    replyBy: ({ when }) => french`Nous lui avons demandé de répondre au plus tard le ${when}.`,
    waitingHeading: french`Ce dont nous avons besoin de votre part`,
    waiting: ({ when }) =>
      french`Le ${when}, nous vous avons posé une question, à laquelle nous n'avons pas encore reçu de réponse. Il vous suffit de répondre à ce message.`,
    clockRuns: french`En attendant, nous poursuivons le traitement de votre dossier.`,
    nextHeading: french`Ce qui va se passer, et quand`,
    investigatorNamed: ({ name, when }) =>
      french`Si votre problème n'est pas résolu d'ici au ${when}, ${name}, membre de nos équipes, entreprendra une enquête.`,
    investigating: french`Notre enquête est en cours.`,
    late: {
      investigate: ({ when }) =>
        french`Notre enquête devait commencer au plus tard le ${when} ; elle n'a pas encore commencé.`,
      conclude: ({ when }) =>
        french`Nous devions vous faire part de nos conclusions au plus tard le ${when} ; nous ne les avons pas encore.`,
      resolve: ({ when }) =>
        french`Nous voulions que votre problème soit résolu au plus tard le ${when} ; il ne l'est pas encore.`,
    },
    apology: french`Nous sommes en retard et vous prions de nous en excuser.`,
    nextUpdate: ({ when }) =>
      french`Sauf si votre problème est résolu d'ici là, vous recevrez notre prochain message au plus tard le ${when}.`,
    parisTime: french`Les heures indiquées sont celles de Paris.`,
  },
  en: {
    subject: english`An update on your case`,
    title: english`An update on your case`,
    opening: ({ about }) =>
      english`You contacted us about ${about}. Your problem is not resolved yet; here is where your case stands.`,
    doneHeading: english`Since our last message`,
    nothingNew: english`We have nothing new to tell you yet.`,
    followedBy: ({ team }) => english`Your case remains open, and ${team} is following it.`,
    measures: {
      'handed-to-resolution': ({ when }) =>
        english`On ${when}, your case was passed to the issue resolution team.`,
      'investigation-begun': ({ when }) => english`On ${when}, we began to investigate your problem.`,
      'handed-to-customer-experience': ({ when }) =>
        english`On ${when}, your case was passed to the customer experience team, the final stage of our procedure.`,
      'information-received': ({ when }) =>
        english`On ${when}, we received the information we had asked you for.`,
      'information-lapsed': ({ when }) =>
        english`On ${when}, the time allowed for answering our question ended without our having received an answer. We are carrying on with what we have; you can still answer us.`,
      'seller-asked': ({ when }) => english`On ${when}, we contacted the seller on your behalf.`,
      'seller-reminded': ({ when }) => english`On ${when}, we sent the seller a reminder.`,
      'seller-answered': ({ when }) =>
        english`On ${when}, the seller answered us. We are looking into their answer.`,
      'seller-silent': ({ when }) =>
        english`On ${when}, the time allowed to the seller ended without our having received an answer. We are carrying on with your case.`,
      called: ({ when }) => english`On ${when}, we spoke with you by telephone.`,
    },
    inTheHandsOf: ({ name }) => english`${name} is now in charge of it.`,
    replyBy: ({ when }) => english`We asked them to answer by ${when}.`,
    waitingHeading: english`What we need from you`,
    waiting: ({ when }) =>
      english`On ${when}, we asked you a question, and we have not received your answer yet. Simply reply to this message.`,
    clockRuns: english`In the meantime, we are carrying on with your case.`,
    nextHeading: english`What happens next, and when`,
    investigatorNamed: ({ name, when }) =>
      english`If your problem is not resolved by ${when}, ${name}, a member of our team, will begin an investigation.`,
    investigating: english`Our investigation is under way.`,
    late: {
      investigate: ({ when }) =>
        english`Our investigation was due to begin by ${when}; it has not begun yet.`,
      conclude: ({ when }) =>
        english`We were due to tell you our conclusions by ${when}; we do not have them yet.`,
      resolve: ({ when }) =>
        english`We had aimed to resolve your problem by ${when}; it is not yet resolved.`,
    },
    apology: english`We are late, and we apologise.`,
    nextUpdate: ({ when }) =>
      english`Unless your problem is resolved before then, you will hear from us again by ${when}.`,
    parisTime: english`All times are Paris time.`,
  },
}
