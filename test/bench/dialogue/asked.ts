import type { AskedFor } from './scenario.ts'

// What a question of the bot asks for, by its words: a reader of the window knows no more.
const QUESTIONS: readonly [AskedFor, RegExp][] = [
  [
    'email',
    /adresse (?:électronique|e-?mail|mail)|(?:votre|quel(?:le)?) (?:e-?mail|courriel)|e-?mail address|which (?:e-?mail|address can we)/iu,
  ],
  [
    'name',
    /à quel nom|votre nom|quel est .{0,20}nom|what(?:’s|'s| is) your name|(?:which|what|under what) name|your (?:full )?name/iu,
  ],
  ['order', /numéro de (?:la |votre )?commande|order number|number of (?:the|your) order/iu],
  [
    'link',
    /(?:adresse|lien) de la page|lien (?:vers|de) (?:la page|l['’]annonce)|(?:link|address) (?:of|to) the (?:page|listing|product)|product(?:'s|’s)? page/iu,
  ],
  ['phone', /numéro de téléphone|à quel numéro|telephone number|phone number|which number/iu],
  ['category', /de quoi s['’]agit-il|what is (?:it|this) about/iu],
  [
    'sameOrNew',
    /(?:même|ce) dossier.{0,60}(?:autre|nouvelle)|dossier AGF.{0,40}autre demande|(?:same|case AGF).{0,60}(?:another|new|separate|different)/iu,
  ],
  [
    'confirm',
    /(?:est-ce (?:bien|correct|exact)|c['’]est bien|je peux (?:vous )?écrire à|souhaitez-vous|voulez-vous|dois-je|faut-il|is that right|is this right|shall i|should i|do you want|would you like|is it all right)/iu,
  ],
  [
    'matter',
    /que se passe-t-il|ce qui (?:ne va pas|s['’]est passé)|what (?:has )?happened|what is wrong|what went wrong|décrivez|describe/iu,
  ],
]

/** Returns what the bot's last words ask for. One question may ask for two things: a name and an address. */
export function askedFor(texts: readonly string[]): AskedFor[] {
  const questions = texts.flatMap((text) => text.split(/(?<=[.!?…])\s+|\n+/u)).filter((one) => asks(one))
  return QUESTIONS.filter(([, pattern]) => questions.some((question) => pattern.test(question))).map(
    ([what]) => what,
  )
}

function asks(sentence: string): boolean {
  return (
    sentence.includes('?') ||
    /^(?:\W*)(?:dites|donnez|écrivez|indiquez|précisez|copiez|décrivez|tell|give|write|describe|copy)/iu.test(
      sentence,
    )
  )
}
