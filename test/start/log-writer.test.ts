import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { LogDetails, LogLevel } from '../../core/kernel/log.ts'
import { Secret } from '../../core/kernel/secret.ts'
import { mask, openLog } from '../../start/log-writer.ts'

function logAt(level: LogLevel) {
  const written: string[] = []
  const log = openLog({ level, destination: { write: (line) => written.push(line) } })
  const lines = () => written.map((line) => JSON.parse(line) as Record<string, unknown>)
  return { log, written, lines }
}

test('A fact is one line of JSON with its level, its time and what belongs to it', () => {
  const { log, written, lines } = logAt('info')
  log.info('acknowledgement sent', {
    ticket: 'AGF-7K2M-9QWX',
    mailbox: 'fraud',
    milliseconds: 41,
    attempt: 1,
  })
  expect(written).toHaveLength(1)
  expect(written[0]).toMatch(/^[^\n]+\n$/)
  expect(lines()[0]).toMatchObject({
    level: 'info',
    fact: 'acknowledgement sent',
    ticket: 'AGF-7K2M-9QWX',
    mailbox: 'fraud',
    milliseconds: 41,
    attempt: 1,
  })
  expect(String(lines()[0]?.time)).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
})

test('Nothing below the level is written', () => {
  const { log, lines } = logAt('warn')
  log.debug('polled')
  log.info('polled')
  log.warn('the server is slow')
  log.error('the server is gone')
  expect(lines().map(({ level }) => level)).toEqual(['warn', 'error'])
})

test('What was not given is not in the line', () => {
  const { log, lines } = logAt('info')
  log.info('mail taken in', { ticket: undefined, count: 0 })
  expect(lines()[0]).not.toHaveProperty('ticket')
  expect(lines()[0]).toMatchObject({ count: 0 })
})

describe('An address in a log line at info and above', () => {
  const levels: readonly LogLevel[] = ['info', 'warn', 'error']

  test.each(levels)(
    'written as %s comes out neither in the fact, nor in a detail, nor in what was thrown',
    (level) => {
      const { log, written } = logAt('debug')
      const cause = new Error('550 no such user hélène.dupré@orange.example')
      log[level]('refused jeanne.martin@free.example', {
        reason: 'Return-Path <paul@laposte.example> is ours',
        error: new Error('RCPT TO:<karim@sfr.example> failed', { cause }),
      })
      expect(written.join('')).not.toMatch(/jeanne|martin|paul|karim|hélène|dupré|@/)
      expect(written.join('')).toContain('[address]')
    },
  )

  test('is masked in every way it is written', () => {
    for (const written of [
      'jeanne.martin+achats@free.example',
      '"Jeanne Martin"@free.example',
      'jeanne@[192.0.2.7]',
      'JEANNE@FREE.EXAMPLE',
      'jeanne%40free.example',
      'jeanne@élan.example',
      'jeanne@localhost',
    ]) {
      expect(mask(`refused ${written} today`), written).toBe('refused [address] today')
    }
    expect(mask('mailto:jeanne@free.example?subject=x')).toBe('mailto:[address]?subject=x')
    expect(mask('<a@b.example>,<c@d.example>')).toBe('<[address]>,<[address]>')
  })

  test('is masked as a telephone number is', () => {
    for (const written of [
      '06.12.34.56.78',
      '0612345678',
      '+33 6 12 34 56 78',
      '+33612345678',
      '06 12 34 56 78',
    ]) {
      expect(mask(`called from ${written}.`), written).toBe('called from [telephone].')
    }
  })

  test('is told from references, ids, times and paths, which stay', () => {
    for (const text of [
      'AGF-0612-3456',
      '0191d2f0-7a5b-7c3d-8e4f-061234567890',
      '2026-11-23T09:00:00.000Z',
      'at run (file:///srv/node_modules/@electric-sql/pglite/dist/index.js:12:3)',
      '127.0.0.1:2525',
    ]) {
      expect(mask(text)).toBe(text)
    }
  })

  test('is masked without delay in a hostile text', () => {
    const before = performance.now()
    for (const piece of ['a', 'a@', '"a', 'a.', '://a', '0 6']) mask(piece.repeat(200_000))
    expect(performance.now() - before).toBeLessThan(10_000)
  })
})

test('Debug lines may show addresses, for a person looking into one mailbox', () => {
  const { log, written } = logAt('debug')
  log.debug('envelope of paul@laposte.example')
  expect(written[0]).toContain('paul@laposte.example')
})

test('A password within a URL comes out at no level', () => {
  const { log, written } = logAt('debug')
  const error = new Error('cannot reach postgres://agafort:hunter2@db.internal:5432/agafort')
  log.debug('first try', { error })
  log.error('last try', { error })
  expect(written.join('')).not.toContain('hunter2')
  expect(written.join('')).toContain('postgres://***@db.internal:5432/agafort')
})

describe('What was thrown', () => {
  const failing = () =>
    Object.assign(new Error('connection reset'), {
      code: 'ECONNRESET',
      responseCode: 421,
      rejected: ['jeanne@free.example'],
      detail: 'Key (body)=(Bonjour, mon colis) already exists',
      cause: new Error('socket closed'),
    })

  test('has its stack at error level, frames only', () => {
    const { log, lines } = logAt('info')
    log.error('delivery failed', { error: failing() })
    expect(lines()[0]?.error).toMatchObject({
      name: 'Error',
      message: 'connection reset',
      code: 'ECONNRESET',
      responseCode: 421,
      stack: expect.stringMatching(/^\s+at /),
      cause: { message: 'socket closed' },
    })
  })

  test('has no stack below error level', () => {
    const { log, written } = logAt('info')
    log.warn('delivery put off', { error: failing() })
    expect(written[0]).not.toContain('"stack"')
    expect(written[0]).toContain('ECONNRESET')
  })

  test('brings none of the things libraries hang on it', () => {
    const { log, written } = logAt('info')
    log.error('delivery failed', { error: failing() })
    expect(written[0]).not.toMatch(/rejected|detail|Bonjour/)
  })

  test('is cut when it quotes half a mail', () => {
    const { log, written } = logAt('info')
    log.error('cannot parse', { error: new Error('x'.repeat(2_000_000)) })
    expect(written[0]?.length).toBeLessThan(8_000)
  })

  test('may be anything, even its own cause', () => {
    const { log, lines } = logAt('info')
    const circular = new Error('round')
    circular.cause = circular
    for (const error of ['a text', null, 7, { a: 1 }, circular]) log.error('failed', { error })
    expect(lines()).toHaveLength(5)
  })
})

test('A log line has no room for a message’s words', () => {
  // @ts-expect-error: whoever wants to log a body has to add a field here, and answer for it
  const details: LogDetails = { body: 'Bonjour, mon colis n’est jamais arrivé' }
  expect(details).toBeDefined()
})

test('A secret prints as three stars however it is printed', () => {
  const secret = new Secret('hunter2')
  const printed = [
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ secret }, { showHidden: true }),
    String([secret]),
  ]
  for (const text of printed) {
    expect(text).not.toContain('hunter2')
    expect(text).toContain('***')
  }
  expect(secret.reveal()).toBe('hunter2')
})
