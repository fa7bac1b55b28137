import { systemClock } from '../../core/kernel/clock.ts'
import { Secret } from '../../core/kernel/secret.ts'
import { openDatabase } from '../../db/database.ts'
import { openAccessTokens } from '../../mail/oauth.ts'
import { openParsePool } from '../../mail/parse/parse-pool.ts'
import { startPoller } from '../../mail/poll/poller.ts'
import { openMailReceiver } from '../../mail/receive-mail.ts'
import { openWorld } from '../world/world.ts'

// A separate process that polls one mailbox, for tests that kill or freeze it. Prints a line for each state it enters.

/** The process's order, as JSON in its first argument. */
export interface PollerProcessOrder {
  databaseUrl: string
  password: string
  leaseSeconds: number
  source: Omit<Parameters<typeof startPoller>[0]['mailboxes'][number], 'auth' | 'since'>
}

const order = JSON.parse(process.argv[2] ?? '{}') as PollerProcessOrder
const database = await openDatabase({ kind: 'postgres', url: order.databaseUrl })
const { core: world } = openWorld(database)
const core = { ...world, clock: systemClock }
const alert = async () => {}
const poller = startPoller({
  core,
  mailboxes: [
    { ...order.source, since: null, auth: { type: 'password', password: new Secret(order.password) } },
  ],
  takeIn: openMailReceiver({
    core,
    parsePool: openParsePool({ workers: 1 }),
    authservIds: [],
    spamHeaders: [],
  }),
  tokens: openAccessTokens(core, alert),
  alert,
  settings: { leaseSeconds: order.leaseSeconds, reconnectDelays: [0.1] },
})
let printed = ''
setInterval(() => {
  const state = poller.health()[0]?.state ?? ''
  if (state !== printed) console.log(state)
  printed = state
}, 20)
