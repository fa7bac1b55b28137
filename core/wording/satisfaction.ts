import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { Score } from '../policy/satisfaction-score.ts'
import { dayAndTime } from './dates.ts'
import { greeting } from './greeting.ts'
import type { Block, Letter, RenderedMail } from './mail.ts'
import { renderMail } from './mail.ts'
import { english, french } from './typography.ts'
import { wordingIn } from './wording.ts'

/** The URL of each step's link. */
export interface ScoreLinks {
  steps: readonly { score: Score; url: string }[]
}

interface SatisfactionReminderFacts {
  language: Language
  reference: string
  category: Category
  customerName: string | null
  resolvedAt: Date
  links: ScoreLinks
}

/** Returns the satisfaction question (policy §3) as part of a mail: five links, best first; a click only chooses. */
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

/** Returns the question alone, as the text of a link. */
export function satisfactionQuestion(language: Language): string {
  return satisfactionWords(language).question
}

/** Returns the one reminder of the question, ready to send. */
export function satisfactionReminderMail(facts: SatisfactionReminderFacts): RenderedMail {
  return renderMail(satisfactionReminderLetter(facts))
}

/** Returns the content of the reminder. */
function satisfactionReminderLetter(facts: SatisfactionReminderFacts): Letter {
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
      { kind: 'paragraph', text: words.answer.aboutCase({ reference: facts.reference }) },
    ],
    footer: [reminder.once],
  }
}

/** Every sentence about satisfaction, in a mail or on its page. */
export interface SatisfactionWords {
  /** Each step in words, as a reply to `question`. */
  steps: Record<Score, string>
  question: string
  mail: {
    /** What a click does, and that a number in a reply does the same. */
    how: string
    /** One step as a link: its number and its label. */
    step(values: { score: Score; label: string }): string
  }
  reminder: {
    subject: string
    title: string
    told(values: { about: string; when: string }): string
    /** There is no other reminder, and nothing depends on it. */
    once: string
    notSolved: string
  }
  page: {
    title: string
    about(values: { about: string; reference: string }): string
    hint: string
    comment: string
    commentHint: string
    send: string
    choose: string
    tooLong(values: { count: number }): string
    thanks: { title: string; explanation: string }
    given(values: { label: string }): string
    already: { title: string; explanation: string }
    sorry: string
    reopen: { heading: string; explanation: string; label: string; send: string }
    reopened: { title: string; explanation: string }
    addComment: { heading: string; send: string; added: string }
    closed: { title: string; explanation: string }
    expired: { title: string; explanation: string; whatToDo: string }
    invalid: { title: string; explanation: string; whatToDo: string }
    /** The ticket's message when its customer reopens it without a comment. */
    reopeningRequest: string
  }
  /** On the ticket's own page while the question is open. */
  invitation: { text: string; link: string }
}

/** Returns the sentences about satisfaction in one language. */
export function satisfactionWords(language: Language): SatisfactionWords {
  return WORDS[language]
}

const inFrench = french
const inEnglish = english

const WORDS: Record<Language, SatisfactionWords> = {
  fr: {
    steps: {
      1: inFrench`Pas du tout`,
      2: inFrench`Plutôt non`,
      3: inFrench`Moyennement`,
      4: inFrench`Plutôt oui`,
      5: inFrench`Tout à fait`,
    },
    question: inFrench`Le traitement de votre demande vous satisfait-il ?`,
    mail: {
      how: inFrench`Choisissez une réponse : une page s'ouvre pour la confirmer et, si vous le souhaitez, ajouter un commentaire. Vous pouvez aussi nous envoyer un simple chiffre, de 1 à 5, en réponse à ce message.`,
      step: ({ score, label }) => inFrench`${String(score)} – ${label}`,
    },
    reminder: {
      subject: inFrench`Votre avis sur le traitement de votre demande`,
      title: inFrench`Votre avis nous est utile`,
      told: ({ about, when }) =>
        inFrench`Vous nous aviez contactés au sujet ${about}, et nous avons clos votre dossier le ${when}. Nous aimerions savoir si le traitement de votre demande vous satisfait.`,
      once: inFrench`C'est notre seul rappel : sans réponse de votre part, nous ne vous écrirons plus à ce sujet.`,
      notSolved: inFrench`S'il reste quelque chose à régler, dites-le-nous en répondant à ce message : votre dossier sera rouvert.`,
    },
    page: {
      title: inFrench`Votre avis`,
      about: ({ about, reference }) => inFrench`Votre demande au sujet ${about}, dossier ${reference}`,
      hint: inFrench`Votre avis n'est enregistré qu'une fois envoyé.`,
      comment: inFrench`Souhaitez-vous nous en dire plus ? (facultatif)`,
      commentHint: inFrench`N'indiquez ni mot de passe ni numéro de carte bancaire.`,
      send: inFrench`Envoyer votre avis`,
      choose: inFrench`Choisissez une des cinq réponses, puis envoyez de nouveau.`,
      tooLong: ({ count }) =>
        inFrench`Votre commentaire est trop long : raccourcissez-le à ${count} caractères. Rien n'a été effacé.`,
      thanks: {
        title: inFrench`Merci, votre avis est enregistré`,
        explanation: inFrench`Il est transmis à l'équipe qui a suivi votre dossier.`,
      },
      given: ({ label }) => inFrench`Votre réponse : ${label}.`,
      already: {
        title: inFrench`Votre avis est déjà enregistré`,
        explanation: inFrench`Un avis ne peut être donné qu'une fois. Le vôtre n'a pas été modifié.`,
      },
      sorry: inFrench`Nous regrettons de ne pas vous avoir donné satisfaction. L'équipe chargée de l'expérience client lira votre avis.`,
      reopen: {
        heading: inFrench`Le problème n'est pas réglé ?`,
        explanation: inFrench`Vous pouvez faire rouvrir votre dossier. L'équipe chargée de l'expérience client le reprendra, avec tout ce que vous nous avez déjà envoyé.`,
        label: inFrench`Ce qui reste à régler (facultatif)`,
        send: inFrench`Rouvrir votre dossier`,
      },
      reopened: {
        title: inFrench`Votre dossier est rouvert`,
        explanation: inFrench`L'équipe chargée de l'expérience client le reprend. Nous vous informerons par courriel des mesures prises.`,
      },
      addComment: {
        heading: inFrench`Ajouter un commentaire`,
        send: inFrench`Envoyer votre commentaire`,
        added: inFrench`Votre commentaire est enregistré.`,
      },
      closed: {
        title: inFrench`Votre dossier est rouvert`,
        explanation: inFrench`Votre demande est de nouveau en cours de traitement. Nous vous demanderons votre avis lorsque votre problème sera résolu.`,
      },
      expired: {
        title: inFrench`Ce lien n'est plus valable`,
        explanation: inFrench`Nous recueillons les avis pendant 30 jours après la résolution. Votre dossier, lui, est bien conservé.`,
        whatToDo: inFrench`S'il reste quelque chose à régler, contactez-nous en indiquant votre numéro de dossier.`,
      },
      invalid: {
        title: inFrench`Ce lien ne mène à aucune question`,
        explanation: inFrench`L'adresse est peut-être incomplète : il arrive qu'un lien soit coupé lorsqu'il est copié.`,
        whatToDo: inFrench`Ouvrez de nouveau le lien depuis notre message, ou répondez à ce message par un chiffre de 1 à 5.`,
      },
      reopeningRequest: inFrench`Je demande la réouverture de mon dossier : le problème n'est pas résolu.`,
    },
    invitation: {
      text: inFrench`Le traitement de votre demande vous satisfait-il ?`,
      link: inFrench`Donner votre avis`,
    },
  },
  en: {
    steps: {
      1: inEnglish`Not at all`,
      2: inEnglish`Not really`,
      3: inEnglish`Partly`,
      4: inEnglish`Mostly`,
      5: inEnglish`Completely`,
    },
    question: inEnglish`Are you satisfied with how your request was handled?`,
    mail: {
      how: inEnglish`Choose an answer: a page opens where you confirm it and may add a comment. You can also simply reply to this message with a number from 1 to 5.`,
      step: ({ score, label }) => inEnglish`${String(score)} – ${label}`,
    },
    reminder: {
      subject: inEnglish`Your opinion of how we handled your request`,
      title: inEnglish`Your opinion helps us`,
      told: ({ about, when }) =>
        inEnglish`You contacted us about ${about}, and we closed your case on ${when}. We would like to know whether you are satisfied with how your request was handled.`,
      once: inEnglish`This is our only reminder: if you do not reply, we will not write to you about it again.`,
      notSolved: inEnglish`If anything is left to settle, please tell us by replying to this message: your case will be reopened.`,
    },
    page: {
      title: inEnglish`Your opinion`,
      about: ({ about, reference }) => inEnglish`Your request about ${about}, case ${reference}`,
      hint: inEnglish`Your opinion is only recorded once you send it.`,
      comment: inEnglish`Would you like to tell us more? (optional)`,
      commentHint: inEnglish`Please do not include a password or a card number.`,
      send: inEnglish`Send your opinion`,
      choose: inEnglish`Choose one of the five answers, then send again.`,
      tooLong: ({ count }) =>
        inEnglish`Your comment is too long: shorten it to ${count} characters. Nothing has been deleted.`,
      thanks: {
        title: inEnglish`Thank you, your opinion has been recorded`,
        explanation: inEnglish`It goes to the team that handled your case.`,
      },
      given: ({ label }) => inEnglish`Your answer: ${label}.`,
      already: {
        title: inEnglish`Your opinion has already been recorded`,
        explanation: inEnglish`An opinion can only be given once. Yours has not been changed.`,
      },
      sorry: inEnglish`We are sorry that you are not satisfied. The customer experience team will read your opinion.`,
      reopen: {
        heading: inEnglish`Is the problem not settled?`,
        explanation: inEnglish`You can have your case reopened. The customer experience team will take it over, with everything you have already sent us.`,
        label: inEnglish`What is left to settle (optional)`,
        send: inEnglish`Reopen your case`,
      },
      reopened: {
        title: inEnglish`Your case is open again`,
        explanation: inEnglish`The customer experience team is taking it over. We will keep you informed by email of what is being done.`,
      },
      addComment: {
        heading: inEnglish`Add a comment`,
        send: inEnglish`Send your comment`,
        added: inEnglish`Your comment has been recorded.`,
      },
      closed: {
        title: inEnglish`Your case is open again`,
        explanation: inEnglish`Your request is being dealt with again. We will ask for your opinion once your problem is resolved.`,
      },
      expired: {
        title: inEnglish`This link is no longer valid`,
        explanation: inEnglish`We collect opinions for 30 days after a problem is resolved. Your case itself is safely kept.`,
        whatToDo: inEnglish`If anything is left to settle, contact us and quote your case number.`,
      },
      invalid: {
        title: inEnglish`This link leads to no question`,
        explanation: inEnglish`The address may be incomplete: links are sometimes cut when they are copied.`,
        whatToDo: inEnglish`Open the link from our message again, or reply to that message with a number from 1 to 5.`,
      },
      reopeningRequest: inEnglish`Please reopen my case: the problem is not solved.`,
    },
    invitation: {
      text: inEnglish`Are you satisfied with how your request was handled?`,
      link: inEnglish`Give your opinion`,
    },
  },
}
