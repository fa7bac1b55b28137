import type { Import } from './source-file.ts'

/** What a room may import: our other rooms, and which packages it must leave to others. */
interface Room {
  readonly imports: readonly string[]
  readonly leaves: readonly string[]
}

const DATABASE_PACKAGES = ['kysely', 'pg', 'pg-boss', '@electric-sql/pglite']
const CHANNEL_PACKAGES = [
  'imapflow',
  'mailparser',
  'nodemailer',
  'smtp-server',
  'botbuilder',
  'fastify',
  '@fastify/*',
  'openid-client',
]

// bot | mail | web -> core -> db. Every query lives in core, so an edge needs no database package either; and nobody
// calls a channel, so core needs no channel's package.
const EDGE = (name: string): Room => ({ imports: [name, 'core'], leaves: DATABASE_PACKAGES })
const ROOMS: Readonly<Record<string, Room>> = {
  bot: EDGE('bot'),
  mail: EDGE('mail'),
  web: EDGE('web'),
  core: { imports: ['core', 'db'], leaves: CHANNEL_PACKAGES },
  db: { imports: ['db'], leaves: CHANNEL_PACKAGES },
  root: { imports: ['root', 'core'], leaves: [...DATABASE_PACKAGES, ...CHANNEL_PACKAGES] },
}

// These know everybody.
const FREE = ['main.ts', 'demo.ts', 'import-sellers.ts', 'vitest.config.ts']
const FREE_ROOMS = ['test']

/** The first folder of a path, `root` for a file outside the rooms. */
export function roomOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : 'root'
}

/** What is wrong with one import of a file, as a sentence; undefined when nothing is. */
export function wrongImport(path: string, { specifier, target }: Import): string | undefined {
  if (target === 'main.ts') return `${path} imports main.ts; nothing may, it only starts.`
  const from = roomOf(path)
  if (FREE.includes(path) || FREE_ROOMS.includes(from)) return undefined
  const room = ROOMS[from]
  if (!room) return `${path} is in no room we know; name ${from}/ in test/house/rooms.ts.`
  if (target === undefined) {
    const left = room.leaves.some((name) => belongsTo(specifier, name))
    return left ? `${path} imports the package ${specifier}, which ${from} leaves to others.` : undefined
  }
  const to = roomOf(target)
  return room.imports.includes(to)
    ? undefined
    : `${path} imports ${target}; ${from} may import only ${room.imports.join(' and ')}.`
}

function belongsTo(specifier: string, name: string): boolean {
  if (name.endsWith('/*')) return specifier.startsWith(name.slice(0, -1))
  return specifier === name || specifier.startsWith(`${name}/`)
}
