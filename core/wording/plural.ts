import type { Language } from '../policy/language.ts'

const RULES: Record<Language, Intl.PluralRules> = {
  fr: new Intl.PluralRules('fr'),
  en: new Intl.PluralRules('en'),
}

/** Returns the form for a count; in French 0 and 1 are singular, in English only 1 is. */
export function plural(language: Language, count: number, forms: { one: string; other: string }): string {
  return RULES[language].select(count) === 'one' ? forms.one : forms.other
}
