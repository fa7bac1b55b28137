import type { DetectedLanguage } from '../language.ts'

// The commonest words of each language that the other does not use. "a", "on", "me", "plus" and the like are left
// out: they are words of both.
const FRENCH = new Set(
  'le la les des du un une et est je j vous nous pas ne n mon ma mes votre vos notre pour dans avec sur que qui qu ce cette ces il elle ai avez avoir été suis sont mais bonjour bonsoir merci cordialement madame monsieur depuis très toujours jamais rien colis commande compte vendeur remboursement livraison reçu svp c d l m s aux au par chez donc car ou où comme fait être si sans aucune aucun leur lui moi quand déjà encore'.split(
    ' ',
  ),
)
const ENGLISH = new Set(
  'the and of to is are was were i you my your it this that with for not have has had been am but we they he she what when where why how please thank thanks hello hi dear regards from would could should can will cannot do does did an as at by be or if any all no order account seller refund delivery received parcel still never yet there their our us about after before because'.split(
    ' ',
  ),
)
const SAMPLE = 4_000

/**
 * The language a text is written in, by its commonest words and French letters; `unknown` when it is too short or
 * neither wins clearly. Reads the first 4,000 characters.
 */
export function detectLanguage(text: string): DetectedLanguage {
  const sample = text.slice(0, SAMPLE).toLowerCase()
  let french = 0
  let english = 0
  for (const [word] of sample.matchAll(/\p{L}+/gu)) {
    if (FRENCH.has(word)) french++
    if (ENGLISH.has(word)) english++
  }
  french += Math.min(4, (sample.match(/[éèêàçùœ]/g)?.length ?? 0) / 2)
  if (french === english) return 'unknown'
  // One common word decides a one-line mail; in a longer one the winner must be clear.
  if (french > english * 1.3) return 'fr'
  return english > french * 1.3 ? 'en' : 'unknown'
}
