import type { Language } from '../policy/language.ts'
import type { InfringementGround, ProductReportField, ProductReportKind } from '../policy/product-form.ts'
import { english, french } from './typography.ts'

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
        title: french`Signaler une information incorrecte sur un produit`,
        lead: french`Une description, une photo, un prix ou une caractéristique ne correspond pas à la réalité ? Dites-nous ce qui est faux et, si vous le savez, ce qui est juste.`,
        link: french`Signaler une information incorrecte sur un produit`,
        subject: french`Information incorrecte sur un produit`,
      },
      'product-infringement': {
        title: french`Signaler un produit en infraction`,
        lead: french`Contrefaçon, atteinte au droit d'auteur, produit dangereux, interdit ou rappelé : signalez l'annonce ici. Un membre de nos équipes l'examine et vous informe de la décision prise et de ses raisons.`,
        link: french`Signaler un produit en infraction`,
        subject: french`Produit en infraction`,
      },
    },
    labels: {
      listings: french`Adresse de l'annonce`,
      ground: french`De quoi s'agit-il ?`,
      explanation: french`Votre explication`,
      name: french`Votre nom`,
      email: french`Votre adresse électronique`,
      goodFaith: french`Je déclare de bonne foi que les informations de ce signalement sont exactes et complètes.`,
    },
    hints: {
      listings: french`Copiez-la depuis la barre d'adresse de votre navigateur. Une par ligne s'il y en a plusieurs.`,
      explanation: french`Ce qui ne va pas et pourquoi, aussi précisément que possible. Joignez une photo ou un document si cela aide à comprendre.`,
      email: french`Nous vous y enverrons votre numéro de dossier, puis la suite donnée à votre signalement.`,
    },
    grounds: {
      counterfeit: french`Contrefaçon d'une marque`,
      copyright: french`Atteinte à un droit d'auteur`,
      dangerous: french`Produit dangereux`,
      prohibited: french`Produit interdit à la vente`,
      recalled: french`Produit rappelé`,
      'child-abuse': french`Abus sexuel sur mineur (vous pouvez rester anonyme)`,
      other: french`Autre infraction`,
    },
    missing: {
      listings: french`Indiquez l'adresse de l'annonce.`,
      ground: french`Indiquez de quoi il s'agit.`,
      explanation: french`Expliquez ce qui ne va pas.`,
      name: french`Indiquez votre nom.`,
      email: french`Indiquez votre adresse électronique.`,
      goodFaith: french`Confirmez cette déclaration pour envoyer le signalement.`,
    },
    incomplete: {
      email: french`Cette adresse électronique n'est pas complète. Exemple : prenom.nom@exemple.fr`,
      listings: french`Chaque ligne doit être une adresse de page qui commence par https://`,
    },
    tooLong: (most) => french`Ce texte est trop long : ${String(most)} caractères au plus.`,
    problems: french`Votre signalement n'est pas encore parti. Vérifiez :`,
    checkAndSend: french`Relisez votre signalement, puis envoyez-le de nouveau.`,
    send: french`Envoyer le signalement`,
    sent: {
      title: french`Votre signalement est enregistré`,
      lead: french`Merci. Gardez ce numéro de dossier :`,
      reference: french`Numéro de dossier`,
      next: ({ conclude, resolve }) => [
        french`Si vous avez donné votre adresse électronique, nous vous y enverrons un accusé de réception.`,
        french`Nous vous y ferons part de nos conclusions sous ${conclude}.`,
        french`Nous nous efforçons de résoudre tous les problèmes sous ${resolve}.`,
      ],
    },
    law: french`Ce formulaire est celui que prévoit l'article 16 du règlement (UE) 2022/2065 sur les services numériques.`,
  },
  en: {
    kinds: {
      'product-information': {
        title: english`Report incorrect information about a product`,
        lead: english`Is a description, a picture, a price or a feature incorrect? Tell us what is wrong and, if you know it, what is right.`,
        link: english`Report incorrect information about a product`,
        subject: english`Incorrect information about a product`,
      },
      'product-infringement': {
        title: english`Report a product that breaks the rules`,
        lead: english`Counterfeit, breach of copyright, or a dangerous, prohibited or recalled product: report the listing here. A member of our team examines it and tells you the decision and the reasons for it.`,
        link: english`Report a product that breaks the rules`,
        subject: english`Product breaking the rules`,
      },
    },
    labels: {
      listings: english`Address of the listing`,
      ground: english`What is it about?`,
      explanation: english`Your explanation`,
      name: english`Your name`,
      email: english`Your email address`,
      goodFaith: english`I declare in good faith that the information in this report is accurate and complete.`,
    },
    hints: {
      listings: english`Copy it from your browser's address bar. One per line if there are several.`,
      explanation: english`What is wrong and why, as precisely as you can. Attach a picture or a document if it helps.`,
      email: english`We will send your case number there, then tell you what came of your report.`,
    },
    grounds: {
      counterfeit: english`Counterfeit of a branded product`,
      copyright: english`Breach of copyright`,
      dangerous: english`Dangerous product`,
      prohibited: english`Product that may not be sold`,
      recalled: english`Recalled product`,
      'child-abuse': english`Child sexual abuse (you may remain anonymous)`,
      other: english`Another breach of the rules`,
    },
    missing: {
      listings: english`Give the address of the listing.`,
      ground: english`Choose what it is about.`,
      explanation: english`Explain what is wrong.`,
      name: english`Give your name.`,
      email: english`Give your email address.`,
      goodFaith: english`Confirm this statement to send the report.`,
    },
    incomplete: {
      email: english`This email address is not complete. Example: first.last@example.org`,
      listings: english`Each line must be the address of a page, beginning with https://`,
    },
    tooLong: (most) => english`This text is too long: ${String(most)} characters at most.`,
    problems: english`Your report has not been sent yet. Please check:`,
    checkAndSend: english`Please read your report through, then send it again.`,
    send: english`Send the report`,
    sent: {
      title: english`Your report is recorded`,
      lead: english`Thank you. Please keep this case number:`,
      reference: english`Case number`,
      next: ({ conclude, resolve }) => [
        english`If you gave your email address, we will send an acknowledgement there.`,
        english`We will send you our conclusions there within ${conclude}.`,
        english`We aim to resolve all problems within ${resolve}.`,
      ],
    },
    law: english`This is the form provided for in Article 16 of Regulation (EU) 2022/2065, the Digital Services Act.`,
  },
}
