import type { Language } from '../policy/language.ts'

/** What a macro can leave to be filled in from the ticket it is used on. */
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

/** What a text has between braces that is no variable, as it was written. A macro with any cannot be saved. */
export function unknownVariables(text: string): string[] {
  return [...text.matchAll(BRACES)]
    .filter(([, name = '']) => !BY_NAME.has(folded(name)))
    .map(([whole]) => whole)
}

/** The variables a text still has, as they are written: they have no value yet, and a person fills them in. */
export function unfilledVariables(text: string): string[] {
  const found = [...text.matchAll(BRACES)].filter(([, name = '']) => BY_NAME.has(folded(name)))
  return [...new Set(found.map(([whole]) => whole))]
}

/** A text with its variables replaced; one without a value stays as it is. */
export function fillVariables(text: string, values: MacroValues): string {
  return text.replace(BRACES, (whole, name: string) => {
    const variable = BY_NAME.get(folded(name))
    return (variable && values[variable]) ?? whole
  })
}

function folded(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim()
}
