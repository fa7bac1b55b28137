import { HOUR } from '../../core/kernel/duration.ts'
import type { Category } from '../../core/policy/category.ts'
import type { Language } from '../../core/policy/language.ts'
import type { PromiseKind } from '../../core/policy/policy-times.ts'
import type { ProductReportKind } from '../../core/policy/product-form.ts'
import { english, french } from '../../core/wording/typography.ts'

/** The current policy times in words: `24 heures`, `5 days`. */
type TimesInWords = Readonly<Record<PromiseKind, string>>

/** The texts of the help page: the policy in clear words, and every channel (policy §2 to §6). */
interface HomeWords {
  title: string
  lead: string
  byChat: { title: string; text: string; open: string; closed: (when: string) => string }
  byTelephone: { title: string; text: string }
  byMail: { title: string; text: string }
  /** What a team's address is for. */
  covers: Record<Category, string>
  byForm: { title: string; text: string; covers: Record<ProductReportKind, string> }
  next: {
    title: string
    lead: string
    steps: (times: TimesInWords) => readonly { when: string; what: string }[]
    running: string
  }
  ready: { title: string; points: readonly string[] }
  sellers: { title: string; direct: string; refusing: string }
  team: string
}

/** The texts in both languages. */
export const HOME_WORDS: Record<Language, HomeWords> = {
  fr: {
    title: french`Comment pouvons-nous vous aider ?`,
    lead: french`Signalez un problème ou une plainte par le moyen qui vous convient. Vous recevez un numéro de dossier, et nous vous tenons au courant jusqu'à la résolution.`,
    byChat: {
      title: french`Parlez-nous en direct`,
      text: french`Pour une commande ou toute autre question. Un assistant automatique vous répond à toute heure ; vous pouvez demander une personne à tout moment.`,
      open: french`Ouvrir le chat`,
      closed: (when) => french`Nos conseillers vous répondent de nouveau à partir du ${when}.`,
    },
    byTelephone: {
      title: french`Téléphonez-nous`,
      text: french`Le service client note votre demande et vous lit votre numéro de dossier.`,
    },
    byMail: {
      title: french`Écrivez à l'équipe concernée`,
      text: french`Votre message arrive directement à ceux qui peuvent y répondre.`,
    },
    covers: {
      account: french`Connexion, mot de passe, coordonnées, vérification, facturation, fermeture du compte.`,
      'account-closure': french`Fermer votre compte Agafort.`,
      fraud: french`Compte piraté, débit inconnu, message frauduleux envoyé en notre nom, faille de sécurité.`,
      privacy: french`Consulter, corriger ou faire effacer vos données ; retirer votre accord.`,
      legal: french`Mise en demeure, procédure, avocat, médiateur.`,
      'product-information': french`Une annonce décrit mal un produit.`,
      'product-infringement': french`Contrefaçon, produit dangereux ou interdit.`,
      'order-dispute': french`Livraison, retour, remboursement, garantie, vendeur qui ne répond pas.`,
      other: french`Commandes, livraisons, retours, et tout ce qui n'a pas d'adresse ci-dessus.`,
    },
    byForm: {
      title: french`Signalez une annonce`,
      text: french`Ces formulaires demandent ce dont nos équipes ont besoin pour examiner l'annonce.`,
      covers: {
        'product-information': french`Une description, une photo ou un prix ne correspond pas au produit.`,
        'product-infringement': french`Contrefaçon, droit d'auteur, produit dangereux, interdit ou rappelé.`,
      },
    },
    next: {
      title: french`Ce qui se passe ensuite`,
      lead: french`Nous essayons de résoudre votre problème dès le premier contact. Si cela n'est pas possible :`,
      steps: ({ update, investigate, conclude, escalate, resolve }) => [
        {
          when: french`Aussitôt :`,
          what: french`Vous recevez par courriel la confirmation de votre demande et votre numéro de dossier.`,
        },
        {
          when: french`Au moins toutes les ${update} :`,
          what: french`Vous recevez par courriel des nouvelles des mesures prises.`,
        },
        {
          when: french`Après ${investigate} :`,
          what: french`Un membre de l'équipe de résolution des problèmes entreprend une enquête. Il peut vous demander des informations.`,
        },
        { when: french`Dans les ${conclude} :`, what: french`Vous êtes informé de ses conclusions.` },
        {
          when: french`Après ${escalate} :`,
          what: french`Si le problème n'est pas résolu, il passe à l'équipe chargée de l'expérience client, notre dernier niveau.`,
        },
        {
          when: french`Dans les ${resolve} :`,
          what: french`Nous nous efforçons d'avoir tout résolu. Vous en êtes informé par courriel, et nous vous demandons si vous êtes satisfait.`,
        },
      ],
      running: french`Ces délais courent à partir de votre premier contact, jour et nuit, week-ends compris.`,
    },
    ready: {
      title: french`Ce qui nous aide à vous répondre vite`,
      points: [
        french`Votre numéro de commande, ou l'adresse de l'annonce.`,
        french`Ce qui s'est passé, et ce que vous souhaitez.`,
        french`Une photo ou un document, si cela aide à comprendre.`,
        french`Votre numéro de dossier, si vous en avez déjà un. Le lien reçu par courriel ouvre la page de votre dossier.`,
        french`Jamais votre mot de passe ni le code de votre carte : nous ne vous les demanderons pas.`,
      ],
    },
    sellers: {
      title: french`Et le vendeur ?`,
      direct: french`Nous contactons le vendeur en votre nom. Si ces efforts n'aboutissent pas, vous pouvez demander ses coordonnées au service client, ou sur la page de votre dossier.`,
      refusing: french`Un vendeur qui ne coopère pas de bonne foi peut voir son compte restreint ou résilié.`,
    },
    team: french`Vous travaillez chez Agafort ?`,
  },
  en: {
    title: english`How can we help you?`,
    lead: english`Report a problem or a complaint in the way that suits you. You receive a case number, and we keep you informed until it is resolved.`,
    byChat: {
      title: english`Talk to us live`,
      text: english`About an order or any other question. An automatic assistant answers at any hour; you can ask for a person at any time.`,
      open: english`Open the chat`,
      closed: (when) => english`Our advisers are here again from ${when}.`,
    },
    byTelephone: {
      title: english`Call us`,
      text: english`Customer service writes down your request and reads out your case number.`,
    },
    byMail: {
      title: english`Write to the team concerned`,
      text: english`Your message goes straight to the people who can answer it.`,
    },
    covers: {
      account: english`Signing in, password, details, verification, billing, closing your account.`,
      'account-closure': english`Closing your Agafort account.`,
      fraud: english`Hacked account, unknown charge, fraudulent message in our name, security hole.`,
      privacy: english`Seeing, correcting or erasing your data; withdrawing your consent.`,
      legal: english`Formal notice, proceedings, lawyer, mediator.`,
      'product-information': english`A listing describes a product wrongly.`,
      'product-infringement': english`Counterfeit, dangerous or forbidden product.`,
      'order-dispute': english`Delivery, return, refund, warranty, a seller who does not answer.`,
      other: english`Orders, deliveries, returns, and anything without an address above.`,
    },
    byForm: {
      title: english`Report a listing`,
      text: english`These forms ask for what our teams need to examine the listing.`,
      covers: {
        'product-information': english`A description, a picture or a price does not match the product.`,
        'product-infringement': english`Counterfeit, copyright, dangerous, forbidden or recalled product.`,
      },
    },
    next: {
      title: english`What happens next`,
      lead: english`We try to resolve your problem at the first contact. If that is not possible:`,
      steps: ({ update, investigate, conclude, escalate, resolve }) => [
        {
          when: english`At once:`,
          what: english`You receive an email that confirms your request and gives your case number.`,
        },
        {
          when: english`At least every ${update}:`,
          what: english`You receive an email on what has been done.`,
        },
        {
          when: english`After ${investigate}:`,
          what: english`A member of the issue resolution team begins an investigation, and may ask you for information.`,
        },
        { when: english`Within ${conclude}:`, what: english`You are told its conclusions.` },
        {
          when: english`After ${escalate}:`,
          what: english`If the problem is not resolved, it goes to the customer experience team, our last level.`,
        },
        {
          when: english`Within ${resolve}:`,
          what: english`We aim to have everything resolved. We tell you by email, and ask whether you are satisfied.`,
        },
      ],
      running: english`These times count from your first contact, day and night, weekends included.`,
    },
    ready: {
      title: english`What helps us answer quickly`,
      points: [
        english`Your order number, or the address of the listing.`,
        english`What happened, and what you would like.`,
        english`A picture or a document, if it helps to understand.`,
        english`Your case number, if you already have one. The link in our emails opens the page of your case.`,
        english`Never your password or your card's code: we will not ask you for them.`,
      ],
    },
    sellers: {
      title: english`And the seller?`,
      direct: english`We contact the seller on your behalf. If these efforts fail, you can ask customer service for the seller's details, or ask on the page of your case.`,
      refusing: english`A seller who does not cooperate in good faith may have their account restricted or closed.`,
    },
    team: english`Do you work for Agafort?`,
  },
}

/** Returns times in milliseconds as words; from three whole days on, in days. */
export function fillWords<Name extends string>(
  language: Language,
  times: Readonly<Record<Name, number>>,
): Record<Name, string> {
  const spans = Object.entries<number>(times).map(([name, milliseconds]) => {
    const hours = milliseconds / HOUR
    return [
      name,
      hours >= 72 && hours % 24 === 0 ? span(language, hours / 24, 'day') : span(language, hours, 'hour'),
    ]
  })
  return Object.fromEntries(spans) as Record<Name, string>
}

function span(language: Language, count: number, unit: 'hour' | 'day'): string {
  const written = new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: 2,
  })
  return written.format(count).replace(' ', '\u00a0')
}
