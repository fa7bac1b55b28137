import { setTimeout as pause } from 'node:timers/promises'
import { MINUTE } from '../../../core/kernel/duration.ts'
import { askedFor } from './asked.ts'
import type { PlayedProgram } from './played-program.ts'
import { type Recorded, readRecorded } from './recorded.ts'
import type { AskedFor, Given, IfAsked, Said, Scenario } from './scenario.ts'
import { type BotMessage, openWindow, type Window } from './window.ts'

/** A talk as it was played. */
export interface Talk {
  log: LogEntry[]
  recorded: Recorded
  /** Everything the bot said but the greeting. */
  said: string[]
  /** The same, the words of one answer together. */
  turnsSaid: string[]
  /** Answers in a row count as one. */
  botTurns: number
  /** How often each thing was asked for. */
  asked: Partial<Record<AskedFor, number>>
  personCalled: boolean
  /** Addresses that got mail, in lower case. */
  mailed: string[]
  /** What the customer wrote. */
  wrote: string[]
  /** The bot's turns until a reference was said; null when none was. */
  turnsToReference: number | null
}

export interface LogEntry {
  at: string
  customer?: string
  bot?: string
  event?: string
  buttons?: string[]
}

// An answer may wait for the rest of a turn, and what is said without being asked comes by a clock of its own.
const SETTLED_FOR = 250
const SILENCE = 15 * MINUTE

/** Plays a scenario to its end, and through the silence after it. */
export async function playScenario(program: PlayedProgram, scenario: Scenario): Promise<Talk> {
  const given = scenario.turns.find((turn) => 'given' in turn)?.given
  const ticket = given?.ticket ? { ...given.ticket, reference: await program.ticketOf(given.ticket) } : null
  await program.staff(given?.agentsOnline ?? false)
  const before = await mailedSince(program, null)
  const window = await openWindow(program.address, scenario.lang)
  const player = openPlayer(program, window, { ...(given && { given }), ticket, asksBefore: before.length })
  await player.hear({ greeting: true })
  const left: IfAsked[] = []
  const group: IfAsked[] = []
  for (const turn of scenario.turns) {
    if ('given' in turn) continue
    if ('ifAsked' in turn) {
      group.push(turn)
      continue
    }
    left.push(...group.splice(0))
    await answerAsked(player, left)
    await player.happen(turn)
  }
  left.push(...group)
  await answerAsked(player, left)
  player.note({ event: 'fifteen minutes of silence' })
  await program.pass(SILENCE)
  await player.hear()
  const recorded = await readRecorded(program, window.id)
  return player.talk(recorded, await mailedSince(program, before.length))
}

interface Player {
  happen(turn: Said): Promise<void>
  hear(how?: { greeting?: boolean }): Promise<void>
  note(entry: Omit<LogEntry, 'at'>): void
  /** What the last answer asks for. */
  open(): readonly AskedFor[]
  say(text: string): Promise<void>
  talk(recorded: Recorded, mailed: readonly string[]): Talk
}

async function answerAsked(player: Player, left: IfAsked[]): Promise<void> {
  for (;;) {
    const open = player.open()
    const answers = left.filter(({ ifAsked }) => open.includes(ifAsked))
    const [first] = answers
    if (!first) return
    // Asked for two things at once, a customer gives both.
    for (const answer of answers) left.splice(left.indexOf(answer), 1)
    await player.say(answers.map(({ say }) => say).join('\n'))
  }
}

function openPlayer(
  program: PlayedProgram,
  window: Window,
  setting: { given?: Given; ticket: { reference: string; email: string } | null; asksBefore: number },
): Player {
  const log: LogEntry[] = []
  const said: string[] = []
  const turnsSaid: string[] = []
  const wrote: string[] = []
  const asked: Partial<Record<AskedFor, number>> = {}
  let open: AskedFor[] = []
  let buttons: BotMessage['buttons'] = []
  let botTurns = 0
  let turnsToReference: number | null = null
  let since = program.core.clock.now()
  const note = (entry: Omit<LogEntry, 'at'>) =>
    void log.push({ at: program.core.clock.now().toISOString(), ...entry })

  const fill = async (text: string): Promise<string> => {
    if (!setting.ticket || !text.includes('{{ticket.')) return text
    const { reference, email } = setting.ticket
    const code = text.includes('{{ticket.code}}') ? await codeMailedTo(program, email, since) : ''
    return text
      .replaceAll('{{ticket.ref}}', reference)
      .replaceAll('{{ticket.email}}', email)
      .replaceAll('{{ticket.refLoose}}', reference.toLowerCase().replaceAll('-', ''))
      .replaceAll('{{ticket.refSwapped}}', swapped(reference))
      .replaceAll('{{ticket.code}}', code)
      .replaceAll('{{ticket.wrongCode}}', () => wrongCode())
  }
  const hear = async ({ greeting = false }: { greeting?: boolean } = {}) => {
    const told = await settled(program, window)
    const texts = told.map(({ text }) => text)
    for (const { text, buttons } of told) {
      note({ bot: text, ...(buttons.length > 0 && { buttons: buttons.map(({ title }) => title) }) })
    }
    if (told.length === 0) return
    buttons = told.at(-1)?.buttons ?? []
    if (greeting) return
    open = askedFor(texts)
    for (const what of open) asked[what] = (asked[what] ?? 0) + 1
    said.push(...texts)
    turnsSaid.push(texts.join('\n'))
    botTurns += 1
    if (turnsToReference === null && texts.some((text) => /AGF-[0-9A-Z]{4}-[0-9A-Z]{4}/.test(text)))
      turnsToReference = botTurns
  }
  const say = async (text: string) => {
    const line = await fill(text)
    open = []
    wrote.push(line)
    note({ customer: line })
    await window.say(line)
    await hear()
  }
  const happen = async (turn: Said) => {
    if ('say' in turn) return say(turn.say)
    if ('click' in turn) {
      const button = buttons.find(({ title }) => sameLabel(title, turn.click))
      if (!button) return say(turn.orSay)
      open = []
      note({ customer: turn.click, event: 'pressed' })
      await window.press(button)
      return hear()
    }
    if ('upload' in turn) {
      open = []
      note({ customer: turn.text ?? '', event: `sent ${turn.upload}` })
      if (turn.text) wrote.push(turn.text)
      await window.upload(turn.upload, turn.text ?? '')
      return hear()
    }
    if ('reload' in turn) {
      note({ event: 'loaded the page again' })
      return window.reload()
    }
    if ('wait' in turn) {
      note({ event: `was silent for ${turn.wait} minutes` })
      await program.pass(turn.wait * MINUTE)
      return hear()
    }
    open = []
    for (const text of turn.burst) {
      const line = await fill(text)
      wrote.push(line)
      note({ customer: line })
      await window.say(line)
      await pause(turn.gap)
    }
    return hear()
  }
  since = program.core.clock.now()
  return {
    happen,
    hear,
    note,
    say,
    open: () => open,
    talk: (recorded, mailed) => ({
      log,
      recorded,
      said,
      turnsSaid,
      botTurns,
      asked,
      wrote,
      turnsToReference,
      mailed: [...mailed],
      personCalled: recorded.handoffs.length > 0 || log.some(({ event }) => event === 'a person was called'),
    }),
  }
}

// Until the channel has handed everything over and nothing more is said for a moment.
async function settled(program: PlayedProgram, window: Window): Promise<BotMessage[]> {
  const told: BotMessage[] = []
  let quietSince = performance.now()
  const end = performance.now() + 60_000
  for (;;) {
    const fresh = await window.read()
    told.push(...fresh)
    if (fresh.length > 0 || (await isWorking(program, window.id))) quietSince = performance.now()
    if (performance.now() - quietSince >= SETTLED_FOR) return told
    if (performance.now() > end) throw new Error('The talk does not come to rest.')
    await pause(20)
  }
}

async function isWorking({ core: { db } }: PlayedProgram, id: string): Promise<boolean> {
  const waiting = await db
    .selectFrom('direct_line_activities')
    .select('number')
    .where('conversation_id', '=', id)
    .where('from_user', '=', true)
    .where('forwarded_at', 'is', null)
    .executeTakeFirst()
  return waiting !== undefined
}

async function codeMailedTo(program: PlayedProgram, email: string, since: Date): Promise<string> {
  const mails = (await program.mailsTo(email)).filter(({ at }) => at >= since)
  for (const { text } of mails) {
    const code = /(?<![\p{L}\d-])(\d{6}|[2-9A-HJ-NP-Z]{4}[ -]?[2-9A-HJ-NP-Z]{4})(?![\p{L}\d-])/u.exec(
      text,
    )?.[1]
    if (code) return code
  }
  return '000000'
}

let wrongCodes = 0

function wrongCode(): string {
  wrongCodes += 1
  return String(111_110 + (wrongCodes % 9)).padStart(6, '1')
}

function swapped(reference: string): string {
  const letters = [...reference]
  const at = letters.findIndex(
    (letter, index) =>
      index > 4 && letter !== letters[index + 1] && letters[index + 1] !== '-' && letter !== '-',
  )
  ;[letters[at], letters[at + 1]] = [letters[at + 1] ?? '', letters[at] ?? '']
  return letters.join('')
}

function sameLabel(a: string, b: string): boolean {
  const plain = (label: string) => label.replace(/[’]/g, "'").replace(/\s+/g, ' ').trim().toLowerCase()
  return plain(a) === plain(b)
}

async function mailedSince({ core: { db } }: PlayedProgram, after: number | null): Promise<string[]> {
  const rows = await db
    .selectFrom('outbox')
    .select('recipient')
    .where('channel', '=', 'mail')
    .orderBy('id')
    .execute()
  return rows.slice(after ?? 0).map(({ recipient }) => recipient.toLowerCase())
}
