import type { Category } from '../policy/category.ts'
import type { TextPart } from './evidence.ts'
import { plainWords } from './evidence.ts'

/**
 * Returns true for danger to persons, fraud in progress and a legal deadline within days; a person then looks first. A
 * false alarm costs a minute, but many would make nobody look. The false alarms of each pattern on every example were
 * counted.
 */
export function isUrgent(parts: readonly TextPart[], category: Category): boolean {
  const words = plainWords(parts)
  if (SERIOUS.has(category) && DANGER.test(words) && !HARMLESS.test(words)) return true
  if (category === 'fraud' && (IN_PROGRESS.test(words) || JUST_NOW.test(words))) return true
  return category === 'legal' && DEADLINE.test(words) && !FAR_OFF.test(words)
}

// "Fire" in an advert for a book, or thanks for a warm stove, is no danger.
const SERIOUS: ReadonlySet<Category> = new Set([
  'product-infringement',
  'order-dispute',
  'legal',
  'fraud',
  'other',
])

const FIRE = String.raw`(?:a |ont |avait |avaient )?(?:pris|prend|prennent|prendre|prenait) feu|(?:caught|catch|catches|catching|on|went on|set) fire|burst into flames|en flammes|in flames|(?:explose|explosee|exploded|explodes|exploser|a explose|blew up|blown up)|etincelles|sparks|sparking|brulee? au (?:premier|deuxieme|second) degre|(?:fume|fumait|smoking|smoke coming)`
const SHOCK = String.raw`electrocut\w*|electric shock\w*|decharge electrique|pris (?:une|la) (?:decharge|chataigne)|(?:got|gave|gives) (?:\w+ )?(?:a |an )?(?:electric )?shock|court jus`
const SWALLOW = String.raw`(?:avale|avalee?|avaler|s etouffe|etouffee?|etouffer|s etrangle|etranglee?|swallowed|choked|choking|strangled)`
const CHILD = String.raw`(?:bebe|enfant|enfants|fils|fille|petit|petite|petit fils|petite fille|neveu|niece|nourrisson|gamin|gamine|baby|babies|child|children|kid|kids|son|daughter|toddler|grandson|granddaughter|nephew|infant|chien|dog|chat|cat)`
const HURT = String.raw`(?:aux urgences|a l hopital|hospitalisee?|hospitalise|samu|pompiers|in hospital|to hospital|in a e|to a e|ambulance|paramedics|centre antipoison|antipoison|poison centre|poison control)`
const LIFE = String.raw`(?:danger de mort|danger mortel|danger immediat|mise en danger|mettre en danger|quelqu un va (?:mourir|se tuer|y rester)|va (?:tuer|y avoir un mort)|someone (?:will|is going to|could) (?:die|get killed|be killed|get hurt)|(?:could|will|can) kill|risk of death|lethal|mortel|suicide|me tuer|kill myself|end my life|en finir avec la vie|menace de mort|death threat\w*|menace de me|threatened to kill|monoxyde|carbon monoxide|intoxication|empoisonn\w*|poisoned)`
const DANGER = new RegExp(
  ` (?:${FIRE}|${SHOCK}|${SWALLOW} (?:\\w+ ){0,6}${CHILD}|${CHILD} (?:\\w+ ){0,8}${SWALLOW}|${HURT}|${LIFE}) `,
)
const HARMLESS =
  / (?:tout feu|feu vert|feu d artifice|etouffe de rire|etouffer de rire|mort de rire|morte de rire|died laughing|choked laughing|choked on my (?:tea|coffee)|smoking area|fume cigarette|non fumeur|on fire today|delai mortel|ennui mortel|price is lethal) /

const IN_PROGRESS =
  / (?:en ce moment(?: meme)?|right now|at this (?:very )?moment|as (?:i|we) (?:speak|type|write)|pendant que je vous (?:ecris|parle)|est en train de|sont en train de|il est en ligne|est au (?:bout du fil|telephone avec)|still on the (?:phone|line)|on the (?:phone|line) (?:now|with)|en direct|bloquez (?:tout|tout de suite|vite|mon|ma|le|la|cette)|bloquer (?:tout de suite|immediatement|d urgence)|(?:block|freeze|stop) (?:it|them|him|everything|my (?:account|card|cards)|the (?:account|card|payment|transfer|order)) |stop the (?:payment|transfer|order|delivery)|arretez (?:le|la|tout|ca|cette|le virement)|(?:il|elle|ils|he|she|they) (?:rappelle|rappellent|va rappeler|vont rappeler|s calling back|is calling back|s ringing back|is ringing back|ringing back|are calling back|keeps? (?:ordering|buying|calling|changing|spending)|continue|continuent)|commandes? (?:partent|s enchainent|passent)|encore (?:une|un|deux|des) (?:commande|achat|debit|prelevement)\w*|every (?:minute|few minutes|hour)|toutes les (?:minutes|heures|cinq minutes|dix minutes)|avant (?:qu il|qu elle|qu ils|que ca) (?:ne )?|before (?:he|she|they|it) |vide (?:mon|le) compte|emptying my|draining my|au secours|help me) /

const JUST_NOW =
  / (?:il y a|ya|y a) 0number (?:minute|minutes|min|mn|heure|heures|h) | 0number (?:minute|minutes|min|mins|hour|hours) ago | (?:viens de|venons de|vient de) (?:\w+ ){0,4}(?:payer|virer|donner|cliquer|rentrer|entrer|taper|recevoir|perdre|faire|voir|decouvrir|me faire) | (?:i|we|have|ve) just (?:\w+ ){0,2}(?:paid|sent|gave|given|clicked|entered|typed|transferred|put|lost|noticed|seen|found|got) | a l instant | tout a l heure | ce matin meme | cette nuit | tonight | last night | this (?:very )?(?:minute|morning) | depuis ce matin | depuis une heure | aujourd hui meme /

const SOON = String.raw`(?:sous|dans un delai de|dans les|within|in|d ici|avant|before|by|sous un delai de|at the latest in)`
const FEW_DAYS = String.raw`(?:24h|48h|72h|0time|24 heures|48 heures|0number heures|0number hours|quarante huit heures|vingt quatre heures|(?:deux|trois|quatre|cinq|six|sept|huit|two|three|four|five|six|seven|eight) (?:jours|days)(?: ouvres| ouvrables)?|huitaine|a week|une semaine|seven days|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|tonight|ce soir|noon|midi|la fin de (?:la )?semaine|the end of (?:the |this )?week)`
const DEADLINE = new RegExp(
  ` (?:${SOON} (?:\\w+ ){0,2}${FEW_DAYS}|(?:audience|hearing|convocation|tribunal|court|juge|delai|deadline|echeance|expire|expires|prescription|assignation|huissier|bailiff) (?:\\w+ ){0,6}(?:demain|tomorrow|${FEW_DAYS})|sous huitaine|dernier delai|ce (?:lundi|mardi|mercredi|jeudi|vendredi)|(?:lundi|mardi|mercredi|jeudi|vendredi|monday|tuesday|wednesday|thursday|friday) (?:prochain|matin|next|morning)) `,
)
const FAR_OFF =
  / (?:sous|within|dans un delai de|in) (?:un|one|deux|two|trois|three|0number) (?:mois|month|months) /
