/** Contact details a sender wrote in the message. */
interface ContactDetails {
  name: string | null
  email: string | null
  /** `+33638176128`. */
  telephone: string | null
}

const LONGEST_READ = 20_000

/**
 * Returns the name, e-mail address and telephone number in a message's own text (policy §3: they are recorded).
 * Deliberately cautious: a name only where writers state it or sign with it, an address only where they offer it. `own`
 * holds our own addresses and numbers, which customers quote.
 */
export function readContactDetails(
  text: string,
  own: { addresses: readonly string[]; telephones: readonly string[] },
): ContactDetails {
  const words = text.slice(0, LONGEST_READ).replace(/[\u00a0\u202f]/g, ' ')
  const numbers = own.telephones.map((number) => normaliseTelephone(number))
  return {
    name: nameIn(words),
    email: emailIn(words, own.addresses),
    telephone: telephonesIn(words).find((number) => !numbers.includes(number)) ?? null,
  }
}

/** Returns a telephone number as digits with its country code, `+33638176128`; a number without one is French. */
function normaliseTelephone(written: string): string {
  const digits = written.replace(/\(0\)/g, '').replace(/[^\d+]/g, '')
  if (digits.startsWith('+')) return digits
  if (digits.startsWith('00')) return `+${digits.slice(2)}`
  return digits.startsWith('0') ? `+33${digits.slice(1)}` : digits
}

const FRENCH = /(?<![\d.,])(?:(?:\+|00)33[ .-]?(?:\(0\)[ .-]?)?|0)[1-9](?:[ .-]?\d{2}){4}(?![\d])/g
const FOREIGN = /(?<![\w+])(?:\+|00)(?!33)[1-9]\d{0,2}(?:[ .()-]{0,2}\d){6,12}(?!\d)/g

function telephonesIn(words: string): string[] {
  return [...words.matchAll(FRENCH), ...words.matchAll(FOREIGN)].map(([written]) =>
    normaliseTelephone(written),
  )
}

function emailIn(words: string, own: readonly string[]): string | null {
  const offered =
    /(?:mon (?:autre )?(?:adresse|e-?mail|mail|courriel)|my (?:other )?(?:e-?mail|address)|adresse e-?mail|e-?mail|mail|courriel|répondre à|joindre|contacte[rz]|contact me|reach me)[^\n@]{0,60}?([\w.+-]{1,64}@[\w-][\w.-]{0,250}\.[a-z]{2,24})/gi
  for (const match of words.matchAll(offered)) {
    const address = (match[1] ?? '').toLowerCase()
    if (!own.includes(address)) return address
  }
  return null
}

const NAME = String.raw`(\p{Lu}[\p{L}'’-]{1,30}(?: (?:de |du |des |d[’'])?\p{Lu}[\p{L}'’-]{1,30}){1,3})`
const INTRODUCED = new RegExp(
  String.raw`(?:[Jj]e m[’']appelle|[Jj]e suis (?:Mme|M\.|Madame|Monsieur)|[Mm]on nom est|[Mm]y name is|I am (?:Mr|Mrs|Ms)\.?) ${NAME}`,
  'u',
)
const SIGNED = new RegExp(
  String.raw`^(?:(?:[Bb]ien )?[Cc]ordialement|[Ss]incères salutations|[Bb]onne (?:journée|soirée|réception)|[Rr]espectueusement|(?:[Kk]ind|[Bb]est|[Ww]arm)? ?[Rr]egards|[Ss]incerely|[Yy]ours (?:sincerely|faithfully)|[Mm]erci(?: d[’']avance)?|[Tt]hanks?|[Tt]hank you)[ ,.]*\n{1,3}[ \t]*(?:Mme |M\. |Madame |Monsieur |Mrs?\.? )?${NAME}[ \t,.]*$`,
  'mu',
)

function nameIn(words: string): string | null {
  return INTRODUCED.exec(words)?.[1] ?? SIGNED.exec(words)?.[1] ?? null
}
