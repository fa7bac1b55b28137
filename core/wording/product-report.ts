import type { Language } from '../policy/language.ts'
import type { InfringementGround, ProductReportField, ProductReportKind } from '../policy/product-form.ts'
import { french as say, english as sayIn } from './typography.ts'

/** The sentences of a form for reporting a product, and the text made of its fields. */
export interface ProductReportWords {
  kinds: Record<ProductReportKind, { title: string; lead: string; link: string; subject: string }>
  labels: Record<ProductReportField, string>
  hints: Partial<Record<ProductReportField, string>>
  grounds: Record<InfringementGround, string>
  /** Why a field was refused, displayed beside it. */
  missing: Record<ProductReportField, string>
  incomplete: { email: string; listings: string }
  tooLong: (most: number) => string
  problems: string
  checkAndSend: string
  send: string
  sent: {
    title: string
    lead: string
    reference: string
    next: (within: { conclude: string; resolve: string }) => readonly string[]
  }
  law: string
}

/** The forms' sentences in both languages. */
export const PRODUCT_REPORT_WORDS: Record<Language, ProductReportWords> = {
  fr: {
    kinds: {
      'product-information': {
        title: say`Signaler une information incorrecte sur un produit`,
        lead: say`Une description, une photo, un prix ou une caractéristique ne correspond pas à la réalité ? Dites-nous ce qui est faux et, si vous le savez, ce qui est juste.`,
        link: say`Signaler une information incorrecte sur un produit`,
        subject: say`Information incorrecte sur un produit`,
      },
      'product-infringement': {
        title: say`Signaler un produit en infraction`,
        lead: say`Contrefaçon, atteinte au droit d'auteur, produit dangereux, interdit ou rappelé : signalez l'annonce ici. Un membre de nos équipes l'examine et vous informe de la décision prise et de ses raisons.`,
        link: say`Signaler un produit en infraction`,
        subject: say`Produit en infraction`,
      },
    },
    labels: {
      listings: say`Adresse de l'annonce`,
      ground: say`De quoi s'agit-il ?`,
      explanation: say`Votre explication`,
      name: say`Votre nom`,
      email: say`Votre adresse électronique`,
      goodFaith: say`Je déclare de bonne foi que les informations de ce signalement sont exactes et complètes.`,
    },
    hints: {
      listings: say`Copiez-la depuis la barre d'adresse de votre navigateur. Une par ligne s'il y en a plusieurs.`,
      explanation: say`Ce qui ne va pas et pourquoi, aussi précisément que possible. Joignez une photo ou un document si cela aide à comprendre.`,
      email: say`Nous vous y enverrons votre numéro de dossier, puis la suite donnée à votre signalement.`,
    },
    grounds: {
      counterfeit: say`Contrefaçon d'une marque`,
      copyright: say`Atteinte à un droit d'auteur`,
      dangerous: say`Produit dangereux`,
      prohibited: say`Produit interdit à la vente`,
      recalled: say`Produit rappelé`,
      'child-abuse': say`Abus sexuel sur mineur (vous pouvez rester anonyme)`,
      other: say`Autre infraction`,
    },
    missing: {
      listings: say`Indiquez l'adresse de l'annonce.`,
      ground: say`Indiquez de quoi il s'agit.`,
      explanation: say`Expliquez ce qui ne va pas.`,
      name: say`Indiquez votre nom.`,
      email: say`Indiquez votre adresse électronique.`,
      goodFaith: say`Confirmez cette déclaration pour envoyer le signalement.`,
    },
    incomplete: {
      email: say`Cette adresse électronique n'est pas complète. Exemple : prenom.nom@exemple.fr`,
      listings: say`Chaque ligne doit être une adresse de page qui commence par https://`,
    },
    tooLong: (most) => say`Ce texte est trop long : ${String(most)} caractères au plus.`,
    problems: say`Votre signalement n'est pas encore parti. Vérifiez :`,
    checkAndSend: say`Relisez votre signalement, puis envoyez-le de nouveau.`,
    send: say`Envoyer le signalement`,
    sent: {
      title: say`Votre signalement est enregistré`,
      lead: say`Merci. Gardez ce numéro de dossier :`,
      reference: say`Numéro de dossier`,
      next: ({ conclude, resolve }) => [
        say`Si vous avez donné votre adresse électronique, nous vous y enverrons un accusé de réception.`,
        say`Nous vous y ferons part de nos conclusions sous ${conclude}.`,
        say`Nous nous efforçons de résoudre tous les problèmes sous ${resolve}.`,
      ],
    },
    law: say`Ce formulaire est celui que prévoit l'article 16 du règlement (UE) 2022/2065 sur les services numériques.`,
  },
  en: {
    kinds: {
      'product-information': {
        title: sayIn`Report incorrect information about a product`,
        lead: sayIn`Is a description, a picture, a price or a feature incorrect? Tell us what is wrong and, if you know it, what is right.`,
        link: sayIn`Report incorrect information about a product`,
        subject: sayIn`Incorrect information about a product`,
      },
      'product-infringement': {
        title: sayIn`Report a product that breaks the rules`,
        lead: sayIn`Counterfeit, breach of copyright, or a dangerous, prohibited or recalled product: report the listing here. A member of our team examines it and tells you the decision and the reasons for it.`,
        link: sayIn`Report a product that breaks the rules`,
        subject: sayIn`Product breaking the rules`,
      },
    },
    labels: {
      listings: sayIn`Address of the listing`,
      ground: sayIn`What is it about?`,
      explanation: sayIn`Your explanation`,
      name: sayIn`Your name`,
      email: sayIn`Your email address`,
      goodFaith: sayIn`I declare in good faith that the information in this report is accurate and complete.`,
    },
    hints: {
      listings: sayIn`Copy it from your browser's address bar. One per line if there are several.`,
      explanation: sayIn`What is wrong and why, as precisely as you can. Attach a picture or a document if it helps.`,
      email: sayIn`We will send your case number there, then tell you what came of your report.`,
    },
    grounds: {
      counterfeit: sayIn`Counterfeit of a branded product`,
      copyright: sayIn`Breach of copyright`,
      dangerous: sayIn`Dangerous product`,
      prohibited: sayIn`Product that may not be sold`,
      recalled: sayIn`Recalled product`,
      'child-abuse': sayIn`Child sexual abuse (you may remain anonymous)`,
      other: sayIn`Another breach of the rules`,
    },
    missing: {
      listings: sayIn`Give the address of the listing.`,
      ground: sayIn`Choose what it is about.`,
      explanation: sayIn`Explain what is wrong.`,
      name: sayIn`Give your name.`,
      email: sayIn`Give your email address.`,
      goodFaith: sayIn`Confirm this statement to send the report.`,
    },
    incomplete: {
      email: sayIn`This email address is not complete. Example: first.last@example.org`,
      listings: sayIn`Each line must be the address of a page, beginning with https://`,
    },
    tooLong: (most) => sayIn`This text is too long: ${String(most)} characters at most.`,
    problems: sayIn`Your report has not been sent yet. Please check:`,
    checkAndSend: sayIn`Please read your report through, then send it again.`,
    send: sayIn`Send the report`,
    sent: {
      title: sayIn`Your report is recorded`,
      lead: sayIn`Thank you. Please keep this case number:`,
      reference: sayIn`Case number`,
      next: ({ conclude, resolve }) => [
        sayIn`If you gave your email address, we will send an acknowledgement there.`,
        sayIn`We will send you our conclusions there within ${conclude}.`,
        sayIn`We aim to resolve all problems within ${resolve}.`,
      ],
    },
    law: sayIn`This is the form provided for in Article 16 of Regulation (EU) 2022/2065, the Digital Services Act.`,
  },
}
