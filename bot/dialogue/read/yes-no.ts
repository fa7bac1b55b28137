import { foldText, wordCount } from './fold-text.ts'

const YES =
  /^ (?:oui\w*|ouais|yes|yep|yeah|yup|si|ok|okay|d accord|exact\w*|tout a fait|c est (?:ca|bon|resolu|regle|parfait)|ca (?:marche|fonctionne|a marche|va|y est)|resolu|regle|parfait|it (?:did|worked|works)|solved|sorted|all good|that(?: s|) (?:it|right|solved it|worked)|correct|super)(?: .{0,40})? $/
const NO =
  /^ (?:non|no|nope|nan|pas (?:du tout|encore|vraiment|resolu)|toujours pas|ca (?:ne )?(?:marche|fonctionne|resout) pas|ca n aide pas|not (?:yet|really|at all|solved)|it (?:didn t|doesn t|did not|does not)|still not|aucunement)(?: .{0,60})? $/
const SKIP =
  /^ (?:(?:non |no |je |i |desole |sorry |mais |but )*(?:pass\w*|skip\w*|suivant|next|rien|sans|je (?:n en|ne l|n|ne) (?:ai|sais|connais|souhaite|veux|trouve|retrouve|me souviens)(?: plus| pas)?(?: .{0,30})?|j (?:en )?ai pas|je sais pas|aucune?(?: idee)?|pas (?:d |de |sur moi|maintenant)\w*(?: .{0,20})?|(?:i )?(?:don t|dont|do not|haven t|have not) (?:have|know|remember|want|got|find)(?: .{0,30})?|can t find(?: .{0,20})?|no idea|none|n a|plus tard|later)) $/
const INSULT =
  / (?:connards?|connasse|conn?es?|cons|enculee?s?|putain|merde\w*|salauds?|salopes?|salopards?|batards?|abrutie?s?|cretins?|imbeciles?|debiles?|enfoires?|fdp|ta gueule|nique|niquer|va te faire|foutre|bouffons?|incapables?|bande de|nuls? a chier|fuck\w*|shit\w*|bullshit|morons?|idiots?|assholes?|bastards?|wankers?|dickheads?|piss off|screw you|crap|scum|stupid bot|useless (?:bot|robot|machine)|bot de m\w*|t es (?:nul|con|bete)|you suck) /
const LONGEST_REPLY = 14

/** True when a short text says yes. */
export function saysYes(text: string): boolean {
  return wordCount(text) <= LONGEST_REPLY && YES.test(foldText(text)) && !saysNo(text)
}

/** True when a short text says no. */
export function saysNo(text: string): boolean {
  return wordCount(text) <= LONGEST_REPLY && NO.test(foldText(text))
}

/** True when a short text says that the question cannot or will not be answered. */
export function skips(text: string): boolean {
  return wordCount(text) <= LONGEST_REPLY && (SKIP.test(foldText(text)) || NO.test(foldText(text)))
}

/** True when a text is little but an insult: nothing of a matter in it. */
export function insults(text: string): boolean {
  return wordCount(text) <= 8 && INSULT.test(foldText(text))
}

/** The mark a text gives, 1 to 5, or null: "4", "5/5", "quatre étoiles", "très satisfait". */
export function readScore(text: string): 1 | 2 | 3 | 4 | 5 | null {
  const words = foldText(text)
  if (wordCount(text) > 6) return null
  const digit = /^ ([1-5])(?: (?:sur|out of|of|5|etoiles?|stars?|.*))? $/.exec(words)?.[1]
  if (digit) return Number(digit) as 1 | 2 | 3 | 4 | 5
  for (const [score, pattern] of SCORES) if (pattern.test(words)) return score
  return null
}

const SCORES: readonly [1 | 2 | 3 | 4 | 5, RegExp][] = [
  [
    1,
    / (?:tres (?:insatisf\w+|mauvais|decue?)|very (?:dissatisfied|bad|unsatisf\w+)|une? etoile|one|horrible|nul) /,
  ],
  [2, / (?:insatisf\w+|mauvais|decue?|dissatisfied|unsatisf\w+|deux|two|bad|bof) /],
  [
    5,
    / (?:tres (?:satisf\w+|bien|content\w*)|very (?:satisfied|good|happy)|excellent\w*|parfait|perfect|cinq|five|great) /,
  ],
  [4, / (?:satisf\w+|bien|content\w*|satisfied|good|happy|quatre|four) /],
  [3, / (?:moyen\w*|neutre|neutral|average|trois|three|ok|correct) /],
]
