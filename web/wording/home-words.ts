import { HOUR } from '../../core/kernel/duration.ts'
import type { Category } from '../../core/policy/category.ts'
import type { Language } from '../../core/policy/language.ts'
import type { PromiseKind } from '../../core/policy/policy-times.ts'
import type { ProductReportKind } from '../../core/policy/product-form.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

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
    title: say`Comment pouvons-nous vous aider ?`,
    lead: say`Signalez un problème ou une plainte par le moyen qui vous convient. Vous recevez un numéro de dossier, et nous vous tenons au courant jusqu'à la résolution.`,
    byChat: {
      title: say`Parlez-nous en direct`,
      text: say`Pour une commande ou toute autre question. Un assistant automatique vous répond à toute heure ; vous pouvez demander une personne à tout moment.`,
      open: say`Ouvrir le chat`,
      closed: (when) => say`Nos conseillers vous répondent de nouveau à partir du ${when}.`,
    },
    byTelephone: {
      title: say`Téléphonez-nous`,
      text: say`Le service client note votre demande et vous lit votre numéro de dossier.`,
    },
    byMail: {
      title: say`Écrivez à l'équipe concernée`,
      text: say`Votre message arrive directement à ceux qui peuvent y répondre.`,
    },
    covers: {
      account: say`Connexion, mot de passe, coordonnées, vérification, facturation, fermeture du compte.`,
      'account-closure': say`Fermer votre compte Agafort.`,
      fraud: say`Compte piraté, débit inconnu, message frauduleux envoyé en notre nom, faille de sécurité.`,
      privacy: say`Consulter, corriger ou faire effacer vos données ; retirer votre accord.`,
      legal: say`Mise en demeure, procédure, avocat, médiateur.`,
      'product-information': say`Une annonce décrit mal un produit.`,
      'product-infringement': say`Contrefaçon, produit dangereux ou interdit.`,
      'order-dispute': say`Livraison, retour, remboursement, garantie, vendeur qui ne répond pas.`,
      other: say`Commandes, livraisons, retours, et tout ce qui n'a pas d'adresse ci-dessus.`,
    },
    byForm: {
      title: say`Signalez une annonce`,
      text: say`Ces formulaires demandent ce dont nos équipes ont besoin pour examiner l'annonce.`,
      covers: {
        'product-information': say`Une description, une photo ou un prix ne correspond pas au produit.`,
        'product-infringement': say`Contrefaçon, droit d'auteur, produit dangereux, interdit ou rappelé.`,
      },
    },
    next: {
      title: say`Ce qui se passe ensuite`,
      lead: say`Nous essayons de résoudre votre problème dès le premier contact. Si cela n'est pas possible :`,
      steps: ({ update, investigate, conclude, escalate, resolve }) => [
        {
          when: say`Aussitôt :`,
          what: say`Vous recevez par courriel la confirmation de votre demande et votre numéro de dossier.`,
        },
        {
          when: say`Au moins toutes les ${update} :`,
          what: say`Vous recevez par courriel des nouvelles des mesures prises.`,
        },
        {
          when: say`Après ${investigate} :`,
          what: say`Un membre de l'équipe de résolution des problèmes entreprend une enquête. Il peut vous demander des informations.`,
        },
        { when: say`Dans les ${conclude} :`, what: say`Vous êtes informé de ses conclusions.` },
        {
          when: say`Après ${escalate} :`,
          what: say`Si le problème n'est pas résolu, il passe à l'équipe chargée de l'expérience client, notre dernier niveau.`,
        },
        {
          when: say`Dans les ${resolve} :`,
          what: say`Nous nous efforçons d'avoir tout résolu. Vous en êtes informé par courriel, et nous vous demandons si vous êtes satisfait.`,
        },
      ],
      running: say`Ces délais courent à partir de votre premier contact, jour et nuit, week-ends compris.`,
    },
    ready: {
      title: say`Ce qui nous aide à vous répondre vite`,
      points: [
        say`Votre numéro de commande, ou l'adresse de l'annonce.`,
        say`Ce qui s'est passé, et ce que vous souhaitez.`,
        say`Une photo ou un document, si cela aide à comprendre.`,
        say`Votre numéro de dossier, si vous en avez déjà un. Le lien reçu par courriel ouvre la page de votre dossier.`,
        say`Jamais votre mot de passe ni le code de votre carte : nous ne vous les demanderons pas.`,
      ],
    },
    sellers: {
      title: say`Et le vendeur ?`,
      direct: say`Nous contactons le vendeur en votre nom. Si ces efforts n'aboutissent pas, vous pouvez demander ses coordonnées au service client, ou sur la page de votre dossier.`,
      refusing: say`Un vendeur qui ne coopère pas de bonne foi peut voir son compte restreint ou résilié.`,
    },
    team: say`Vous travaillez chez Agafort ?`,
  },
  en: {
    title: sayIn`How can we help you?`,
    lead: sayIn`Report a problem or a complaint in the way that suits you. You receive a case number, and we keep you informed until it is resolved.`,
    byChat: {
      title: sayIn`Talk to us live`,
      text: sayIn`About an order or any other question. An automatic assistant answers at any hour; you can ask for a person at any time.`,
      open: sayIn`Open the chat`,
      closed: (when) => sayIn`Our advisers are here again from ${when}.`,
    },
    byTelephone: {
      title: sayIn`Call us`,
      text: sayIn`Customer service writes down your request and reads out your case number.`,
    },
    byMail: {
      title: sayIn`Write to the team concerned`,
      text: sayIn`Your message goes straight to the people who can answer it.`,
    },
    covers: {
      account: sayIn`Signing in, password, details, verification, billing, closing your account.`,
      'account-closure': sayIn`Closing your Agafort account.`,
      fraud: sayIn`Hacked account, unknown charge, fraudulent message in our name, security hole.`,
      privacy: sayIn`Seeing, correcting or erasing your data; withdrawing your consent.`,
      legal: sayIn`Formal notice, proceedings, lawyer, mediator.`,
      'product-information': sayIn`A listing describes a product wrongly.`,
      'product-infringement': sayIn`Counterfeit, dangerous or forbidden product.`,
      'order-dispute': sayIn`Delivery, return, refund, warranty, a seller who does not answer.`,
      other: sayIn`Orders, deliveries, returns, and anything without an address above.`,
    },
    byForm: {
      title: sayIn`Report a listing`,
      text: sayIn`These forms ask for what our teams need to examine the listing.`,
      covers: {
        'product-information': sayIn`A description, a picture or a price does not match the product.`,
        'product-infringement': sayIn`Counterfeit, copyright, dangerous, forbidden or recalled product.`,
      },
    },
    next: {
      title: sayIn`What happens next`,
      lead: sayIn`We try to resolve your problem at the first contact. If that is not possible:`,
      steps: ({ update, investigate, conclude, escalate, resolve }) => [
        {
          when: sayIn`At once:`,
          what: sayIn`You receive an email that confirms your request and gives your case number.`,
        },
        { when: sayIn`At least every ${update}:`, what: sayIn`You receive an email on what has been done.` },
        {
          when: sayIn`After ${investigate}:`,
          what: sayIn`A member of the issue resolution team begins an investigation, and may ask you for information.`,
        },
        { when: sayIn`Within ${conclude}:`, what: sayIn`You are told its conclusions.` },
        {
          when: sayIn`After ${escalate}:`,
          what: sayIn`If the problem is not resolved, it goes to the customer experience team, our last level.`,
        },
        {
          when: sayIn`Within ${resolve}:`,
          what: sayIn`We aim to have everything resolved. We tell you by email, and ask whether you are satisfied.`,
        },
      ],
      running: sayIn`These times count from your first contact, day and night, weekends included.`,
    },
    ready: {
      title: sayIn`What helps us answer quickly`,
      points: [
        sayIn`Your order number, or the address of the listing.`,
        sayIn`What happened, and what you would like.`,
        sayIn`A picture or a document, if it helps to understand.`,
        sayIn`Your case number, if you already have one. The link in our emails opens the page of your case.`,
        sayIn`Never your password or your card's code: we will not ask you for them.`,
      ],
    },
    sellers: {
      title: sayIn`And the seller?`,
      direct: sayIn`We contact the seller on your behalf. If these efforts fail, you can ask customer service for the seller's details, or ask on the page of your case.`,
      refusing: sayIn`A seller who does not cooperate in good faith may have their account restricted or closed.`,
    },
    team: sayIn`Do you work for Agafort?`,
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
