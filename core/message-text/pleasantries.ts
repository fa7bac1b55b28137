/** One word of a message in the form it is compared in: lower-case, without accents. */
interface Word {
  text: string
  /** Written with one capital, as a name is. */
  capital: boolean
}

/** Emoji and smileys read as thanks: a kind one means no more than "merci", an angry one is no pleasantry. */
const KIND_SIGN =
  /[\u{1F44D}\u{1F64F}\u{1F60A}\u{1F642}\u{1F600}-\u{1F606}\u{1F609}\u{1F60D}\u{1F60E}\u{1F618}\u{1F44C}\u{1F44F}\u{1F64C}\u{1F389}\u{1F4AA}\u{1F970}\u{1F917}\u{1F929}\u{1F49A}\u{1F499}\u{1F495}\u{1F338}\u{1F339}\u{1F490}\u{1F31E}\u{2728}\u{2764}\u{263A}\u{2705}]|(?<!\S)(?:[:;]-?\)|:-?D|<3)(?!\S)/gu
const EMOJI_MODIFIER = /\u{FE0F}|\u{200D}|[\u{1F3FB}-\u{1F3FF}]/gu

/**
 * Returns a message's words, lower-case and without accents; apostrophes and hyphens separate them. A kind smiley is
 * the word `smiley`; any other sign is a word of its own, so that nothing unknown is overlooked.
 */
export function wordsOf(text: string): Word[] {
  const readable = withoutContactLines(text)
    .normalize('NFKC')
    .replace(KIND_SIGN, ' smiley ')
    .replace(EMOJI_MODIFIER, '')
  const found = readable.matchAll(/[\p{L}\p{M}]+|\p{N}+|[?\p{So}\p{Sc}%@]/gu)
  return [...found].map(([word]) => ({
    text: plainWord(word),
    capital: /^\p{Lu}[\p{Ll}\p{M}]+$/u.test(word),
  }))
}

// A number or an address alone on its line is a signature; within a sentence it may be "call me on".
function withoutContactLines(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.trim() === '' || !CONTACT_LINE.test(line))
    .join('\n')
}

const CONTACT_LINE =
  /^\s*(?:(?:t[ée]l|t[ée]l[ée]phone|phone|mob|mobile|port|portable|e-?mail|mail)\b\.?\s*:?\s*)?(?:\+?\d[\d .()-]{7,18}\d|[^\s@]+@[^\s@]+\.[a-z]+)\s*$/i

/** Returns a word in lower case and without accents; a letter repeated three times or more counts once. */
export function plainWord(word: string): string {
  return word
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('œ', 'oe')
    .replace(/(\p{L})\1{2,}/gu, '$1')
}

interface Pleasantries {
  /** Words that are part of no known pleasantry. */
  leftOver: string[]
  /** A thank-you, an approval or a "received" was among them: not only a greeting. */
  thanks: boolean
}

/**
 * Removes as many thanks, approvals, greetings and names from a message as possible, and returns what is left over.
 * `names` are words of the sender's own name; after a greeting or a thank-you any one name is allowed. Linear in the
 * number of words.
 */
export function withoutPleasantries(
  words: readonly Word[],
  names: ReadonlySet<string>,
  alsoHarmless: readonly RegExp[] = [],
): Pleasantries {
  const { text, starts } = joined(words)
  const phrases = [...PHRASES, ...alsoHarmless.map((pattern) => ({ pattern, thanks: false, named: false }))]
  // Dynamic programming from the end: the fewest words left over from each word on.
  const best: { left: number; next: number; thanks: boolean; skipped: boolean }[] = []
  best[words.length] = { left: 0, next: words.length, thanks: false, skipped: false }
  for (let i = words.length - 1; i >= 0; i--) {
    const after = best[i + 1]
    if (!after) continue
    let chosen = { left: after.left + 1, next: i + 1, thanks: after.thanks, skipped: true }
    if (names.has(words[i]?.text ?? '')) chosen = { ...chosen, left: after.left, skipped: false }
    for (const { pattern, thanks: isThanks, named } of phrases) {
      const end = endOf(pattern, text, starts[i] ?? 0)
      if (end === undefined) continue
      const to = starts.indexOf(end, i + 1)
      for (const next of named && words[to]?.capital ? [to, to + 1] : [to]) {
        const rest = best[next]
        if (!rest) continue
        const thanks = isThanks || rest.thanks
        if (
          rest.left < chosen.left ||
          (rest.left === chosen.left && (chosen.skipped || (thanks && !chosen.thanks)))
        ) {
          chosen = { left: rest.left, next, thanks, skipped: false }
        }
      }
    }
    best[i] = chosen
  }
  const leftOver: string[] = []
  for (let i = 0; i < words.length; i = best[i]?.next ?? words.length) {
    if (best[i]?.skipped) leftOver.push(words[i]?.text ?? '')
  }
  return { leftOver, thanks: best[0]?.thanks ?? false }
}

function joined(words: readonly Word[]): { text: string; starts: number[] } {
  const starts = [0]
  let text = ''
  for (const word of words) {
    text += `${word.text} `
    starts.push(text.length)
  }
  return { text, starts }
}

function endOf(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : undefined
}

/** Returns a pattern for a phrase, to be matched word by word; in it a space ends each word. */
export function phrase(source: string): RegExp {
  return new RegExp(`(?:${source}) `, 'y')
}

// The phrases themselves, each in French or English without accents. Anything else counts as content: a missing phrase
// reopens a ticket for nothing, a phrase too many leaves an unhappy customer alone.
const FR_GIVEN = `aide|reponses?|retours?|messages?|mails?|courriels?|reactivite|rapidite|efficacite|gentillesse|patience|travail|suivi|soutien|disponibilite|amabilite|professionnalisme|comprehension|services?|diligence|attention|ecoute|efforts?|informations?|infos?|accueil|temps|confirmation|assistance|competence|bienveillance|serieux|conseils?|equipe|explications?`
const FR_PRAISE = `rapides?|precieuse|precieux|grande?|excellente?|super|bonne?|bon|efficaces?|prompte?|belle|tres (?:rapide|bonne?|efficace)`
const EN_GIVEN = `help|reply|replies|answers?|response|support|assistance|service|work|patience|kindness|time|message|e ?mail|mail|efforts?|information|info|updates?|follow up|speed|efficiency|understanding|advice|attention`
const EN_PRAISE = `quick|fast|prompt|great|kind|excellent|good|speedy|swift|very quick|hard|wonderful|amazing`
const THING = `colis|commande|remboursement|argent|virement|article|produit|message|mail|courriel|reponse|confirmation|carte|cheque`
const EN_THING = `parcel|refund|package|order|money|message|e ?mail|item|letter`

const THANKS = [
  `merci|mercis|mille mercis?|(?:un )?(?:tres )?(?:grand|immense|gros) merci|mci|mrc|mercy|thx|thks|thanx|tks|tysm|ty|thank(?:s| you| u)(?: you)?|many thanks|cheers|(?:je |nous )?vous remerci(?:e|ons)|(?:avec )?(?:tous )?(?:mes |nos )?(?:sinceres )?remerciements|i thank you|(?:i |we )?(?:really )?appreciate(?: it| that| your help)?|much appreciated|appreciated`,
  `smiley`,
  `merci (?:beaucoup |bien |encore )?pour (?:le|la|votre|ce|cette) (?:remboursement|geste|resolution|solution)|(?:thank you|thanks) (?:so much |very much |a lot )?for (?:the|my|your) refund`,
]
const APPROVAL = [
  `(?:c est |tout est |tout etait |c etait |c ?est |ce fut |all )?(?:vraiment |tout simplement |tout |juste )?(?:tres )?(?:parfaite?|super|nickel|impec|impeccable|genial|excellente?|top|formidable|magnifique|fantastique|cool|bravo|chapeau|tip top|au top|bon|bien|ok|gentil|note|super gentil|chouette|en ordre|rapide|efficace|clair)`,
  `(?:good|great|nice|excellent|wonderful|amazing) (?:job|work|service|help|support|customer service)|perfect|great|brilliant|excellent|wonderful|lovely|fantastic|awesome|amazing|superb|very good|good|nice|well done|perfectly`,
  `ok|okay|oki|okey|d accord|dac|entendu|bien note|bien recu|bien compris|noted|understood|compris|got it|all good|ca marche|ca roule|ca me va|cela me convient|ca me convient|(?:oui|yes)(?= (?:c est|tout|ca|cela|it|all|parfait|perfect|everything|j ai|bien) )|alright|tres bien|tout va bien|tout fonctionne(?: bien| a nouveau| parfaitement)?`,
  `(?:c est |tout est |tout |c |est )(?:maintenant |bien |enfin |desormais )*(?:regle|resolu|arrange|fait|rentre dans l ordre|arrive|recu|solutionne)(?: maintenant| pour moi)?`,
  `(?:mon |le |notre |ce )?(?:probleme|souci) (?:est |a ete |bien |maintenant |enfin |desormais )*(?:resolu|regle|solutionne)`,
  `(?:(?:j ai|nous avons|on a) (?:bien |enfin )?|bien |enfin )recue? (?:(?:mon|le|la|les|ma|mes|notre|nos|votre|vos|l) )?(?:${THING})s?`,
  `(?:(?:mon|le|la|ma|notre|l) )?(?:${THING}) (?:est |a ete |bien |enfin )*(?:recue?|arrivee?)(?: ce matin| aujourd hui| hier)?`,
  `ca (?:marche|fonctionne|refonctionne)(?: bien| maintenant| parfaitement| de nouveau| a nouveau| tres bien| enfin)*`,
  `(?:it s|it is|that s|that is|everything is|everything s|all is|all s|all|its|thats)(?: all| now| very| just)*(?: great| perfect| fine| good| brilliant| kind| well| sorted| resolved| solved| ok| okay| fixed| settled| lovely| perfect| in order| working)(?: now| again)?`,
  `(?:(?:the|my|our) )?(?:problem|issue|matter) (?:is |has been |was |now )*(?:solved|resolved|fixed|sorted|settled)(?: now)?|sorted(?: now)?|problem solved`,
  `(?:(?:i|we) (?:have |just )*|(?:i|we) ve (?:just )?)(?:received|got) (?:my|the|your|our) (?:${EN_THING})(?: safely| today| now| this morning)?|(?:(?:my|the) )?(?:${EN_THING}) (?:has |is )?(?:received|arrived)(?: safely| today| now| this morning| yesterday)?`,
  `it works(?: now| fine| again| perfectly)*|works (?:now|fine|perfectly)`,
  `pas de (?:soucis?|probleme)|aucun souci|no problem|no worries|de rien|sans souci|(?:je n ai )?rien a (?:re)?dire|(?:je n ai )?rien a (?:ajouter|signaler)(?: de plus)?|(?:j ai|nous avons|on a) (?:bien |enfin )?ete rembourse(?:e?s?)?|nothing to complain about`,
  `(?:vous etes|vous avez ete|equipe) (?:vraiment |tres |tous )*(?:gentille?s?|super|formidables?|adorables?|au top|top|efficaces?|rapides?|geniaux|parfaits?|aimables?|professionnels?|pros?)|you (?:are|re|have been|ve been|were)(?: all| so| very| really)* (?:great|brilliant|the best|kind|amazing|stars?|a star|helpful|wonderful)`,
  `quelle (?:efficacite|reactivite|rapidite|equipe)|(?:bon|beau|excellent|super|bien) (?:travail|boulot|suivi|service)|bien joue|continuez(?: comme ca| ainsi)?|keep (?:it|up the good work)(?: up)?`,
  `(?:(?:votre|un|le) )?(?:service(?: client)?|equipe|sav|suivi|reponse|reaction|traitement|resolution|accueil)(?: est| etait| a ete)?(?: tres| vraiment| super| si)* (?:rapide|efficace|parfaite?|excellente?|super|impeccable|au top|top|competente?|professionnel(?:le)?|serieux|serieuse|sympa|sympathique|agreable|aimable)(?: et (?:tres )?(?:rapide|efficace|professionnel(?:le)?|sympa|serieux|agreable|aimable))*`,
  `(?:tres |super )?(?:rapide|efficace|pro|professionnel(?:le)?|sympa|reactif|aimable)(?: et (?:tres )?(?:rapide|efficace|pro|professionnel(?:le)?|sympa|reactif|aimable))*|(?:very |so |really )*(?:quick|fast|helpful|efficient|kind|professional|friendly)(?: and (?:very )?(?:quick|fast|helpful|efficient|kind|professional|friendly))*(?: service| reply| response| help)?`,
]
const MANNERS = [
  `beaucoup|bcp|bp|infiniment|encore une fois|encore(?= (?:merci|bravo|$))|mille fois|vraiment|sincerement|tellement|vivement|chaleureusement|mille|once again|once more|again|so much|very much|a lot|indeed|ever so much|a million|a bunch|very|really|tres|donc|alors|ben|eh bien|bon|well|oh|ah|super|all|both|everyone|team|everybody|guys|the team|folks`,
  `(?:a|to) (?:vous(?: tous| toutes)?|tous|toutes(?: et a tous)?|tous et a toutes|toute l equipe|toute votre equipe|l equipe|votre equipe|you|the team|your team|everyone|all|you all|the whole team)(?: aussi| egalement| de meme| too| as well)?|de meme|pareillement|egalement|de ma part|de notre part|from me|from us|from both of us`,
  `(?:(?:pour|de|et pour|et de|et|for|of|and|and for) )?(?:(?:tout|toute|toutes|tous|votre|vos|l|la|le|les|ce|cette|ces|de|ta|ton) ){1,2}(?:(?:${FR_PRAISE}) )?(?:${FR_GIVEN})(?: (?:${FR_PRAISE}))?(?: et (?:efficace|rapide))?`,
  `pour tout|pour tout ce que vous avez fait|for everything|for all|for that|for this|for it|pour ca|pour cela|pour moi|pour le tout`,
  `(?:for|and|of) (?:(?:your|the|all|this) ){1,2}(?:(?:${EN_PRAISE}) )*(?:${EN_GIVEN})(?: and (?:${EN_GIVEN}))*|for (?:sorting|resolving|fixing|solving|settling|handling) (?:it|this|that|my problem|my issue|everything)(?: out)?(?: (?:so )?(?:quickly|fast|promptly))?|for (?:helping|responding|replying|your help|letting me know|getting back to me)(?: me| us)?(?: (?:so )?(?:quickly|fast))?`,
  `d avoir (?:bien |si bien |vite )*(?:regle|resolu|repondu|traite|pris|solutionne|fait)(?: (?:si |aussi |tres )?(?:vite|rapidement))?(?: (?:mon|ce|le|cette|ma) (?:probleme|dossier|souci|affaire|demande|necessaire))?(?: en charge)?(?: (?:si |aussi |tres )?(?:vite|rapidement))?`,
  `(?:si|aussi|so) (?:vite|rapidement|quickly|fast)|rapidement|quickly`,
  `agafort|service clients?|service clientele|customer service|(?:toute |chere )?(?:l )?equipe(?: agafort| du service client)?|madame|monsieur|mesdames|messieurs|m|mme|mr|mrs|ms|miss|mlle|et|and`,
  `cordialement|(?:bien|tres) cordialement|cdt|cdlt|crdt|bien a vous|(?:(?:mes|nos|meilleures|sinceres|cordiales|respectueuses) )*salutations(?: distinguees| les meilleures)?|respectueusement|amicalement|bises?|a bientot|au revoir|a plus|a une prochaine fois|a la prochaine`,
  `(?:je vous souhaite |en vous souhaitant |passez |and |have )?(?:une |un |a )?(?:(?:tres|une) )?(?:bonne?|bon|belle|excellente?|joyeux|joyeuses|bonnes|nice|good|great|lovely|wonderful|happy|merry) (?:journee|soiree|fin de (?:journee|semaine|soiree|week end)|continuation|semaine|nuit|apres midi|fetes|annee|fin d annee|noel|week end|weekend|we|dimanche|samedi|lundi|mardi|mercredi|jeudi|vendredi|courage|suite|day|evening|week|one|afternoon|christmas|new year|holidays|rest of (?:the|your) day|rest of your week)(?: a vous(?: aussi)?| to you(?: too)?| a tous| too| ahead| aussi| egalement)?`,
  `prenez soin de vous|kind regards|best regards|warm regards|kindest regards|regards|best wishes|best|yours sincerely|yours faithfully|yours truly|yours|sincerely|bye|take care|all the best|rgds|xx?`,
  `envoye de mon (?:iphone|telephone|mobile|smartphone|ipad)|sent from my (?:iphone|phone|mobile|ipad|samsung)`,
]
const GREETINGS = [
  `bonjour|bonsoir|hello|hi|hey|hi there|salut|coucou|dear(?: all| team| sir| madam| sirs| sir or madam)?|cher|chere|chers|good (?:morning|afternoon|evening)|rebonjour|re|madame|monsieur|mme|mr|mrs|ms`,
]

const PHRASES = [
  ...THANKS.map((source) => ({ pattern: phrase(source), thanks: true, named: true })),
  ...APPROVAL.map((source) => ({ pattern: phrase(source), thanks: true, named: false })),
  ...GREETINGS.map((source) => ({ pattern: phrase(source), thanks: false, named: true })),
  ...MANNERS.map((source) => ({ pattern: phrase(source), thanks: false, named: false })),
]
