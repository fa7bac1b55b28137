import { describe, expect, it } from 'vitest'
import { delayAfter, RECONNECT_DELAYS, REFUSED_DELAYS } from '../../../core/kernel/backoff.ts'
import { DAY } from '../../../core/kernel/duration.ts'
import { byteBudget } from '../../../mail/poll/byte-budget.ts'
import { cutBatches, fetchTroubles, sequenceSet } from '../../../mail/poll/fetch.ts'
import { isHistoricMail, isWanted, startFolder } from '../../../mail/poll/folder-start.ts'
import { prefetch } from '../../../mail/poll/prefetch.ts'
import { TUESDAY } from '../../world/world.ts'

describe('Reconnecting', () => {
  it('waits 1, 2, 4, 8, 16, 32 seconds, then a minute each time', () => {
    const waits = Array.from({ length: 9 }, (_, failures) => delayAfter(failures + 1, RECONNECT_DELAYS, 0.5))
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])
  })

  it('waits minutes when the provider refuses the renewal', () => {
    const waits = [1, 2, 3, 4].map((failures) => delayAfter(failures, REFUSED_DELAYS, 0.5))
    expect(waits).toEqual([60_000, 120_000, 300_000, 300_000])
  })

  it('is spread by a tenth either way', () => {
    expect(delayAfter(7, RECONNECT_DELAYS, 0)).toBe(54_000)
    expect(delayAfter(7, RECONNECT_DELAYS, 0.999)).toBeLessThan(66_000)
    expect(delayAfter(7, RECONNECT_DELAYS, 0.999)).toBeGreaterThan(65_900)
  })
})

describe('The place where receiving a folder begins', () => {
  const opened = { uidValidity: '7', uidNext: 41 }
  const yesterday = new Date(TUESDAY.getTime() - DAY)
  const mail = (uid: number, internalDate: Date | null) => ({ uid, size: 1000, internalDate })

  it('is now when it is connected for the first time', () => {
    const { kind, cursor } = startFolder(null, opened, null, TUESDAY)
    expect(kind).toBe('first')
    expect(cursor).toEqual({ uidValidity: '7', lastUid: 40, connectedAt: TUESDAY, historyEnd: 40 })
  })

  it('is its first mail when history is wanted, of which older mail is passed over', () => {
    const { cursor } = startFolder(null, opened, yesterday, TUESDAY)
    expect(cursor.lastUid).toBe(0)
    expect(isWanted(mail(3, new Date(yesterday.getTime() - 1)), cursor, yesterday)).toBe(false)
    expect(isWanted(mail(4, yesterday), cursor, yesterday)).toBe(true)
    expect(isHistoricMail(mail(4, yesterday), cursor)).toBe(true)
    expect(isHistoricMail(mail(41, TUESDAY), cursor)).toBe(false)
  })

  it('is where it was left, whatever has come since', () => {
    const kept = { uidValidity: '7', lastUid: 12, connectedAt: yesterday, historyEnd: 9 }
    expect(startFolder(kept, opened, null, TUESDAY)).toEqual({ kind: 'resumed', cursor: kept })
  })

  it('leaves nothing out that is moved in later although it is old, and that is no history', () => {
    const { cursor } = startFolder(null, opened, null, TUESDAY)
    const old = mail(41, new Date('2025-01-02T10:00:00Z'))
    expect(isWanted(old, cursor, null)).toBe(true)
    expect(isHistoricMail(old, cursor)).toBe(false)
  })

  it('is the first mail again when the server has renumbered the folder, without what was never wanted', () => {
    const kept = { uidValidity: '6', lastUid: 300, connectedAt: yesterday, historyEnd: 200 }
    const { kind, cursor } = startFolder(kept, opened, null, TUESDAY)
    expect(kind).toBe('renumbered')
    expect(cursor).toEqual({ uidValidity: '7', lastUid: 0, connectedAt: yesterday, historyEnd: null })
    expect(isWanted(mail(1, new Date(yesterday.getTime() - DAY)), cursor, null)).toBe(false)
    expect(isWanted(mail(2, yesterday), cursor, null)).toBe(true)
    expect(isWanted(mail(3, null), cursor, null)).toBe(true)
    expect(isHistoricMail(mail(2, yesterday), cursor)).toBe(false)
  })
})

describe('A batch', () => {
  const listed = (...sizes: number[]) =>
    sizes.map((size, index) => ({ uid: index + 1, size, internalDate: TUESDAY }))
  const limits = { mails: 3, bytes: 100 }
  const cut = (sizes: number[], unwanted: number[] = [], alone: number[] = []) =>
    cutBatches(
      listed(...sizes),
      limits,
      (mail) => !unwanted.includes(mail.uid),
      (mail) => alone.includes(mail.uid),
    ).map(({ mails, upTo }) => [mails.map((mail) => mail.uid), upTo])

  it('ends with so many mails or so many bytes, whichever comes first', () => {
    expect(cut([10, 10, 10, 10])).toEqual([
      [[1, 2, 3], 3],
      [[4], 4],
    ])
    expect(cut([60, 40, 1, 99, 2])).toEqual([
      [[1, 2], 2],
      [[3, 4], 4],
      [[5], 5],
    ])
  })

  it('is one mail when that alone is larger than a batch', () => {
    expect(cut([10, 7000, 10])).toEqual([
      [[1], 1],
      [[2], 2],
      [[3], 3],
    ])
  })

  it('passes over unwanted mails, and the cursor with them', () => {
    expect(cut([10, 10, 10, 10], [1, 2, 4])).toEqual([
      [[], 2],
      [[3], 4],
    ])
    expect(cut([10, 10, 10], [2])).toEqual([[[1, 3], 3]])
    expect(cut([10, 10], [1, 2])).toEqual([[[], 2]])
  })

  it('leaves a mail that has failed in company to itself', () => {
    expect(cut([10, 10, 10, 10], [], [2])).toEqual([
      [[1], 1],
      [[2], 2],
      [[3, 4], 4],
    ])
  })
})

describe('A mail that cannot be fetched', () => {
  it('is tried in company, then alone, then for its header, and given up last', () => {
    const troubles = fetchTroubles()
    const seen = Array.from({ length: 8 }, () => {
      const now = [troubles.alone(9), troubles.worth(9), troubles.asked(9)]
      troubles.failed([9])
      return now
    })
    expect(seen).toEqual([
      [false, 'whole', 'size-and-date'],
      [true, 'whole', 'size-and-date'],
      [true, 'whole', 'date'],
      [true, 'whole', 'date'],
      [true, 'whole', 'date'],
      [true, 'header', 'date'],
      [true, 'nothing', 'date'],
      [true, 'nothing', 'nothing'],
    ])
  })

  it('is forgiven once it has come', () => {
    const troubles = fetchTroubles()
    troubles.failed([8, 9])
    troubles.failed([8, 9])
    troubles.succeeded([8])
    expect([troubles.alone(8), troubles.alone(9)]).toEqual([false, true])
  })
})

describe('UIDs for the server', () => {
  it('are written as runs', () => {
    expect(sequenceSet([1, 2, 3, 7, 9, 10])).toBe('1:3,7,9:10')
    expect(sequenceSet([4])).toBe('4')
  })
})

describe('Working one batch ahead', () => {
  it('starts on the next batch while the present one is committed, and on no other', async () => {
    const started: number[] = []
    async function* batches() {
      for (let number = 1; number <= 3; number++) {
        started.push(number)
        yield number
      }
    }
    const seen: number[][] = []
    for await (const _batch of prefetch(batches())) {
      await new Promise((resolve) => setImmediate(resolve))
      seen.push([...started])
    }
    expect(seen).toEqual([
      [1, 2],
      [1, 2, 3],
      [1, 2, 3],
    ])
  })

  it('commits what came before a failure', async () => {
    async function* batches() {
      yield 1
      throw new Error('the connection was lost')
    }
    const committed: number[] = []
    const run = async () => {
      for await (const batch of prefetch(batches())) committed.push(batch)
    }
    await expect(run()).rejects.toThrow('the connection was lost')
    expect(committed).toEqual([1])
  })
})

describe('The memory mails may hold', () => {
  it('is waited for, in order, and a mail larger than all of it waits until all is free', async () => {
    const budget = byteBudget(100)
    const [first, second, third] = [budget.share(), budget.share(), budget.share()]
    const order: string[] = []
    await first.take(60)
    const large = second.take(7000).then(() => order.push('large'))
    const small = third.take(10).then(() => order.push('small'))
    first.give(60)
    await large
    expect(order).toEqual(['large'])
    second.give(7000)
    await small
    expect(order).toEqual(['large', 'small'])
  })

  it('comes back when a sweep breaks off, also what it was still waiting for', async () => {
    const budget = byteBudget(100)
    const [broken, other] = [budget.share(), budget.share()]
    await broken.take(90)
    const waiting = broken.take(90)
    broken.close()
    await waiting
    await other.take(100)
    other.give(100)
  })
})
