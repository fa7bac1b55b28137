const LOCAL = `[a-z0-9](?:[a-z0-9._%+'-]{0,62}[a-z0-9_+-])?`
const DOMAIN = String.raw`(?:[a-z0-9\u00e0-\u00ff](?:[a-z0-9\u00e0-\u00ff-]{0,61}[a-z0-9\u00e0-\u00ff])?\.){1,4}[a-z]{2,24}`
const ADDRESS = new RegExp(`(?<![a-z0-9._%+-])${LOCAL}@${DOMAIN}(?![a-z0-9@-])`, 'iu')
// People avoid the sign, or dictate it: "jean.dupont (at) exemple.fr", "jean arobase exemple point fr".
const SPELT_AT = /\s*(?:\(at\)|\[at\]|\{at\}|\barobase\b|\barobas\b)\s*/giu
const SPELT_DOT = /\s+(?:point|dot)\s+(?=[a-z0-9])/giu

/** The first e-mail address in a text, in lower case, also when its sign is spelt out; null when there is none. */
export function readEmail(text: string): string | null {
  const said = text.slice(0, 5_000)
  const plain = ADDRESS.exec(said.replace(/\s*@\s*/g, '@'))?.[0]
  if (plain) return plain.toLowerCase()
  if (said.search(SPELT_AT) < 0) return null
  const spelt = said.replace(SPELT_AT, '@').replace(SPELT_DOT, '.')
  return ADDRESS.exec(spelt)?.[0].toLowerCase() ?? null
}

/** True when a text was meant as an e-mail address and is none. */
export function looksLikeEmail(text: string): boolean {
  return (
    readEmail(text) === null && /@|\barobase?\b|gmail|hotmail|outlook|orange\.fr|wanadoo|yahoo/iu.test(text)
  )
}
