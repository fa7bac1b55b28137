import type { Kysely } from 'kysely'
import { receive } from '../../../core/intake/intake.ts'
import type { Database } from '../../../db/schema.ts'
import { writeLetter } from '../../world/mail/letters.ts'
import { seededRandom } from '../../world/random.ts'
import { mailFrom, openWorld, type World } from '../../world/world.ts'
import { median } from './median.ts'

const MAILS = 20
const WARM_UP = 5

/**
 * Receives the same number of mails with the full and with the empty database, in turns, and prints the median of the
 * pairs' ratios. Returns the empty one's mails per second.
 */
export async function measureIntakePairs(
  full: Kysely<Database>,
  empty: Kysely<Database>,
  { pairs, now }: { pairs: number; now: Date },
): Promise<number> {
  // The limits on automatic mail are not measured here, and every mail is from another sender.
  const settings = { answerLimits: { perAddress: 10, perTicket: 5, perSameText: 20, perMailbox: 100_000 } }
  const worlds = { full: openWorld({ db: full }, settings), empty: openWorld({ db: empty }, settings) }
  worlds.full.clock.set(now)
  worlds.empty.clock.set(now)
  const ratios: number[] = []
  const times = { full: [] as number[], empty: [] as number[] }
  for (let pair = -WARM_UP; pair < pairs; pair++) {
    const order = pair % 2 === 0 ? (['full', 'empty'] as const) : (['empty', 'full'] as const)
    const took = { full: 0, empty: 0 }
    for (const which of order) took[which] = await takeIn(worlds[which], pair, now)
    if (pair < 0) continue
    ratios.push(took.full / took.empty)
    times.full.push(took.full)
    times.empty.push(took.empty)
  }
  const perSecond = (which: 'full' | 'empty') => (1000 * MAILS) / median(times[which])
  console.log(
    `intake, ${MAILS} mails at once: full ${perSecond('full').toFixed(0)} mails/s, empty ${perSecond('empty').toFixed(0)} mails/s; full takes ${median(ratios).toFixed(2)} times as long (median of ${ratios.length} pairs)`,
  )
  return perSecond('empty')
}

async function takeIn({ core }: World, pair: number, now: Date): Promise<number> {
  const random = seededRandom(pair + 1_000)
  const mails = Array.from({ length: MAILS }, (_, index) => {
    const letter = writeLetter(random, 'fr')
    const text = [letter.greeting, ...letter.paragraphs, letter.closing].join('\n\n')
    return mailFrom('Nadia Ferrand', `nadia.${pair + WARM_UP}.${index}@exemple.fr`, {
      subject: letter.subject,
      text,
      receivedAt: now,
    })
  })
  const started = performance.now()
  const received = await receive(core, mails)
  const took = performance.now() - started
  if (received.some(({ kind }) => kind !== 'opened')) throw new Error('A mail opened no ticket.')
  return took
}
