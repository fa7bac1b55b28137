// A word that announces an order number, what may stand between, and the number: "commande n° 1234-5678",
// "num de cmd : AB12345", "order #123456", "la commande FR-2026-00187".
const ANNOUNCED =
  /(?<!\p{L})(?:commandes?|cmde?s?|cde|orders?|achat|purchase)(?!\p{L})[\s,]{0,3}(?:(?:no|num|numero|numéro|nr|nbr|number|ref|réf|reference|référence|id|porte|est|le|la|is|c'est|it's)(?!\p{L})\.?[\s:]{0,3}|n\s?[°º]\s?|[#:°º=-]\s?){0,4}([\p{L}\d][\p{L}\d/_-]{2,30}\d|\d{4,30})(?![\p{L}\d])/giu
const LABELLED =
  /(?<!\p{L})(?:num(?:éro|ero)?|n\s?[°º]|nr|ref|réf(?:érence)?|number|no)\.?\s{0,2}(?:de|d'|of)?\s{0,2}(?:ma |la |my |the )?(?:commande|cmde?|order)(?!\p{L})[\s:=#]{0,4}(?:est|is)?[\s:=#]{0,3}([\p{L}\d][\p{L}\d/_-]{2,30}\d|\d{4,30})(?![\p{L}\d])/giu
const ALONE = /(?<![\p{L}\d/-])#?([\p{L}]{0,5}[-_]?\d[\p{L}\d_-]{3,28})(?![\p{L}\d])/gu

/** The order number a text announces as one ("commande n° …", "order #…"); null when there is none. */
export function readOrderNumber(text: string): string | null {
  const said = withoutOthers(text)
  for (const pattern of [LABELLED, ANNOUNCED]) {
    for (const match of said.matchAll(pattern)) {
      const number = match[1] ?? ''
      if (isNumber(number)) return number.toUpperCase()
    }
  }
  return null
}

/** The order number in an answer to the question for it: anything that looks like one. */
export function readAskedOrderNumber(text: string): string | null {
  const announced = readOrderNumber(text)
  if (announced) return announced
  for (const match of withoutOthers(text).matchAll(ALONE)) {
    const number = match[1] ?? ''
    if (isNumber(number)) return number.toUpperCase()
  }
  return null
}

// Dates, prices, telephone numbers, our own references and links hold digits that are no order's.
function withoutOthers(text: string): string {
  return text
    .slice(0, 5_000)
    .replace(/https?:\/\/\S+|\S+@\S+/giu, ' ')
    .replace(/\bAGF[\s-]?[0-9A-Z]{4}[\s-]?[0-9A-Z]{4}\b/giu, ' ')
    .replace(/\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b/gu, ' ')
    .replace(
      /\b\d+(?:[.,]\d{1,2})?\s?(?:€|euros?|eur|£|jours?|days?|semaines?|weeks?|heures?|h)(?!\p{L})/giu,
      ' ',
    )
    .replace(/(?:\+33|0033|0)[\s.-]?[1-9](?:[\s.-]\d\d){4}(?!\d)|(?<!\d)0[1-9]\d{8}(?!\d)/gu, ' ')
}

function isNumber(candidate: string): boolean {
  const digits = candidate.replace(/\D/g, '').length
  // A year alone says when, not which.
  return digits >= 3 && digits >= candidate.length / 3 && !/^(?:19|20)\d\d$/.test(candidate)
}
