/** Longer than 250 lines, with the reason why splitting would make it worse. A folder ends in `/`. */
export const MAY_BE_LONG: Readonly<Record<string, string>> = {
  'core/wording/': 'every sentence of one language, read and checked side by side with the other',
  'web/wording/': 'the same for what members and customers read on pages',
  'db/migrations/': 'a landed migration is never edited, so it is never split either',
  'db/schema.ts': 'one interface per table and nothing else: the one list of every column',
  'test/': 'cases and fixtures; one case after another is easier to read in one file',
  'samples/': 'mails as they came',
}

/** Generated or kept whole by other rules than ours. */
export const NOT_WRITTEN_BY_HAND: readonly string[] = ['package-lock.json', 'config.example.jsonc']

/** Reads the machine's clock, with the reason why it cannot be told the time. */
export const MAY_READ_THE_CLOCK: Readonly<Record<string, string>> = {
  'core/clock.ts': 'is the clock',
  'mail/send-sample.ts': 'is a command of its own: a sample is sent now',
  'main.ts': 'starts the program and gives the clock to everybody',
}

/** Not kebab-case, because a tool or a custom asks for the name. */
export const NAMES_GIVEN_BY_CUSTOM: readonly RegExp[] = [
  /(^|\/)README\.md$/,
  /^LICENSE$/,
  /^\.(ci|gitignore|gitattributes|npmrc|editorconfig|nvmrc)$/,
  /^db\/migrations\/\d{4}_[a-z0-9]+(-[a-z0-9]+)*\.ts$/,
]

/** True when the path is named in a list of exceptions, itself or by its folder. */
export function isNamed(path: string, list: readonly string[]): boolean {
  return list.some((name) => (name.endsWith('/') ? path.startsWith(name) : path === name))
}
