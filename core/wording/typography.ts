const NBSP = '\u00a0'

type Value = string | number

/**
 * Returns a sentence in French typography, with the typographic apostrophe. A non-breaking space (U+00A0) is put before
 * `: ; ? ! »`, after `«`, and between a number and its word. Inserted values stay unchanged, so that an address or a
 * name never changes.
 */
export function french(literals: TemplateStringsArray, ...values: readonly Value[]): string {
  return join(literals, values, (literal, afterNumber) =>
    (afterNumber ? literal.replace(/^ /, NBSP) : literal)
      .replace(/'/g, '’')
      .replace(/ (?=[:;?!»])/g, NBSP)
      .replace(/(?<=«) /g, NBSP)
      .replace(/(?<=\d) (?=\p{L}|%)/gu, NBSP),
  )
}

/** Returns a sentence in British typography: typographic apostrophe, no break after a number. Values stay unchanged. */
export function english(literals: TemplateStringsArray, ...values: readonly Value[]): string {
  return join(literals, values, (literal, afterNumber) =>
    (afterNumber ? literal.replace(/^ /, NBSP) : literal)
      .replace(/'/g, '’')
      .replace(/(?<=\d) (?=\p{L}|%)/gu, NBSP),
  )
}

function join(
  literals: TemplateStringsArray,
  values: readonly Value[],
  set: (literal: string, afterNumber: boolean) => string,
): string {
  let sentence = ''
  for (const [i, literal] of literals.entries()) {
    sentence += set(literal, typeof values[i - 1] === 'number')
    sentence += values[i] ?? ''
  }
  return sentence
}
