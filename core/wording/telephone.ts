import type { Link } from './letter.ts'

/** A telephone number as it is printed, with its dialling link; a French national number is dialled with +33. */
export function telephoneLink(printed: string): Link {
  const digits = printed.replace(/[^\d+]/g, '')
  const dialled = /^0\d{9}$/.test(digits) ? `+33${digits.slice(1)}` : digits
  return { label: printed, url: `tel:${dialled}` }
}
