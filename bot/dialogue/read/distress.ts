import type { Decision } from '../../../core/classify/classify.ts'
import { foldText } from './fold-text.ts'

/** A person may be in danger: by their own hand, or by something that happens now. */
type Distress = 'despair' | 'danger'

// A false alarm costs one awkward answer; a missed one may cost a life. So these are wide.
const DESPAIR =
  / (?:suicid\w*|(?:me|m) (?:tuer|pendre|foutre en l air|jeter (?:par|sous|d un|dans)|flinguer|ouvrir les veines)|(?:envie|envies|idee|idees) (?:de |d )?(?:mourir|en finir|suicidaires?|noires)|(?:veux|voudrais|vais|prefere|prefererais|autant) (?:mourir|crever|disparaitre pour toujours|en finir)|en finir avec (?:la vie|tout|moi)|mettre fin a mes jours|(?:plus|pas) (?:envie|la force|le gout|le courage) de vivre|plus (?:aucune )?(?:envie|raison)s? de (?:vivre|continuer a vivre)|a quoi bon vivre|sauter (?:par la fenetre|d un pont|du pont|sous un train|sous le metro)|kill(?:ing)? (?:my ?self|me self)|end(?:ing)? my (?:own )?life|end it all|(?:want|wanna|going|rather) (?:to )?die|wish i (?:was|were) dead|better off dead|(?:no|an[y]) (?:reason|point) (?:to live|in living|to go on living)|(?:don t|dont|do not) want to (?:live|be alive)(?: an[y] ?more)?|hang my ?self|hurt my ?self|harm my ?self|jump off (?:a|the) (?:bridge|roof)|take my own life) /
const FIGURE_OF_SPEECH =
  / (?:mourir de (?:rire|faim|soif|chaud|froid|ennui|honte)|mort de rire|suicide squad|suicide commercial|die laughing|dying to (?:know|see|get)) /
const DANGER =
  / (?:(?:suis|sommes|est|sont) en danger|danger (?:immediat|de mort|imminent)|(?:il|elle|on|quelqu un) (?:me|nous) menace (?:de|avec|chez)|menaces? de mort|(?:i m|i am|we are|she is|he is) in danger|immediate danger|threaten(?:s|ed|ing) to (?:kill|hurt) (?:me|us|my)|death threats?|(?:il|elle|mon fils|ma fille|mon bebe|mon enfant|mon mari|ma femme) (?:ne respire|s etouffe|est inconscient\w*|a avale)|(?:my (?:son|daughter|baby|child|husband|wife)|he|she) (?:is choking|can t breathe|is unconscious|swallowed)|(?:ma maison|mon appartement|la cuisine|le salon|la maison|my house|my flat|the kitchen) (?:\w+ ){0,2}(?:brule|prend feu|en feu|on fire|burning)) /

/** What kind of distress a text shows, by its words and the category decision; null for none. */
export function readDistress(text: string, decision: Decision): Distress | null {
  const words = foldText(text)
  if (DESPAIR.test(words) && !FIGURE_OF_SPEECH.test(words)) return 'despair'
  if (DANGER.test(words)) return 'danger'
  // Urgent in these lanes is harm to persons (core/classify/urgent.ts); in fraud it is money, in legal a deadline.
  return decision.urgent && decision.category !== 'fraud' && decision.category !== 'legal' ? 'danger' : null
}
