import { greetingName } from '../../../core/wording/greeting.ts'

const WORD = String.raw`\p{Lu}[\p{L}’'-]{1,24}`
const PARTICLE = `(?:de|du|des|d’|d'|le|la|van|von|der|den|ben|el|al|da|dos|di)`
const FULL = new RegExp(String.raw`^${WORD}(?:[ \u00a0](?:${PARTICLE}[ ]?){0,2}${WORD}){0,3}`, 'u')
const TWO_WORDS = String.raw`${WORD}[ \u00a0](?:${PARTICLE}[ ]?){0,2}${WORD}(?:[ -]${WORD})?`
const ANY_TWO = /^\p{L}[\p{L}’'-]{1,24}(?: \p{L}[\p{L}’'-]{1,24})?/u
const INTRODUCED =
  /(?:je m['’]appelle|mon nom (?:complet )?est|(?<!\p{L})nom\s?:|au nom de|my (?:full )?name is|my name['’]s|(?<!\p{L})name\s?:|under the name(?: of)?)\s{1,3}(?:(?:M\.|Mme|Monsieur|Madame|Mr\.?|Mrs\.?|Ms\.?)\s)?/iu
// "Je suis Nadia Benali" names someone; "Je suis Client" does not, so two capitals are asked for.
const PRESENTED = new RegExp(
  String.raw`(?:\b[Jj]e suis|\b[Ii] ?['’]?a?m|\b[Tt]his is|\b[Ii]ci)\s(${TWO_WORDS})(?![\p{L}])`,
  'u',
)
const CLOSING =
  /(?:cordialement|bien à vous|salutations|merci(?: d['’]avance)?|regards|sincerely|thanks|thank you|cheers|faithfully)\s*[,.!]?\s*(?:\n\s*|,\s*)/giu
const SIGNED = new RegExp(String.raw`^(${TWO_WORDS})[ ]*\.?[ ]*(?:\n|$)`, 'u')
const BEFORE_NAME =
  /^(?:(?:bonjour|bonsoir|hello|hi|ok|oui|yes|alors|donc)[\s,.!]+)?(?:(?:c['’ ]?est|je suis|je m['’]appelle|mon nom (?:complet )?(?:est|c['’]est)|au nom de|nom\s?:|it['’]?s|i['’ ]?a?m|my name(?:['’]s| is)|this is|name\s?:|under)\s+)?(?:(?:m\.|mme|mlle|monsieur|madame|mr\.?|mrs\.?|ms\.?)\s+)?/iu
const LONGEST_ANSWER = 120
const AFTER_NAME = /[\s,.!]+(?:merci|svp|s['’]il vous pla[iî]t|please|thanks|thank you)?[\s,.!]*$/iu
const NO_NAME =
  /(?<!\p{L})(?:non|no|oui|yes|pas|not|why|pourquoi|quoi|what|ne|je|vous|you|mon|ma|my|la|le|les|the|un|une|a|colis|commande|order|refund|remboursement)(?!\p{L})/iu

/** A name that a text introduces ("je m'appelle …", "my name is …") or is signed with; null when there is none. */
export function readName(text: string): string | null {
  const said = text.slice(0, 5_000)
  const name = introduced(said) ?? PRESENTED.exec(said)?.[1] ?? signed(said)
  return name ? speakable(name) : null
}

/** The name in an answer to the question for it: the whole answer when it can be one, whatever its capitals. */
export function readAskedName(text: string): string | null {
  const said = readName(text)
  if (said) return said
  // A story is no name, and the patterns below are made for a line.
  if (text.trim().length > LONGEST_ANSWER) return null
  const bare = text.trim().replace(BEFORE_NAME, '').replace(AFTER_NAME, '').trim()
  const words = bare.split(/\s+/)
  if (words.length > 5 || bare.length < 2 || NO_NAME.test(bare)) return null
  return speakable(bare)
}

function introduced(text: string): string | undefined {
  const opening = INTRODUCED.exec(text)
  if (!opening) return undefined
  const after = text.slice(opening.index + opening[0].length)
  const [capitalised] = FULL.exec(after) ?? []
  if (capitalised) return capitalised
  // Without capitals the words behind the name look like part of it.
  const words = (ANY_TWO.exec(after)?.[0] ?? '').split(' ')
  const end = words.findIndex((word) => NO_NAME.test(word) || /^(?:et|and|mais|but)$/i.test(word))
  return words.slice(0, end < 0 ? 2 : end).join(' ') || undefined
}

function signed(text: string): string | undefined {
  for (const closing of text.matchAll(CLOSING)) {
    const name = SIGNED.exec(text.slice(closing.index + closing[0].length))?.[1]
    if (name) return name
  }
  return undefined
}

function speakable(name: string): string | null {
  return greetingName(name.replace(/\u00a0/g, ' '))
}
