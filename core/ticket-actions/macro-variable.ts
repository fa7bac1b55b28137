import type { Language } from '../policy/language.ts'

/** The variables a macro can have filled from its ticket. */
export const MACRO_VARIABLES = ['customer', 'reference', 'agent', 'deadline', 'team'] as const
type MacroVariable = (typeof MACRO_VARIABLES)[number]

/** A value for each variable, in the customer's language; null where the ticket has none. */
export type MacroValues = Readonly<Record<MacroVariable, string | null>>

/** The name each variable is written with, between braces. */
export const VARIABLE_NAMES: Record<Language, Record<MacroVariable, string>> = {
  fr: {
    customer: 'client',
    reference: 'référence',
    agent: 'prénom agent',
    deadline: 'prochaine échéance',
    team: 'équipe',
  },
  en: {
    customer: 'customer',
    reference: 'reference',
    agent: 'agent first name',
    deadline: 'next deadline',
    team: 'team',
  },
}

const BY_NAME: ReadonlyMap<string, MacroVariable> = new Map(
  (['fr', 'en'] as const).flatMap((language) =>
    MACRO_VARIABLES.map((variable) => [folded(VARIABLE_NAMES[language][variable]), variable] as const),
  ),
)

const BRACES = /\{([^{}\n]{1,40})\}/g

/** Returns the braced names of a text that are no variables, as written. A macro with any cannot be saved. */
export function unknownVariables(text: string): string[] {
  return [...text.matchAll(BRACES)]
    .filter(([, name = '']) => !BY_NAME.has(folded(name)))
    .map(([whole]) => whole)
}

/** Returns the variables a text still holds, as written: they have no value, and a member fills them in. */
export function unfilledVariables(text: string): string[] {
  const found = [...text.matchAll(BRACES)].filter(([, name = '']) => BY_NAME.has(folded(name)))
  return [...new Set(found.map(([whole]) => whole))]
}

/** Returns a text with its variables replaced; one without a value stays as it is. */
export function fillVariables(text: string, values: MacroValues): string {
  return text.replace(BRACES, (whole, name: string) => {
    const variable = BY_NAME.get(folded(name))
    return (variable && values[variable]) ?? whole
  })
}

function folded(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim()
}
