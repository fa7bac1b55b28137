import type { Language } from '../policy/language.ts'

const UNITS: Record<Language, readonly [string, string, string]> = {
  fr: ['octets', 'Ko', 'Mo'],
  en: ['bytes', 'KB', 'MB'],
}

/** Returns a file's size in the language's own units, at most one decimal: `2,4 Mo`, `2.4 MB`. */
export function fileSize(language: Language, bytes: number): string {
  const [small, middle, large] = UNITS[language]
  const [amount, unit] =
    bytes < 1000
      ? [bytes, small]
      : bytes < 999_500
        ? [Math.round(bytes / 1000), middle]
        : [bytes / 1e6, large]
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(amount)
  return `${number.replace(/\s/g, '\u00a0')}\u00a0${unit}`
}
