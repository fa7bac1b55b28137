import { afterEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../../core/kernel/log.ts'
import { openWorkLoop, type Work, type WorkLoop } from '../../../core/kernel/work-loop.ts'
import { poll } from '../../servers/poll.ts'

interface Letter {
  id: string
}
interface Outcome {
  id: string
  kind: 'sent' | 'given-back'
}

/** A post office's counter: letters that wait, and a book of what became of them. */
function counter(letters: string[], given: Partial<Work<Letter, Outcome>> = {}) {
  const waiting = [...letters]
  const book: Outcome[] = []
  const renewed: string[] = []
  const claims: { limit: number; takeOver: boolean }[] = []
  const work: Work<Letter, Outcome> = {
    name: 'counter',
    parallel: 2,
    leaseSeconds: 60,
    everySeconds: 3_600,
    claim: async (limit, takeOver) => {
      claims.push({ limit, takeOver })
      return waiting.splice(0, limit).map((id) => ({ id }))
    },
    renew: async (ids) => {
      renewed.push(...ids)
      return ids
    },
    attempt: async ({ id }) => ({ outcome: { id, kind: 'sent' }, way: 'open' }),
    giveBack: ({ id }) => ({ id, kind: 'given-back' }),
    record: async (outcomes) => {
      book.push(...outcomes)
      return outcomes.map(({ id }) => id)
    },
    ...given,
  }
  return { waiting, book, renewed, claims, work }
}

describe('The work loop', () => {
  let loop: WorkLoop<Outcome> | undefined
  const open = (work: Work<Letter, Outcome>) => {
    loop = openWorkLoop(work, silentLog, () => 0.5)
    return loop
  }
  afterEach(async () => {
    await loop?.stop(100)
    loop = undefined
  })

  it('claims what is due until nothing is, and records each item once', async () => {
    const names = Array.from({ length: 50 }, (_, n) => `letter ${n}`)
    const { work, book } = counter(names)
    await open(work).drained()
    expect(book.map(({ id }) => id).sort()).toEqual([...names].sort())
  })

  it('tries no more at once than it may', async () => {
    let most = 0
    let now = 0
    const { work } = counter(['a', 'b', 'c', 'd', 'e'], {
      attempt: async ({ id }) => {
        most = Math.max(most, ++now)
        await new Promise((resolve) => setTimeout(resolve, 5))
        now--
        return { outcome: { id, kind: 'sent' } }
      },
    })
    await open(work).drained()
    expect(most).toBe(2)
  })

  it('keeps an outcome that cannot be recorded, renews its claim, and records it later', async () => {
    let failures = 2
    const counterpart = counter(['a'], {
      leaseSeconds: 0.3,
      record: async (outcomes) => {
        if (failures-- > 0) throw new Error('the database is away')
        counterpart.book.push(...outcomes)
        return outcomes.map(({ id }) => id)
      },
    })
    await open(counterpart.work).drained()
    expect(counterpart.book).toEqual([{ id: 'a', kind: 'sent' }])
    expect(counterpart.renewed).toContain('a')
  })

  it('records an outcome whose row was locked later, and the others at once', async () => {
    let locked = true
    const counterpart = counter(['a', 'b'], {
      record: async (outcomes) => {
        const free = outcomes.filter(({ id }) => !(locked && id === 'a'))
        locked = false
        counterpart.book.push(...free)
        return free.map(({ id }) => id)
      },
    })
    await open(counterpart.work).drained()
    expect(counterpart.book.map(({ id }) => id)).toEqual(['b', 'a'])
  })

  it('takes over nobody’s expired claims for a while after the database failed it', async () => {
    let failures = 1
    const { work, claims } = counter([], {
      claim: async (_limit, takeOver) => {
        claims.push({ limit: 0, takeOver })
        if (failures-- > 0) throw new Error('the database is away')
        return []
      },
      leaseSeconds: 0.3,
    })
    const opened = open(work)
    opened.wake()
    await poll('a claim after the failure', () => claims.length >= 2 || void opened.wake())
    expect(claims.slice(0, 2).map(({ takeOver }) => takeOver)).toEqual([true, false])
    await poll('two lease times to pass', () => claims.at(-1)?.takeOver || void opened.wake())
  })

  it('gives back what waits while the way is closed, and lets one go ahead afterwards', async () => {
    let closed = true
    const { work, book, claims, waiting } = counter(['a', 'b', 'c'], {
      parallel: 1,
      attempt: async ({ id }) => {
        const way = closed ? 'closed' : 'open'
        return { outcome: { id, kind: closed ? 'given-back' : 'sent' }, way }
      },
    })
    const opened = open(work)
    await poll('everything to be given back', () => book.length === 3)
    expect(book.every(({ kind }) => kind === 'given-back')).toBe(true)
    closed = false
    waiting.push('a', 'b', 'c')
    await opened.drained()
    expect(claims[1]?.limit).toBe(1)
    expect(book.slice(3).map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent'])
  })

  it('stops within its time though an attempt, a claim and the recording hang', async () => {
    const never = new Promise<never>(() => {})
    const { work } = counter(['a', 'b', 'c'], {
      attempt: async ({ id }) => (id === 'a' ? never : { outcome: { id, kind: 'sent' } }),
      record: () => never,
    })
    const opened = open(work)
    await poll('an attempt to hang', () => opened.pulse().oldestAttempt > 0)
    const { inProgress, unrecorded } = await opened.stop(50)
    expect(inProgress).toBe(1)
    expect(unrecorded.map(({ id }) => id).sort()).toEqual(['b', 'c'])
  })

  it('tells how long an attempt has taken, and an outcome has waited to be recorded', async () => {
    const never = new Promise<never>(() => {})
    const { work } = counter(['a', 'b'], {
      attempt: async ({ id }) => (id === 'a' ? never : { outcome: { id, kind: 'sent' } }),
      record: () => never,
    })
    const opened = open(work)
    await poll('both to be late', () => {
      const { oldestAttempt, oldestUnrecorded } = opened.pulse()
      return oldestAttempt > 20 && oldestUnrecorded > 20
    })
  })
})
