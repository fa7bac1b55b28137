import { isChoiceId } from '../../../bot/dialogue/choice.ts'
import type { CustomerFile, Inbound } from '../../../bot/dialogue/dialogue-types.ts'
import { DAY } from '../../../core/kernel/duration.ts'
import { TUESDAY } from '../world.ts'
import { decisionOf, type Made, REFERENCES, type Stage } from './stage.ts'
import type { Happening, Transcript, TranscriptLine } from './transcript.ts'

/** Plays a transcript and returns every deviation, with file and line; empty when there is none. */
export function play(transcript: Transcript, stage: Stage): string[] {
  return transcript.happenings.flatMap((happening) => {
    const inbound = inboundOf(happening, stage)
    if (!inbound) return []
    const made = stage.happen(inbound)
    return check(happening.expected, made, stage).map(
      (fault) => `${transcript.file}:${fault}\n  of: ${happening.text}\n${asText(made)}`,
    )
  })
}

/** Returns a turn's messages and intents as text. */
export function asText(made: Made): string {
  return [
    ...made.outbound.map(
      ({ text, suggestions }) =>
        `  bot: ${text.replace(/\n+/g, ' | ')}${suggestions.length > 0 ? `  [${suggestions.map(({ id }) => id).join(' ')}]` : ''}`,
    ),
    ...made.intents.map((intent) => `  core: ${JSON.stringify(intent)}`),
  ].join('\n')
}

/** Returns what a line at the margin brings into the conversation; undefined for a setting. */
export function inboundOf({ text, number }: TranscriptLine, stage: Stage): Inbound | undefined {
  const setting = /^\((.*)\)$/.exec(text)?.[1]
  if (setting !== undefined) {
    set(setting, stage)
    return undefined
  }
  const line = withReferences(text)
  const [, who = '', what = ''] = /^(\S+) (.*)$/.exec(line.replace(/^Customer:/, 'Customer says:')) ?? []
  const rest = what.slice(what.indexOf(':') + 1).trim()
  if (who === 'Customer' || who === 'Nobody') {
    if (what.startsWith('says:')) return { kind: 'text', text: rest.replaceAll('\\n', '\n'), files: [] }
    if (what === 'comes in French') return { kind: 'opened', language: 'fr' }
    if (what === 'comes in English') return { kind: 'opened', language: 'en' }
    if (what === 'switches to English') return { kind: 'language', language: 'en' }
    if (what === 'switches to French') return { kind: 'language', language: 'fr' }
    if (what === 'is silent') return { kind: 'silence', long: false }
    if (what === 'is silent for long') return { kind: 'silence', long: true }
    if (what.startsWith('presses:')) return pressed(rest, stage, number)
    const sent = /^sends (\S+)(?:: (.*))?$/.exec(what)
    if (sent) return { kind: 'text', text: sent[2] ?? '', files: [file(sent[1] ?? '')] }
    if (what === 'leaves the talk') return { kind: 'choice', id: 'stop-waiting', asked: stage.state.asked }
    const moved = /^moves up to (\d)$/.exec(what)
    if (moved) return { kind: 'handoff-queued', position: Number(moved[1]), waitMinutes: null }
    if (who === 'Nobody' && what === 'comes') return { kind: 'handoff-nobody', opensAt: null }
    if (who === 'Nobody' && what === 'takes over')
      return { kind: 'handoff-transferred', memberFirstName: null }
    if (what === 'is let go') return { kind: 'handoff-ended', by: 'timeout', summary: null }
  }
  if (what === 'accepts') return { kind: 'handoff-accepted', memberFirstName: who }
  if (what === 'takes over') return { kind: 'handoff-transferred', memberFirstName: who }
  if (what === 'ends the talk') return { kind: 'handoff-ended', by: 'member', summary: null }
  if (what.startsWith('gives back:')) return { kind: 'handoff-ended', by: 'member', summary: rest }
  throw new Error(`Line ${number}: nobody knows what "${text}" means.`)
}

function set(setting: string, stage: Stage): void {
  if (setting === 'nobody is there') stage.somebody = false
  else if (setting === 'nobody is there until tomorrow') {
    stage.somebody = false
    stage.nobodyUntil = new Date(TUESDAY.getTime() + DAY)
  } else if (setting === 'core is away') stage.away = true
  else if (setting === 'core is back') stage.away = false
  else if (setting.startsWith('decided ')) stage.decided = decisionOf(setting.slice('decided '.length))
  else throw new Error(`Nobody knows the setting "${setting}".`)
}

function pressed(label: string, stage: Stage, number: number): Inbound {
  const old = /^(\S+) of before$/.exec(label)?.[1]
  if (old && isChoiceId(old)) return { kind: 'choice', id: old, asked: stage.state.asked - 1 }
  const offer = stage.state.offered.find((one) => one.label === label.replace(/'/g, '’') || one.id === label)
  if (!offer) {
    const offered = stage.state.offered.map((one) => one.id).join(', ')
    throw new Error(`Line ${number}: "${label}" was not offered, but ${offered}.`)
  }
  return { kind: 'choice', id: offer.id, asked: stage.state.asked }
}

function file(name: string): CustomerFile {
  const type = name.endsWith('.pdf') ? 'application/pdf' : 'image/jpeg'
  return { name, type, size: 120_000, sha256: 'a'.repeat(64) }
}

function check(expected: Happening['expected'], made: Made, stage: Stage): string[] {
  let message = 0
  let intent = 0
  return expected.flatMap(({ text, number }) => {
    const [, what = '', rest = ''] = /^([a-z ]+?)(?:: (.*))?$/.exec(withReferences(text)) ?? []
    const fault = (why: string) => [`${number} ${text} – ${why}`]
    switch (what) {
      case 'bot is silent':
        return made.outbound.length > 0 ? fault('the bot spoke') : []
      case 'bot': {
        const found = made.outbound.findIndex(
          (one, index) => index >= message && rest.split(' / ').every((part) => says(one.text, part)),
        )
        if (found < 0) return fault('not said')
        message = found + 1
        return []
      }
      case 'not':
        return made.outbound.some((one) => says(one.text, rest)) ? fault('it was said') : []
      case 'offers': {
        const offered = made.outbound.at(-1)?.suggestions.map(({ id }) => id) ?? []
        return rest.split(' ').every((id) => offered.some((one) => one === id)) ? [] : fault('not offered')
      }
      case 'language':
        return stage.state.language === rest ? [] : fault(`it is ${stage.state.language}`)
      case 'core': {
        if (rest === 'nothing') return made.intents.length > 0 ? fault('core was asked') : []
        const [kind = '', ...facts] = rest.split(' ')
        const found = made.intents.findIndex(
          (one, index) => index >= intent && one.kind === kind && facts.every((fact) => holds(one, fact)),
        )
        if (found < 0) return fault('core was not asked this')
        intent = found + 1
        return []
      }
      default:
        return fault('nobody knows what this expects')
    }
  })
}

// The wording tests check typography; here spaces and apostrophes are normalised.
function says(text: string, part: string): boolean {
  const plain = (one: string) =>
    one
      .replace(/[\s\u00a0\u202f]+/g, ' ')
      .replace(/[’]/g, "'")
      .toLowerCase()
  return plain(text).includes(plain(part).trim())
}

// `order-dispute` may be anywhere in the intent; `email=…` is that field, its own or among the details.
function holds(intent: object, fact: string): boolean {
  const at = fact.indexOf('=')
  if (at < 0) return Object.values(intent).includes(fact)
  const name = fact.slice(0, at)
  const details = 'details' in intent ? (intent.details as object) : {}
  const value = ({ ...details, ...intent } as Record<string, unknown>)[name]
  return String(value ?? 'none').replaceAll(' ', '_') === fact.slice(at + 1)
}

function withReferences(text: string): string {
  return text.replace(/#(\d)\b/g, (whole, number: string) => REFERENCES[Number(number) - 1] ?? whole)
}
