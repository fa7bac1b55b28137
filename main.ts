import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { availableParallelism, hostname } from 'node:os'
import { parseArgs } from 'node:util'
import { joinChat } from './bot/join-chat.ts'
import { type Config, describeConfig, readConfig } from './config/config.ts'
import { describeFaults, InvalidConfig } from './config/fault.ts'
import { secretKeys } from './config/secret-keys.ts'
import { addressSenders, teamAddressesOf } from './config/team-addresses.ts'
import { startMarketplaceWebhooks, startSubscriptionWebhooks } from './core/api/webhook-sender.ts'
import { inviteFirstAdministrator } from './core/auth/invitation.ts'
import type { Clock } from './core/kernel/clock.ts'
import type { Core } from './core/kernel/core.ts'
import { openDatabaseClock } from './core/kernel/database-clock.ts'
import type { Log } from './core/kernel/log.ts'
import { alertTeam } from './core/outbox/alert.ts'
import { DELIVERY_CHANNEL, notifyDeliverers } from './core/outbox/outbox.ts'
import { policyTimesOfHours } from './core/policy/policy-times.ts'
import type { ProcessPulse } from './core/report/health.ts'
import { startSchedule } from './core/schedule.ts'
import { mailboxOfAddress } from './core/ticket/team-address.ts'
import type { TeamAlert } from './core/wording/alert.ts'
import {
  type DatabaseByWork,
  type DatabaseLocation,
  type OpenDatabase,
  openDatabaseByWork,
} from './db/database.ts'
import { migrateUnhurried } from './db/migrate.ts'
import { listen } from './db/notifications.ts'
import { type Demo, openDemo } from './demo/demo.ts'
import { demoRoutes } from './demo/demo-routes.ts'
import { type AccessTokens, openAccessTokens } from './mail/oauth.ts'
import { openParsePool } from './mail/parse/parse-pool.ts'
import { startPoller } from './mail/poll/poller.ts'
import { type MailReceiver, openMailReceiver } from './mail/receive-mail.ts'
import { reparseMail } from './mail/reparse.ts'
import { startMailDelivery } from './mail/send/deliver-mail.ts'
import { sendingAccounts } from './mail/send/sending-account.ts'
import { type RunningSmtpServer, startSmtpServer } from './mail/smtp-server.ts'
import { banner } from './start/banner.ts'
import { openLog } from './start/log-writer.ts'
import { stopOnSignal } from './start/stop-on-signal.ts'
import { keepUnrecorded, recordKept } from './start/unrecorded-mail.ts'
import { whyNotStarted } from './start/why-not-started.ts'
import { buildWeb } from './web/server.ts'
import { openProvider } from './web/sign-in/openid-provider.ts'

const HELP = `Complaint intake for the Agafort marketplace.

  npm start                       run it; with nothing configured, a whole demo world on loopback
  npm start -- --check-config     check the configuration, print what is in effect, and stop
  npm start -- --help             this page

Configuration: the environment, and the file agafort.config.jsonc or the one CONFIG names (see config.example.jsonc).
`

if (import.meta.main) await main()

async function main(): Promise<void> {
  const values = optionsOrFault()
  if (!values) return
  if (values.help) return void process.stdout.write(HELP)
  const config = configOrFaults()
  if (!config) {
    process.exitCode = 2
    return
  }
  if (values['check-config']) return void process.stdout.write(describeConfig(config))
  const log = openLog({ level: config.logLevel })
  try {
    const program = await start(config, log)
    process.stdout.write(program.banner)
    stopOnSignal(program.stop, log)
  } catch (error) {
    process.stderr.write(`${whyNotStarted(error)}\n`)
    log.error('the program could not start', { error })
    process.exitCode = 1
  }
}

function optionsOrFault() {
  try {
    return parseArgs({
      options: { help: { type: 'boolean', short: 'h' }, 'check-config': { type: 'boolean' } },
    }).values
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${HELP}`)
    process.exitCode = 2
    return undefined
  }
}

function configOrFaults(): Config | undefined {
  try {
    return readConfig({ env: process.env, readFile: (path) => readFileSync(path, 'utf8') })
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error
    process.stderr.write(describeFaults(error.faults))
    return undefined
  }
}

interface Program {
  /** The addresses to print at the start. */
  banner: string
  /** Accepts no new work, finishes the work in progress, closes everything. */
  stop(): Promise<void>
}

/** What the parts of the program are started with. */
interface Parts {
  config: Config
  core: Core
  /** Unique to this process and its start: the holder of what it claims. */
  holder: string
  alert: (alert: TeamAlert, sendAs?: string | null) => Promise<void>
  tokens: AccessTokens
  closing: Closing
}

/** Closes what is open, in the order of opening; the last is closed first. */
type Closing = (() => Promise<void>)[]

// Mail intake starts last and stops first: no mail arrives that could not be stored, and received mail is finished.
async function start(config: Config, log: Log): Promise<Program> {
  const closing: Closing = []
  const closeAll = async () => {
    for (const close of closing.splice(0).reverse()) await close()
  }
  try {
    const { core, database } = await openStores(config, log, closing)
    const holder = `${hostname()}:${process.pid}:${randomUUID()}`
    const alert = (alerted: TeamAlert, sendAs: string | null = null) =>
      alertTeam(core, config.alertTo, alerted, sendAs)
    const parts = { config, core, holder, alert, tokens: openAccessTokens(core, alert), closing }
    const pulse = await startDelivery(parts)
    hearOtherProcesses(parts, database.open)
    const schedule = await startSchedule(core, holder)
    closing.push(schedule.stop)
    const receiverFor = openReceivers(config, closing)
    const desk = { ...parts, core: { ...core, db: database.desk } }
    const intake = { ...parts, core: { ...core, db: database.intake } }
    const receiver = receiverFor(intake.core)
    const demo = config.demo ? await openDemo(core, config.smtpPort) : null
    await startWeb(desk, { intake: intake.core, receiver, demo, pulse })
    const smtpServers = await startIntake(intake, receiver)

    const seeded = (await demo?.seed(receiverFor)) ?? true
    const invitation = demo ? undefined : await inviteFirstAdministrator(core)
    log.info('ready', { port: config.port, count: config.mailboxes.length })
    const logins = demo?.logins ?? []
    return { banner: banner(config, smtpServers, { logins, seeded }, invitation), stop: closeAll }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** Opens the database and migrates it. The core it returns is that of background work. */
async function openStores(
  config: Config,
  log: Log,
  closing: Closing,
): Promise<{ core: Core; database: DatabaseByWork }> {
  const database = await openDatabaseByWork(locationOf(config), config.databaseConnections)
  closing.push(database.open.close)
  const applied = await migrateUnhurried(database.open)
  if (applied.length > 0) log.info('the database was migrated', { count: applied.length })
  const clock = await openDatabaseClock(database.background, log)
  closing.push(async () => clock.stop())
  return { core: await buildCore(config, log, database, clock), database }
}

/** Starts the delivery of mails and webhooks, which this process and the others wake. */
async function startDelivery(parts: Parts): Promise<() => ProcessPulse> {
  const { config, core, holder, alert, tokens, closing } = parts
  const recorded = await recordKept(core, config.dataDir)
  if (recorded > 0) core.log.info('what left before the last stop is recorded', { count: recorded })
  const mail = startMailDelivery({
    core,
    accounts: sendingAccounts(config.smtpServers, addressSenders(config, core.settings.mailboxes), tokens),
    holder,
    alert,
    leaseSeconds: config.takeOverAfter,
    keepUnrecorded: (sent) => keepUnrecorded(config.dataDir, sent),
  })
  closing.push(mail.stop)
  const marketplace = config.marketplaceWebhook
    ? startMarketplaceWebhooks({ core, ...config.marketplaceWebhook, holder })
    : undefined
  const subscriptions = startSubscriptionWebhooks({ core, holder })
  closing.push(async () => void (await Promise.all([marketplace?.stop(), subscriptions.stop()])))
  core.wakeDelivery = () => {
    mail.wake()
    marketplace?.wake()
    subscriptions.wake()
  }
  return mail.pulse
}

/** Wakes this process's deliverers for what the others put in the outbox; until then they look every few seconds. */
function hearOtherProcesses({ config, core, closing }: Parts, database: OpenDatabase): void {
  const listener = listen(database, {
    ...(config.databaseListenUrl && { url: config.databaseListenUrl.reveal() }),
    channel: DELIVERY_CHANNEL,
    heard: () => core.wakeDelivery(),
    lost: (error) => core.log.warn('notifications of the database are not heard for now', { error }),
  })
  closing.push(listener.stop)
}

/** Starts the parse pool. Returns what makes a mail receiver for a core: the demo's has a clock of its own. */
function openReceivers(config: Config, closing: Closing): (core: Core) => MailReceiver {
  const parsePool = openParsePool({
    workers: Math.max(1, availableParallelism() - 1),
    startAtOnce: true,
  })
  closing.push(parsePool.close)
  return (core) =>
    openMailReceiver({
      core,
      parsePool,
      authservIds: config.authservIds,
      spamHeaders: config.spam.headers,
      furtherAddresses: config.mailboxes.map((mailbox) => mailbox.send.from),
    })
}

interface WebParts {
  /** The core that takes messages in. */
  intake: Core
  receiver: MailReceiver
  demo: Demo | null
  pulse: () => ProcessPulse
}

/** Starts the desk, the customer's pages, the API and the chat, which takes messages in, on one port. */
async function startWeb(
  { config, core, closing }: Parts,
  { intake, receiver, demo, pulse }: WebParts,
): Promise<void> {
  const web = await buildWeb({
    core,
    settings: {
      trustProxy: [...config.trustedProxies],
      demo,
      apiToken: config.apiToken,
      operationsToken: config.operationsToken,
      provider: config.signIn.provider && openProvider(config.signIn.provider),
    },
    pulse,
    readAgain: (messageId) => reparseMail(core, receiver, messageId),
    ...(demo && { demoRoutes: demoRoutes(demo) }),
  })
  await joinChat(web, intake, config)
  await web.listen({ host: config.host, port: config.port })
  closing.push(async () => void (await web.close()))
}

/** Starts the SMTP and LMTP servers, which it returns, and the poller of the mailboxes. */
async function startIntake(
  { config, core, alert, tokens, closing }: Parts,
  receiver: MailReceiver,
): Promise<OpenSmtpServer[]> {
  const smtpServers = await startSmtpServers(config, core, receiver)
  const poller = startPoller({
    core,
    mailboxes: config.mailboxes,
    takeIn: receiver,
    tokens,
    alert,
    settings: { leaseSeconds: config.takeOverAfter },
  })
  // At once, so that both can finish what they hold before the program must have stopped.
  closing.push(async () => void (await Promise.all([poller, ...smtpServers].map(({ stop }) => stop()))))
  return smtpServers
}

function locationOf(config: Config): DatabaseLocation {
  if (config.databaseUrl) return { kind: 'postgres', url: config.databaseUrl.reveal() }
  return { kind: 'pglite', directory: config.dataDir }
}

async function buildCore(config: Config, log: Log, database: DatabaseByWork, clock: Clock): Promise<Core> {
  return {
    db: database.background,
    clock,
    log,
    settings: {
      publicUrl: config.publicUrl,
      openingHours: config.openingHours,
      chatUrl: config.chatUrl ?? `${config.publicUrl}/chat`,
      secretKeys: await secretKeys(config, config.dataDir),
      telephone: config.telephone,
      mailboxes: teamAddressesOf(config),
      answerLimits: config.answerLimits,
      withdrawableFor: config.undoSeconds * 1000,
      policyTimes: policyTimesOfHours(config.policy),
      stopsWhileWaiting: config.policy.stopsWhileWaiting,
      alertTo: config.alertTo,
      secondFactorFor: config.signIn.secondFactorFor,
    },
    enqueueDelivery: notifyDeliverers,
    wakeDelivery: () => {},
  }
}

type OpenSmtpServer = RunningSmtpServer & { protocol: 'smtp' | 'lmtp' }

async function startSmtpServers(
  config: Config,
  core: Core,
  receiver: MailReceiver,
): Promise<OpenSmtpServer[]> {
  const ports = { smtp: config.smtpPort, lmtp: config.lmtpPort }
  const accepts = (recipient: string) => mailboxOfAddress(core.settings, recipient)
  const { doorHost: host, doorMaxSize: maxSize } = config
  return Promise.all(
    config.doors.map(async (protocol) => {
      const server = await startSmtpServer({
        protocol,
        host,
        port: ports[protocol],
        core,
        takeIn: receiver,
        accepts,
        maxSize,
      })
      return { protocol, port: server.port, stop: () => server.stop() }
    }),
  )
}
