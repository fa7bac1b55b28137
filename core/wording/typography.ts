const NBSP = '\u00a0'

type Value = string | number

/**
 * French typography for a sentence written plainly: a non-breaking space (U+00A0) before `: ; ? ! »`, after `«`,
 * and between a number and its word; the typographic apostrophe. Values put in are left as they are, so that an
 * address or a name never changes.
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

/** British typography: the typographic apostrophe, and a number kept on the line of its word. Values stay as they are. */
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
