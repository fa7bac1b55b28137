import { foldText, wordCount } from './fold-text.ts'

/** Something a customer may say at any moment that is not about their problem. */
export type Command =
  | 'person'
  | 'restart'
  | 'cancel'
  | 'in-french'
  | 'in-english'
  | 'status'
  | 'seller-contact'
  | 'transcript'
  | 'wrong-category'
  | 'thanks'
  | 'goodbye'
  | 'greeting'

const SOMEONE = String.raw`(?:quelq\w* ?u?n|quel qu un|qu?elqu ?in|qqun|qqn|qq1|humain\w*|humin|(?:vraie? |autre )?personne(?: (?:reelle|humaine|physique))?|vraie? (?:gens|humain)|conseill\w+|agent\w*|operat\w+|operateur\w*|responsable|charge de clientele|service client\w*|tele ?conseill\w+)`
const SOMEBODY =
  '(?:someone|somebody|humans?|human being|(?:real|actual|live) (?:person|human|people|agent)|person|agent|representative|rep|advisers?|advisors?|operator|manager|supervisor|customer (?:service|support|care))'
const PERSON = new RegExp(
  ` (?:(?:parl\\w*|discut\\w*|echang\\w*|joindre|avoir|voir|contacter|passez?|passer|mettre en relation|relation) (?:moi )?(?:(?:a|avec|directement|tout|de|suite|svp) ){0,3}(?:(?:un|une|le|la|du|des|l|vrai|vraie|votre) ){0,2}${SOMEONE}|(?:talk|speak|chat|connect|transfer|put|pass|get|need|want|reach|contact) (?:me )?(?:(?:to|with|through|on) ){0,2}(?:(?:a|an|the|some|real|your) ){0,2}${SOMEBODY}|appelez moi|rappelez moi|etre rappele\\w*|call me back) `,
)
const PERSON_ALONE =
  /^ (?:(?:un|une|a|an|je veux|je voudrais|i want|i need|real|vrai|vraie|svp|please|non|no) ){0,3}(?:humain|human|agent|conseiller|conseillere|operateur|operator|representative|real person|vraie personne|quelqu ?un|someone|personne humaine|human being)(?: (?:svp|s il vous plait|please|now|maintenant|vite))? $/
// "J'ai parlé à quelqu'un hier" tells of it, and "je n'arrive pas à joindre le vendeur" is the matter itself.
const PERSON_PAST =
  / (?:(?:ai|as|a|avons|ont|avait|avais|have|ve|had|has|already|deja) (?:deja |just |already |pas |pu )?(?:parl\w+|discut\w+|eu|echange|joint|contacte|talked|spoken|spoke|chatted|contacted)|(?:talked|spoke) to) /
const NOT_HERE = / (?:le vendeur|la vendeuse|the seller|sellers?|vendeurs?) /

const ONLY: readonly [Command, RegExp][] = [
  [
    'restart',
    /^ (?:(?:on |je |je veux |je voudrais |peut on |let s |please |can we )?(?:recommenc\w+|redemarr\w+|reprendre (?:du|au) debut|repartir (?:de|a) zero|(?:start|begin) (?:again|over)|restart|reset)(?: (?:a zero|du debut|depuis le debut|svp|please|tout|from the beginning))?) $/,
  ],
  [
    'cancel',
    /^ (?:(?:non |no |bon |ok |finalement |actually )?(?:annul\w+|laissez? (?:tomber|moi)|oubliez?(?: (?:ca|cela|tout))?|stop|arretez?|tant pis|laisse(?:z)? beton|cancel|never ?mind|forget (?:it|about it)|drop it|quit)(?: (?:tout|ca|svp|please|that|it|this|ma demande|la demande|my request))?) $/,
  ],
  [
    'in-english',
    /^ (?:(?:can|could|do|may) (?:you|we|i) )?(?:please )?(?:(?:speak|talk|write|continue|switch|reply|answer)(?: to)? ?(?:in )?|in |parlez vous |do you speak )?english(?: (?:please|pls|only|svp))? $|^ (?:i (?:don t|dont|do not|can t) (?:speak|understand|read) (?:an[y] )?french)(?: .*)?$| (?:in english please|speak english|parler anglais|en anglais) /,
  ],
  [
    'in-french',
    /^ (?:(?:en|parlez|parler|continuer en|continuons en|repondez en|in) )?(?:francais|french)(?: (?:svp|s il vous plait|please))? $| (?:en francais (?:svp|s il vous plait|please)|je ne (?:parle|comprends) pas (?:l )?anglais|parlez francais) /,
  ],
  [
    'transcript',
    / (?:(?:envo\w+|recevoir|transmet\w+|avoir|garder) (?:moi )?(?:\w+ ){0,3}(?:conversation|echange|discussion|transcript\w*|copie (?:de la|du) (?:conversation|chat))|(?:send|e ?mail|get|have|receive) (?:me )?(?:\w+ ){0,4}(?:transcript|conversation|chat (?:log|history))|transcript) /,
  ],
  [
    'goodbye',
    /^ (?:(?:ok |merci |thanks |bon |bien )?(?:au revoir|bonne (?:journee|soiree|fin de journee)|a bientot|bye(?: bye)?|goodbye|have a (?:nice|good) (?:day|evening|one)|ciao|c est tout|rien d autre|that s all|that is all|nothing else|no that s (?:all|it))(?: (?:merci|thanks|thank you))?)(?: .{0,20})? $/,
  ],
  [
    'thanks',
    /^ (?:(?:ok|oui|super|parfait|tres bien|bien|great|perfect|ah|d accord|entendu|grand|un grand|mille|many|alright|cool|genial|nickel|top|lovely|brilliant) ){0,3}(?:merci\w*|thanks?|thank (?:you|u)|thx|ty|cheers|much appreciated)(?: (?:beaucoup|bien|infiniment|a vous|vous|mille fois|so|very|much|a lot|again|pour (?:tout|votre aide|votre reponse)|for (?:everything|your help|that)|d avance|encore|madame|monsieur|bcp))* $/,
  ],
  [
    'greeting',
    /^ (?:(?:bonjour|bonsoir|salut|coucou|hello|hi|hey|good (?:morning|afternoon|evening)|bjr|slt|yo|allo|rebonjour|re|hiya)(?: (?:bonjour|bonsoir|hello|there|a vous|madame|monsieur|tout le monde|messieurs|mesdames|all|agafort|team|l equipe|vous etes la|y a quelqu un|anyone there|anybody there|ca va|how are you))*) $/,
  ],
  [
    'wrong-category',
    /^ (?:(?:non|no|ah non|mais|but|pas du tout|euh) ){0,3}(?:ce n est pas (?:ca|cela|du tout ca|mon probleme|le sujet)|c est pas (?:ca|cela|du tout ca|mon probleme|le sujet)|ce n est pas ca du tout|pas ca|that s not (?:it|right|what i (?:mean|said|meant))|that is not (?:it|right)|not (?:that|it|what i meant)|wrong(?: (?:category|subject|topic))?|vous (?:n avez|avez) (?:pas compris|mal compris)|mauvaise? (?:categorie|sujet)|you (?:misunderstood|got it wrong)|incorrect)(?: (?:du tout|at all))? $/,
  ],
]
const STATUS =
  / (?:(?:ou en (?:est|sont)|etat|avancement|suivi|suivre|nouvelles?|statut|des nouvelles|point sur|quoi de neuf) (?:\w+ ){0,3}(?:dossiers?|demandes?|plaintes?|reclamations?|tickets?|signalement)|(?:status|progress|news|update|follow|track|check|happening|where) (?:\w+ ){0,4}(?:cases?|tickets?|complaints?|requests?|claim)) /
const SELLER_CONTACT =
  / (?:(?:coordonnees?|adresse|telephone|numero(?: de telephone)?|e ?mail|mail|contact|nom et adresse) (?:\w+ ){0,3}(?:vendeurs?|vendeuse|boutique)|(?:contact (?:details?|information|info)|phone(?: number)?|address|e ?mail(?: address)?|details) (?:\w+ ){0,3}(?:sellers?|vendors?|shop)|(?:seller|vendor) s (?:contact|phone|address|e ?mail|details)|(?:contacter|joindre|ecrire a|appeler) (?:\w+ ){0,2}(?:le |la )?(?:vendeur|vendeuse) (?:directement|moi meme)|contact the seller (?:directly|myself)) /
const WANTED =
  / (?:je (?:veux|voudrais|souhaite|demande|peux)|puis je|pouvez vous|donnez|avoir|obtenir|il me faut|quelles? (?:est|sont)|how (?:can|do) i|can i|could (?:i|you)|i (?:want|need|would like)|give me|please|what (?:is|are)|svp) /
// A sentence or two may hold a command; a letter tells a story in which such words occur.
const LONGEST_COMMAND = 20

/** The command a text is, or null. A text with a story in it is one only for a person or the seller's details. */
export function readCommand(text: string): Command | null {
  const words = foldText(text)
  const count = wordCount(text)
  if (wantsPerson(words, count)) return 'person'
  if (count > LONGEST_COMMAND) return null
  if (SELLER_CONTACT.test(words) && WANTED.test(words)) return 'seller-contact'
  for (const [command, pattern] of ONLY) if (pattern.test(words)) return command
  return STATUS.test(words) ? 'status' : null
}

function wantsPerson(words: string, count: number): boolean {
  if (PERSON_ALONE.test(words)) return true
  const found = PERSON.exec(words)
  if (!found || PERSON_PAST.test(words)) return false
  return count <= 40 && !NOT_HERE.test(found[0])
}
