import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { toIncoming } from '../../mail/parse/incoming-message.ts'
import { openParsePool } from '../../mail/parse/parse-pool.ts'
import { unsoundness } from '../world/mail/mail-soundness.ts'
import { mutateMail } from '../world/mail/mutate-mail.ts'
import { seededRandom } from '../world/random.ts'

// Damaged mails through the parser as intake uses it: none may crash it, hang it, or come out unsound.
//   node test/soak/fuzz.ts --count 20000 --seed 1
// A failing mail is told by its seed: --count 1 --seed N makes it again.

const { values } = parseArgs({
  options: { count: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
})
const count = Number(values.count)
const first = Number(values.seed)
const root = join(import.meta.dirname, '../..')
const whole = ['test/fixtures/mail', 'samples'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.eml'))
    .sort()
    .map((name) => ({ name, raw: readFileSync(join(root, folder, name)) })),
)
const arrivedAt = new Date('2026-06-10T08:00:00Z')
const rules = {
  ownAddresses: ['account@agafort.example'],
  ownTelephones: ['06.38.17.61.28'],
  isOwnMessageId: () => false,
  authservIds: ['mx.agafort.example'],
  spamHeaders: [{ name: 'X-Spam-Flag', pattern: '^yes' }],
}
const arrival = {
  mailbox: 'account',
  doorCategory: 'account',
  receivedAt: arrivedAt,
  backlog: false,
  junk: false,
} as const
const pool = openParsePool({ workers: 2, timeLimit: 20_000 })
let passed = 0
let failed = 0
let slowest = 0

async function tryOne(seed: number): Promise<void> {
  const random = seededRandom(seed)
  const { name, raw } = whole[random.below(whole.length)] ?? { name: 'nothing', raw: Buffer.alloc(0) }
  const damaged = mutateMail(raw, random)
  try {
    const mail = await pool.parse(damaged, { arrivedAt, ownAddresses: rules.ownAddresses })
    const incoming = toIncoming(mail, damaged, arrival, rules)
    const wrong = unsoundness(mail, arrivedAt)
    if (!incoming.idempotencyKey.startsWith('mail:')) wrong.push('has no key')
    if (wrong.length > 0) throw new Error(wrong.join(', '))
    passed++
  } catch (error) {
    failed++
    console.error(`${name} with seed ${seed}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const TOGETHER = 100
for (let seed = first; seed < first + count; seed += TOGETHER) {
  const before = performance.now()
  const last = Math.min(seed + TOGETHER, first + count)
  await Promise.all(Array.from({ length: last - seed }, (_, i) => tryOne(seed + i)))
  slowest = Math.max(slowest, performance.now() - before)
  if ((last - first) % 2_000 === 0) console.log(`${last - first} of ${count}`)
}
await pool.close()
console.log(`The slowest hundred took ${(slowest / 1000).toFixed(1)} s.`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
