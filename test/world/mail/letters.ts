import type { Random } from '../random.ts'

type Sentences = readonly [string, ...string[]]

/** A customer's message: a subject, and paragraphs of sentences. */
export interface Letter {
  readonly subject: string
  readonly greeting: string
  readonly paragraphs: readonly string[]
  readonly closing: string
}

interface Phrases {
  readonly subjects: Sentences
  readonly greetings: Sentences
  readonly openings: Sentences
  readonly middles: Sentences
  readonly wishes: Sentences
  readonly closings: Sentences
  readonly goods: Sentences
  readonly sellers: Sentences
}

const FRENCH: Phrases = {
  subjects: [
    'Commande {order} jamais reçue',
    'Remboursement de {amount} € toujours attendu',
    '{goods} cassé(e) à la livraison',
    'Problème avec le vendeur {seller}',
    'Réclamation : {goods} non conforme',
    'Débit inconnu de {amount} € sur mon compte',
    'Impossible de joindre {seller}',
    'Retour refusé pour la commande {order}',
  ],
  greetings: ['Bonjour,', 'Madame, Monsieur,', 'Bonjour à toute l’équipe,', 'Bonsoir,'],
  openings: [
    'J’ai commandé {goods} chez {seller} le {day} sous le numéro {order}.',
    'Le {day}, {seller} m’a vendu {goods} pour {amount} €.',
    'Je vous écris au sujet de la commande {order}, passée le {day}.',
    'Voilà bientôt {weeks} semaines que j’attends {goods} acheté chez {seller}.',
    'Mon relevé du {day} montre un débit de {amount} € que je ne reconnais pas.',
  ],
  middles: [
    'Le colis est arrivé ouvert, le carton était trempé et il manquait une pièce.',
    'Le suivi indique « livré », mais personne dans l’immeuble ne l’a vu.',
    'Le vendeur répond toujours la même phrase et me demande d’attendre encore.',
    'J’ai envoyé {weeks} messages par le formulaire, sans la moindre réponse.',
    'La photo de l’annonce montrait un modèle neuf, celui que j’ai reçu est rayé partout.',
    'On m’avait promis un remboursement sous dix jours, je n’ai rien vu venir.',
    'Ma fille devait l’offrir pour un anniversaire, vous imaginez la déception.',
    'Le transporteur a laissé un avis de passage, mais le point relais n’a rien à mon nom.',
    'La garantie serait refusée parce que la facture porte une autre adresse.',
    'J’ai aussi téléphoné, on m’a fait patienter vingt minutes avant de couper.',
  ],
  wishes: [
    'Merci de me rembourser les {amount} € sur ma carte.',
    'Pouvez-vous faire en sorte que {seller} reprenne l’article à ses frais ?',
    'Je souhaite un échange, ou à défaut un avoir.',
    'Dites-moi simplement où se trouve mon colis.',
    'Je compte sur vous pour une réponse claire cette semaine.',
  ],
  closings: ['Cordialement,', 'Bien à vous,', 'Avec mes remerciements,', 'Salutations distinguées,'],
  goods: [
    'un aspirateur traîneau',
    'une lampe de chevet',
    'deux chaises en hêtre',
    'un téléphone reconditionné',
    'une machine à coudre',
    'un casque audio',
    'une paire de chaussures de marche',
    'un vélo pour enfant',
  ],
  sellers: [
    'Maison Garrigue',
    'Électro-Bazar du Rhône',
    'L’Atelier de Nine',
    'Brocante Sévigné',
    'TechnoPuces',
  ],
}

const ENGLISH: Phrases = {
  subjects: [
    'Order {order} never arrived',
    'Still waiting for my refund of {amount} euros',
    'Damaged on arrival: {goods}',
    'Complaint about the seller {seller}',
    'Unknown charge of {amount} euros',
    'Return refused for order {order}',
  ],
  greetings: ['Hello,', 'Dear Sir or Madam,', 'Good evening,', 'Dear team,'],
  openings: [
    'On {day} I ordered {goods} from {seller}, order number {order}.',
    'I am writing about order {order}, which I placed on {day}.',
    'It is almost {weeks} weeks since I paid {amount} euros to {seller} for {goods}.',
    'My statement of {day} shows a charge of {amount} euros which I do not recognise.',
  ],
  middles: [
    'The parcel was open when it came, the box was soaked and a part was missing.',
    'Tracking says it was delivered, but none of my neighbours has seen it.',
    'The seller keeps sending the same sentence and asks me to wait.',
    'I have written {weeks} times through the form without any answer.',
    'The picture showed a new one, what I got is scratched all over.',
    'I was promised a refund within ten days and nothing has come.',
    'It was meant as a birthday present, so you can imagine how that went.',
    'I also rang, and was kept waiting for twenty minutes before the line went dead.',
  ],
  wishes: [
    'Please refund the {amount} euros to my card.',
    'Could you have {seller} collect the item at their cost?',
    'I would like a replacement, or failing that a voucher.',
    'Please just tell me where my parcel is.',
  ],
  closings: ['Kind regards,', 'Best wishes,', 'Yours faithfully,', 'With thanks,'],
  goods: [
    'a vacuum cleaner',
    'a bedside lamp',
    'two beech chairs',
    'a refurbished phone',
    'a sewing machine',
    'a pair of walking boots',
  ],
  sellers: ['Maison Garrigue', 'Électro-Bazar du Rhône', 'L’Atelier de Nine', 'Brocante Sévigné'],
}

/** Returns a realistic complaint, hardly ever the same twice. */
export function writeLetter(random: Random, language: 'fr' | 'en'): Letter {
  const phrases = language === 'fr' ? FRENCH : ENGLISH
  const facts: Record<string, string> = {
    order: `AG-${100_000 + random.below(900_000)}`,
    amount: `${5 + random.below(400)},${10 + random.below(90)}`,
    day: `${1 + random.below(28)} ${language === 'fr' ? 'octobre' : 'October'}`,
    weeks: String(2 + random.below(7)),
    goods: random.pick(phrases.goods),
    seller: random.pick(phrases.sellers),
  }
  const fill = (sentence: string) => sentence.replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '')
  const middle = () => fill(random.pick(phrases.middles))
  const told = Array.from({ length: 1 + random.below(3) }, () => `${middle()} ${middle()}`)
  return {
    subject: capital(fill(random.pick(phrases.subjects))),
    greeting: random.pick(phrases.greetings),
    paragraphs: [
      `${fill(random.pick(phrases.openings))} ${middle()}`,
      ...told,
      fill(random.pick(phrases.wishes)),
    ],
    closing: random.pick(phrases.closings),
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
