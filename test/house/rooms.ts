import type { Import } from './source-file.ts'

/** What a top folder may import: our other top folders, and which packages it must leave to others. */
interface Floor {
  readonly imports: readonly string[]
  readonly leaves: readonly string[]
}

const DATABASE_PACKAGES = ['kysely', 'pg', '@electric-sql/pglite']
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
const EDGE = (name: string): Floor => ({ imports: [name, 'core'], leaves: DATABASE_PACKAGES })
const FLOORS: Readonly<Record<string, Floor>> = {
  bot: EDGE('bot'),
  mail: EDGE('mail'),
  web: EDGE('web'),
  core: { imports: ['core', 'db'], leaves: CHANNEL_PACKAGES },
  db: { imports: ['db'], leaves: CHANNEL_PACKAGES },
  config: { imports: ['config', 'core'], leaves: [...DATABASE_PACKAGES, ...CHANNEL_PACKAGES] },
  start: { imports: ['start', 'config', 'core'], leaves: [...DATABASE_PACKAGES, ...CHANNEL_PACKAGES] },
  // Worlds of their own, made of all the others.
  commands: EVERYTHING(),
  demo: EVERYTHING(),
  rehearsal: EVERYTHING(),
  test: EVERYTHING(),
}

function EVERYTHING(): Floor {
  const all = ['bot', 'mail', 'web', 'core', 'db', 'config', 'start', 'commands', 'demo', 'rehearsal', 'test']
  return { imports: all, leaves: [] }
}

/** The rooms of core, from the ground up: a room imports its own files and those of the rooms before it, types included. */
export const ROOMS_OF_CORE = [
  'kernel',
  'policy',
  'message-text',
  'wording',
  'outbox',
  'member',
  'auth',
  'classify',
  'ticket',
  'training',
  'promise',
  'correspondence',
  'satisfaction',
  'seller',
  'ticket-actions',
  'intake',
  'mailbox',
  'chat',
  'search',
  'api',
  'report',
] as const

// Files directly in core stand above all its rooms, in this order.
const ABOVE_THE_ROOMS = ['runtime-settings.ts', 'schedule.ts']
const STOREYS: readonly string[] = [...ROOMS_OF_CORE, ...ABOVE_THE_ROOMS]
// Kernel and policy are the ground together: core's settings name the policy's words, the policy counts in kernel's spans.
const GROUND = 1

/** The first folder of a path; empty for a file at the root. */
export function floorOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : ''
}

/** What is wrong with one import of a file, as a sentence; undefined when nothing is. */
export function wrongImport(path: string, { specifier, target, typesOnly }: Import): string | undefined {
  if (target === 'main.ts') return `${path} imports main.ts; nothing may, it only starts.`
  const from = floorOf(path)
  if (from === '') return rootFault(path)
  const floor = FLOORS[from]
  if (!floor) return `${path} is in no folder we know; name ${from}/ in test/house/rooms.ts.`
  if (target === undefined) {
    const left = floor.leaves.some((name) => belongsTo(specifier, name))
    return left ? `${path} imports the package ${specifier}, which ${from} leaves to others.` : undefined
  }
  const to = floorOf(target)
  if (!floor.imports.includes(to)) {
    return `${path} imports ${target}; ${from} may import only ${floor.imports.join(' and ')}.`
  }
  if (from !== 'core' || to !== 'core') return undefined
  return wrongStorey(path, target, typesOnly)
}

function rootFault(path: string): string | undefined {
  if (path === 'main.ts' || path === 'vitest.config.ts') return undefined
  return `${path} stands at the root, where only main.ts does; give it a room.`
}

function wrongStorey(path: string, target: string, typesOnly: boolean): string | undefined {
  const [mine, theirs] = [storeyOf(path), storeyOf(target)]
  if (mine === undefined) return `${path} is in no room of core; name it in ROOMS_OF_CORE.`
  if (theirs === undefined) return `${target} is in no room of core; name it in ROOMS_OF_CORE.`
  if (theirs <= mine || (typesOnly && theirs <= GROUND)) return undefined
  return `${path} imports ${target}; ${STOREYS[theirs]} stands above ${STOREYS[mine]}.`
}

function storeyOf(path: string): number | undefined {
  const storey = STOREYS.indexOf(path.split('/')[1] ?? '')
  return storey === -1 ? undefined : storey
}

function belongsTo(specifier: string, name: string): boolean {
  if (name.endsWith('/*')) return specifier.startsWith(name.slice(0, -1))
  return specifier === name || specifier.startsWith(`${name}/`)
}
