import { setTimeout as pause } from 'node:timers/promises'
import { poll } from '../../servers/poll.ts'
import { startProgram } from '../../servers/program.ts'
import type { Surroundings } from '../../servers/surroundings.ts'
import { mixedMail } from '../../world/mail/mails.ts'
import { seededRandom } from '../../world/random.ts'
import { checkIntakeCounts } from './intake-counts.ts'
import { stageFor } from './staged-mail.ts'

/** How long single mails waited for their acknowledgement. */
export interface Idle {
  /** Milliseconds, ascending. */
  readonly waits: readonly number[]
}

// Spread over more than a second, so that mails hit every phase of Dovecot's and our own timers alike.
const LONGEST_PAUSE_MS = 1200

/** Delivers mails one at a time to an idle program, each some time after the previous one was acknowledged. */
export async function measureIdle(
  surroundings: Surroundings,
  address: string,
  count: number,
  nodeArguments: readonly string[],
): Promise<Idle> {
  const { dovecot, sink } = surroundings
  const random = seededRandom(count)
  const databaseUrl = await surroundings.createDatabase('calme')
  const mailbox = { name: 'contact', address, category: 'other' }
  const program = startProgram(surroundings.environment({ databaseUrl, mailboxes: [mailbox] }), nodeArguments)
  try {
    await program.logged('the mailbox is connected')
    const stage = await stageFor(dovecot, address)
    const first = sink.taken.length
    const sent = new Set<string>()
    const waits: number[] = []
    for (let index = 0; index < count; index++) {
      await pause(random.below(LONGEST_PAUSE_MS))
      const mail = mixedMail(index, { name: 'calme', to: address, now: new Date() })
      sent.add(mail.messageId)
      stage.put(mail.raw)
      const start = performance.timeOrigin + performance.now()
      stage.deliver()
      const answer = await poll(
        `the acknowledgement of ${mail.messageId}`,
        () => sink.taken.slice(first).find(({ inReplyTo }) => inReplyTo === mail.messageId),
        { every: 5 },
      )
      waits.push(answer.at - start)
    }
    await checkIntakeCounts(databaseUrl, sent, () => sink.taken.slice(first))
    await program.stop()
    return { waits: waits.sort((a, b) => a - b) }
  } finally {
    await program.kill()
  }
}
