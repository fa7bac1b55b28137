const ADDRESS = /(?<![\p{L}\d@.])(?:https?:\/\/|www\.)[^\s<>"'«»]{3,2000}/iu

/** The first address of a web page in a text, with its scheme; null when there is none. */
export function readListing(text: string): string | null {
  const found = ADDRESS.exec(text.slice(0, 5_000))?.[0].replace(/[).,;:!?\]}…]+$/u, '')
  if (!found) return null
  const address = /^www\./i.test(found) ? `https://${found}` : found
  return URL.canParse(address) ? address : null
}
