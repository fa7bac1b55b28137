import type { DetectedLanguage } from '../policy/language.ts'

// The commonest words of each language that the other does not use. Words of both ("a", "on", "me", "plus", "but",
// "pain" and the like) are left out.
const FRENCH = new Set(
  'le la les des du un une et est je j vous nous pas ne n mon ma mes votre vos notre nos pour dans avec sur que qui qu ce cette ces cet ça ca il elle ils elles ai avez avoir avait avais été suis es êtes sont mais bonjour bonsoir salut coucou merci cordialement madame monsieur depuis très trop toujours jamais rien colis commande commandé compte vendeur vendeuse remboursement rembourser livraison livré reçu svp stp c d l m s aux au par chez donc car ou où comme fait faire faut faites être si sans aucune aucun leur lui moi toi quand déjà encore comment pourquoi combien quel quelle quels quelles est-ce oui ouais peux peut pouvez puis veux veut voulez voudrais aimerais souhaite dois doit besoin mot passe argent jours semaine semaines mois hier aujourd hui demain soir matin nuit ici là tout tous toute toutes autre autres même aussi bien mal bon bonne petit petite grand grande nouveau nouvelle vieux après avant entre vers sous contre deux trois quatre cinq sept huit neuf dix euros facture adresse envoyé envoyer payé payer acheté acheter achat demande demandé répondre réponse problème marche changer supprimer fermer quelqu quelque chose gens personne j’ai jai jveu jveux pk pq tjr tjrs bcp slt bjr cest jsuis jarrive mdp ya sa'.split(
    ' ',
  ),
)
const ENGLISH = new Set(
  'the and of to is are was were i im ive you your u ur my mine it its this that these those with for not have has had been am be being we they he she him her his them who whom whose what when where why which how please pls plz thank thanks hello hi hey dear regards from would could should can cant will wont shall may might must cannot do does did done doing dont doesnt didnt isnt an as at by or if any all no yes yeah order ordered ordering account seller sellers refund refunded delivery delivered received parcel still never yet there here their our us about after before because into out off up down over under then than too also only just really very so some someone somebody anyone nobody nothing something everything every each other another same more most much many few new old good bad wrong right back again get got gets getting go goes going went gone come came want wants wanted need needs needed know knew think thought say says said tell told ask asked give gave given take took taken make made buy bought pay paid send sent sending keep keeps kept put let see saw seen look looking find found work works working help stop close delete change password login email phone money card bank charge charged days day weeks week month months year years yesterday today tomorrow tonight morning night one two three four five six seven eight nine ten first last people person thing things way while since until now'.split(
    ' ',
  ),
)
const SAMPLE = 4_000
// A letter counts half a word, four words at most: names and loan words have accents too.
const ACCENTED = /[éèêëàâçùûîïôœ]/g
// Runs of letters that are common in one language and almost absent from the other.
const FRENCH_ENDINGS = /(?:eux|eaux?|oire|oir|ez|ique|ée?s?|aient|ais|ait|elle|ette|eur|euse|quoi)$/
const ENGLISH_RUNS = /(?:th|wh|ght|ck|sh|ow|ee|oo|kn|ly$|ing$|ings$|ness$|ful$|ed$|y$|wn|aw)/
const RUN_WEIGHT = 0.34

/**
 * Returns the language of a text, by its commonest words, its letters and its word endings. It is `unknown` when the
 * text is too short or neither wins clearly. Reads the first 4,000 characters.
 */
export function detectLanguage(text: string): DetectedLanguage {
  const sample = text.slice(0, SAMPLE).toLowerCase()
  let french = 0
  let english = 0
  for (const [word] of sample.matchAll(/\p{L}+/gu)) {
    const inFrench = FRENCH.has(word)
    const inEnglish = ENGLISH.has(word)
    if (inFrench) french++
    if (inEnglish) english++
    if (inFrench || inEnglish || word.length < 4) continue
    if (FRENCH_ENDINGS.test(word)) french += RUN_WEIGHT
    if (ENGLISH_RUNS.test(word)) english += RUN_WEIGHT
  }
  french += Math.min(4, (sample.match(ACCENTED)?.length ?? 0) / 2)
  // One common word decides a one-line mail; in a longer one the winner must be clear.
  if (french > english * 1.3) return 'fr'
  return english > french * 1.3 ? 'en' : 'unknown'
}
