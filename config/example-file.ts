import { writeFileSync } from 'node:fs'
import { z } from 'zod'
import { exampleValue, settingMeta, unwrapSchema } from './setting.ts'
import { settingsSchema } from './settings-schema.ts'

/** The committed example file, written by `npm run config:example`. */
export const EXAMPLE_FILE = new URL('../config.example.jsonc', import.meta.url)

/**
 * Returns a commented configuration file with every setting of the schema: its purpose, its environment variable and
 * its default. Every setting is a comment, so that a copy changes nothing until a line is uncommented. Optional
 * settings of a group are comments within the comment.
 */
export function configExample(): string {
  const settings = Object.entries(settingsSchema.shape).flatMap(([key, schema]) => {
    const { about, lines } = setting(key, schema)
    return ['', ...indented([...about, ...lines.map(commented)])]
  })
  return [...PREFACE, '{', ...settings.slice(1), '}', ''].join('\n')
}

const PREFACE = [
  '// Configuration of the complaint intake: an example, generated from the schema by `npm run config:example`.',
  '//',
  '// Nothing here is needed to try it: `npm start` alone runs a whole demo world on this machine. To run it for real,',
  '// copy this file to agafort.config.jsonc (or name it with CONFIG=path) and uncomment what you change.',
  '// Environment variables go before the file; lists are separated by commas there, and `none` is the empty list.',
  '//',
  '// Secrets never stand in this file. They come from the environment, each as NAME or, from a file, as NAME_FILE:',
  '//   DATABASE_URL                  postgres://USER:PASSWORD@HOST/DATABASE; without it, the embedded database',
  '//   DATABASE_LISTEN_URL           the same server directly, when DATABASE_URL leads to a pooler such as PgBouncer',
  '//   SECRET_KEYS                   keys that sign links, separated by commas: the first signs, all verify.',
  '//                                 Needed with DATABASE_URL; otherwise made once and kept in DATA_DIR',
  '//   CHAT_APP_PASSWORD             password of the bot at Azure, when the chat serves channels there',
  '//   MAILBOX_<NAME>_PASSWORD       password of the mailbox called <NAME> below, - written as _',
  '//   MAILBOX_<NAME>_CLIENT_SECRET  and MAILBOX_<NAME>_REFRESH_TOKEN: its OAuth2 secrets',
  '//   SMTP_<NAME>_PASSWORD          password of the SMTP server called <NAME> below',
  '//   SMTP_<NAME>_CLIENT_SECRET     and SMTP_<NAME>_REFRESH_TOKEN: its OAuth2 secrets',
  '//   API_TOKEN                     lets the marketplace keep its sellers up to date (PUT /api/sellers)',
  '//   OPERATIONS_TOKEN              opens /metrics and the details of /health (Authorization: Bearer)',
  '//   SIGN_IN_CLIENT_SECRET         what the identity provider knows us by; needed with signIn.provider.issuer',
  '//   MARKETPLACE_WEBHOOK_SECRET    signs what the marketplace is told; needed with marketplaceWebhook.url',
]

type Schema = z.core.$ZodType
type Shape = Readonly<Record<string, Schema>>

const WIDEST = 100

function setting(key: string, schema: Schema): { about: string[]; lines: string[] } {
  const value = valueLines(schema)
  const lines = value.map((line, index) => `${index === 0 ? `"${key}": ` : ''}${line}`)
  return { about: description(schema), lines: ended(lines) }
}

function valueLines(schema: Schema): string[] {
  const inside = unwrapSchema(schema)
  if (inside instanceof z.ZodObject) return groupLines(inside.shape)
  const usual = defaultOf(schema)
  const isEmptyList = Array.isArray(usual) && usual.length === 0
  if (isEmptyList && inside instanceof z.ZodArray && inside.element instanceof z.ZodObject) {
    return ['[', ...indented(elementsOf(inside.element).flatMap(ended)), ']']
  }
  return pretty(exampleValue(schema) ?? usual)
}

function groupLines(shape: Shape): string[] {
  const members = Object.entries(shape).flatMap(([key, schema]) => {
    if (settingMeta(schema).retired) return []
    const { about, lines } = setting(key, schema)
    return [...about, ...(schema instanceof z.ZodOptional ? lines.map(commented) : lines)]
  })
  return ['{', ...indented(members), '}']
}

// One element with every setting, then one for each kind of log-in that has settings of its own.
function elementsOf({ shape }: { shape: Shape }): string[][] {
  const others = Object.entries(shape).flatMap(([key, schema]) => {
    const union = unwrapSchema(schema)
    if (!(union instanceof z.ZodDiscriminatedUnion)) return []
    const options = union.options.filter((option) => option instanceof z.ZodObject)
    return options
      .filter((option) => Object.keys(option.shape).length > 1)
      .map((option) => shortElement(shape, key, option.shape))
  })
  return [groupLines(shape), ...others]
}

function shortElement(shape: Shape, unionKey: string, option: Shape): string[] {
  const type = String(exampleValue(option.type ?? z.undefined()))
  const members = Object.entries(shape).flatMap(([key, schema]) => {
    if (key === unionKey) {
      const [first = '', ...rest] = groupLines(option)
      return ended([`"${key}": ${first}`, ...rest])
    }
    const example = exampleValue(schema)
    if (example === undefined || (schema instanceof z.ZodOptional && key !== 'user')) return []
    return [`"${key}": ${json(key === 'name' ? `${example}-${type}` : example)},`]
  })
  return ['{', ...indented(members), '}']
}

function defaultOf(schema: Schema): unknown {
  return schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined
}

function description(schema: Schema): string[] {
  const { description: text = '', env } = settingMeta(schema)
  return wrapped(env ? `${text} Environment: ${env}.` : text).map((line) => `// ${line}`)
}

// A description's line never begins with a quote or a bracket: this distinguishes it from a setting.
function wrapped(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    const fits = line !== undefined && (line.length + word.length < WIDEST || /^["{}[\]/]/.test(word))
    if (fits) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}

function pretty(value: unknown): string[] {
  const line = json(value)
  if (line.length <= WIDEST || !Array.isArray(value)) return [line]
  return ['[', ...indented(value.map((item) => `${json(item)},`)), ']']
}

function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(json).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([key, item]) => `"${key}": ${json(item)}`)
    .join(', ')} }`
}

function ended(lines: string[]): string[] {
  return [...lines.slice(0, -1), `${lines.at(-1)},`]
}

function indented(lines: string[]): string[] {
  return lines.map((line) => `  ${line}`)
}

function commented(line: string): string {
  return `// ${line}`
}

// `npm run config:example -- PATH` writes to another path.
if (import.meta.main) write(process.argv[2])

function write(path: string | undefined): void {
  if (path?.startsWith('-'))
    process.stdout.write('npm run config:example [-- FILE]   writes the commented example of every setting\n')
  else writeFileSync(path ?? EXAMPLE_FILE, configExample())
}
