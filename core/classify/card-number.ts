const GROUPS = /(?<![\d.,-])\d(?:[ \u00a0.-]?\d){12,18}(?![\d,-]|\.\d)/g
const ISSUERS = /^(?:4|5[1-5]|2[2-7]|3[47]|6(?:011|5)|50|56|57|58|6)/

/** True when a text holds a payment card's number: 13 to 19 digits, an issuer's beginning, and the check digit right. */
export function hasCardNumber(text: string): boolean {
  for (const [found] of text.matchAll(GROUPS)) {
    const digits = found.replace(/\D/g, '')
    if (ISSUERS.test(digits) && isEvenlyGrouped(found) && passesLuhn(digits)) return true
  }
  return false
}

// Telephone numbers and references come in pairs or threes; cards in fours (American Express: 4, 6, 5), or unbroken.
function isEvenlyGrouped(found: string): boolean {
  const groups = found.split(/\D+/).map((group) => group.length)
  if (groups.length === 1) return groups[0] === 15 || groups[0] === 16
  return groups.slice(0, -1).every((length) => length === 4) || groups.join() === '4,6,5'
}

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0 && /[1-9]/.test(digits)
}
