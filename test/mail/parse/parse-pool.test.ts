import { afterEach, describe, expect, it } from 'vitest'
import { ParseFailure } from '../../../mail/parse/parse-failure.ts'
import { openParsePool, type ParsePool, type ParsePoolSettings } from '../../../mail/parse/parse-pool.ts'
import type { ParsedMail } from '../../../mail/parse/parsed-mail.ts'
import { ARRIVED, fixtures, fromClaire, parsed } from '../../world/mail/raw-mail.ts'

const OPTIONS = { arrivedAt: ARRIVED }

describe('The parse pool', () => {
  const open: ParsePool[] = []
  const pool = (settings: Partial<ParsePoolSettings> = {}) => {
    const opened = openParsePool({ workers: 1, ...settings })
    open.push(opened)
    return opened
  }
  afterEach(() => Promise.all(open.splice(0).map((one) => one.close())))

  const mail = (body: string) => Buffer.from(fromClaire('Subject: Colis', body))
  const ordinary = () => mail('Mon colis est perdu.')
  // Some seconds of work: a file of a hundred megabytes.
  const heavy = () =>
    Buffer.concat([
      Buffer.from(fromClaire('Content-Type: application/zip\nContent-Transfer-Encoding: base64', '')),
      Buffer.alloc(140_000_000, 'QUJD\n'),
    ])

  it('gives what parsing gives, attachments too, and leaves the raw mail whole', async () => {
    const mails = ['bounce', 'auto-reply', 'report', 'person'].flatMap(fixtures)
    const before = mails.map(({ raw }) => raw.toString('latin1'))
    const several = pool({ workers: 2 })
    const found = await Promise.all(mails.map(({ raw }) => several.parse(raw, OPTIONS)))
    const comparable = (mail: ParsedMail) => ({
      ...mail,
      attachments: mail.attachments.map((one) => ({
        ...one,
        content: Buffer.from(one.content).toString('hex'),
      })),
    })
    expect(found.map(comparable)).toEqual(
      await Promise.all(mails.map(async ({ raw }) => comparable(await parsed(raw)))),
    )
    expect(mails.map(({ raw }) => raw.toString('latin1'))).toEqual(before)
  })

  it('stops a mail that takes too long, and parses those behind it', async () => {
    const one = pool({ timeLimit: 300 })
    const results = await Promise.allSettled(
      [heavy(), ordinary(), ordinary()].map((raw) => one.parse(raw, OPTIONS)),
    )
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    expect(results[0]).toMatchObject({
      reason: { reason: 'timeout', message: 'parsing took more than 0.3 s and was stopped' },
    })
  })

  it('outlives a worker that dies of a mail', async () => {
    const one = pool({ memoryLimit: 24 })
    // Two million short lines: far more objects than this worker has room for.
    const fatal = Buffer.from(
      fromClaire('Content-Type: text/plain; charset=utf-8', '’\r\n'.repeat(2_000_000)),
    )
    const results = await Promise.allSettled(
      [fatal, ordinary(), ordinary()].map((raw) => one.parse(raw, OPTIONS)),
    )
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    expect(results[0]).toMatchObject({ reason: { reason: 'crash' } })
  })

  it('parses many mails asked for at once, whichever view they are on', async () => {
    const joined = Buffer.concat(Array.from({ length: 200 }, (_, i) => Buffer.from(`${i}`.padEnd(20))))
    const several = pool({ workers: 2 })
    const found = await Promise.all(
      Array.from({ length: 200 }, (_, i) => several.parse(joined.subarray(i * 20, i * 20 + 20), OPTIONS)),
    )
    expect(found.map(({ text }) => text.trim())).toEqual(Array.from({ length: 200 }, (_, i) => `${i}`))
  })

  it('refuses what is left when it is closed, and what comes later', async () => {
    const one = pool()
    const left = one.parse(ordinary(), OPTIONS)
    const closing = one.close()
    await expect(left).rejects.toBeInstanceOf(ParseFailure)
    await closing
    await expect(one.parse(ordinary(), OPTIONS)).rejects.toMatchObject({ reason: 'closed' })
  })
})
