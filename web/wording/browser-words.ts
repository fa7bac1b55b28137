import type { Language } from '../../core/policy/language.ts'

// The first match wins: nearly every browser also claims to be several others.
const BROWSERS: readonly [name: string, sign: RegExp][] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS)\//],
  ['Safari', /\bSafari\//],
]
const SYSTEMS: readonly [name: string, sign: RegExp][] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
]

const WORDS: Record<Language, { on: string; unknown: string }> = {
  fr: { on: 'sur', unknown: 'Navigateur inconnu' },
  en: { on: 'on', unknown: 'Unknown browser' },
}

/**
 * Returns a User-Agent (RFC 9110 §10.1.5) as a person names it: `Firefox sur Windows`. It is only what the browser
 * claims.
 */
export function browserName(language: Language, userAgent: string | null): string {
  const find = (list: typeof BROWSERS) => list.find(([, sign]) => sign.test(userAgent ?? ''))?.[0]
  const browser = find(BROWSERS)
  const system = find(SYSTEMS)
  const { on, unknown } = WORDS[language]
  if (browser && system) return `${browser} ${on} ${system}`
  return browser ?? system ?? unknown
}
