import { poll } from '../../servers/poll.ts'
import { startProgram } from '../../servers/program.ts'
import type { Surroundings } from '../../servers/surroundings.ts'
import { mixedMail } from '../../world/mail/mails.ts'
import { awaitAnnouncement } from './announcement.ts'
import { checkIntakeCounts } from './intake-counts.ts'
import { cpuSeconds, peakMemory, startPssSampling } from './proc.ts'
import { measureRawLimit, type RawLimit } from './raw-limit.ts'
import { stageFor } from './staged-mail.ts'

/** The result of a number of mails arriving at once. */
export interface Burst {
  readonly mails: number
  /** From the server's announcement to the last acknowledgement. */
  readonly seconds: number
  /** Milliseconds from arrival to acknowledgement, one per mail, ascending. */
  readonly waits: readonly number[]
  readonly limit: RawLimit
  /** CPU time per mail in milliseconds. */
  readonly cpu: { readonly program: number; readonly postgres: number; readonly dovecot: number }
  /** Of the program, in bytes. */
  readonly memory: { readonly peakRss: number; readonly peakPss: number; readonly atRest: number }
}

/**
 * Delivers `count` mails to an empty mailbox at once and waits for the last acknowledgement; then measures the limit.
 */
export async function measureBurst(
  surroundings: Surroundings,
  address: string,
  count: number,
  nodeArguments: readonly string[],
): Promise<Burst> {
  const { dovecot, postgres, sink } = surroundings
  const databaseUrl = await surroundings.createDatabase(`lot-${count}`)
  const mailbox = { name: 'contact', address, category: 'other' }
  const program = startProgram(surroundings.environment({ databaseUrl, mailboxes: [mailbox] }), nodeArguments)
  try {
    await program.logged('the mailbox is connected')
    const stage = await stageFor(dovecot, address)
    const sent = new Set<string>()
    for (let index = 0; index < count; index++) {
      const mail = mixedMail(index, { name: `lot-${count}`, to: address, now: new Date() })
      stage.put(mail.raw)
      sent.add(mail.messageId)
    }
    const announcement = await awaitAnnouncement(dovecot, address)
    const atRest = peakMemory(program.pid)
    const pss = startPssSampling(program.pid)
    const before = cpuOf(program.pid, postgres.pid, dovecot.pid)
    const earlier = sink.taken.length
    const start = performance.timeOrigin + performance.now()
    stage.deliver()
    await poll(
      `${count} acknowledgements`,
      () => {
        if (!program.running()) throw new Error(`The program ended:\n${program.output()}`)
        return sink.taken.length - earlier >= count
      },
      { deadline: 120_000 + count * 100, every: 5 },
    )
    const replies = sink.taken.slice(earlier)
    const announced = announcement.at() ?? start
    await announcement.stop()
    await checkIntakeCounts(databaseUrl, sent, () => sink.taken.slice(earlier))
    const after = cpuOf(program.pid, postgres.pid, dovecot.pid)
    const memory = { atRest, peakRss: peakMemory(program.pid), peakPss: pss.stop() }
    await program.stop()
    const waits = replies.map(({ at }) => at - start).sort((a, b) => a - b)
    const seconds = ((waits.at(-1) ?? 0) - (announced - start)) / 1000
    const perMail = (part: 'program' | 'postgres' | 'dovecot') =>
      ((after[part] - before[part]) * 1000) / count
    const limit = await measureRawLimit(dovecot, address, count)
    const cpu = { program: perMail('program'), postgres: perMail('postgres'), dovecot: perMail('dovecot') }
    const rate = count / seconds
    console.log(
      `${count} mails: ${rate.toFixed(0)}/s; limit ${limit.perSecond.toFixed(0)}/s; ratio ${((100 * rate) / limit.perSecond).toFixed(0)} %; CPU ms/mail: program ${cpu.program.toFixed(2)}, PostgreSQL ${cpu.postgres.toFixed(2)}, Dovecot ${cpu.dovecot.toFixed(2)}, limit ${limit.cpuPerMail.toFixed(2)}`,
    )
    return { mails: count, seconds, waits, limit, cpu, memory }
  } finally {
    await program.kill()
  }
}

function cpuOf(program: number, postgres: number, dovecot: number) {
  return { program: cpuSeconds(program), postgres: cpuSeconds(postgres), dovecot: cpuSeconds(dovecot) }
}
