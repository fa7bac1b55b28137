/** Generated or kept whole by other rules than ours. */
export const NOT_WRITTEN_BY_HAND: readonly string[] = ['package-lock.json', 'config.example.jsonc']

/** Reads the machine's clock, with the reason why it cannot be told the time. */
export const MAY_READ_THE_CLOCK: Readonly<Record<string, string>> = {
  'core/kernel/clock.ts': 'is the clock',
  'commands/send-sample.ts': 'is a command of its own: a sample is sent now',
  'main.ts': 'starts the program and gives the clock to everybody',
}

/** Not kebab-case, because a tool or a custom asks for the name. */
export const NAMES_GIVEN_BY_CUSTOM: readonly RegExp[] = [
  /(^|\/)README\.md$/,
  /^(CHANGELOG|CONTRIBUTING|SECURITY|STYLE)\.md$/,
  /^LICENSE$/,
  /^\.(ci|gitignore|gitattributes|npmrc|editorconfig|nvmrc)$/,
  /^db\/migrations\/\d{4}_[a-z0-9]+(-[a-z0-9]+)*\.ts$/,
]
