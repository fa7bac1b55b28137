import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type TransactionSettings,
} from 'kysely'
import pg from 'pg'
import { connectionSettings, endWhenSilent, SilentConnection } from './postgres-connection.ts'

export interface PoolSettings {
  url: string
  /** The most connections it opens; whoever needs one more waits for it, half a minute at most. */
  connections: number
  /** How long a statement may take, in seconds. */
  statementSeconds: number
  /** What the work is called in `pg_stat_activity`, such as `agafort desk`; the address may name another. */
  applicationName: string
}

const WAIT_FOR_CONNECTION_MS = 30_000
// The server ends a statement that takes too long by itself. Silence for a quarter longer is the connection's.
const SILENT_AFTER_STATEMENTS = 1.25
// Whoever waits longer for a row lock had better try again than hold a connection, which others need.
const LOCK_TIMEOUT_MS = 5_000
const IDLE_IN_TRANSACTION_MS = 60_000
const BIGINT = 20
const READ_ONLY = '25006'

/**
 * Returns a dialect on a pool whose connections end by themselves when they go silent or read-only, and whose
 * transactions have limits of their own. They hold behind a pooler such as PgBouncer in transaction mode too.
 */
export function limitedPostgres(settings: PoolSettings): PostgresDialect {
  const limits = limitsOf(settings)
  return new LimitedPostgresDialect(openPool(settings, limits), limits)
}

/** The server's settings, by name. */
type Limits = Readonly<Record<string, string | number>>

function limitsOf({ statementSeconds }: PoolSettings): Limits {
  return {
    statement_timeout: statementSeconds * 1000,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    // Compiling a statement costs a second; none of ours runs long enough, a report of thirty days included.
    jit: 'off',
  }
}

function openPool(
  { url, connections, statementSeconds, applicationName }: PoolSettings,
  limits: Limits,
): pg.Pool {
  const silentAfter = statementSeconds * 1000 * SILENT_AFTER_STATEMENTS
  const readOnly = new WeakSet<pg.Client>()
  const settings = connectionSettings(url, applicationName)
  const pool = new pg.Pool({
    ...settings,
    max: connections,
    connectionTimeoutMillis: WAIT_FOR_CONNECTION_MS,
    Client: class extends pg.Client {
      constructor(config?: pg.ClientConfig) {
        // The pool's own limit includes the wait for a free connection and is longer.
        super({ ...config, connectionTimeoutMillis: settings.connectionTimeoutMillis })
      }
    },
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === BIGINT ? Number : pg.types.getTypeParser(oid, format as 'text'),
    },
    onConnect: (client) => limitSession(client, limits),
  })
  // The pool replaces a connection that the server closes (a restart); an unhandled error would end the process. The
  // pool handles idle connections itself. Between two statements of a transaction nobody does, and the next one fails.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    endWhenSilent(client, silentAfter)
    client.connection.on('errorMessage', ({ code }: { code?: string }) => {
      if (code === READ_ONLY) readOnly.add(client)
    })
  })
  // After a failover the old primary may be reached still, and takes no writes: a new connection finds the new one.
  pool.on('release', (_error, client) => {
    if (readOnly.has(client)) void client.end()
  })
  return pool
}

// For statements outside a transaction. Behind a pooler the session is another's a moment later, so nothing is set: the
// number of the process is not the one told when connecting.
async function limitSession(client: pg.ClientBase, limits: Limits): Promise<void> {
  const settings = Object.entries(limits).map(([name, value]) => `set_config('${name}', '${value}', false)`)
  const told = 'processID' in client ? client.processID : null
  await client.query(`select ${settings.join(', ')} where pg_backend_pid() = $1`, [told])
}

class LimitedPostgresDialect extends PostgresDialect {
  readonly #limits: Limits

  constructor(pool: pg.Pool, limits: Limits) {
    super({ pool })
    this.#limits = limits
  }

  override createDriver(): Driver {
    const driver = super.createDriver()
    const settings = Object.entries(this.#limits).map(([name, value]) => `set local ${name} = ${value}`)
    driver.beginTransaction = async (connection, transaction) => {
      // One message, so that the limits cost no further round trip.
      await connection.executeQuery(CompiledQuery.raw([beginning(transaction), ...settings].join('; ')))
    }
    const acquire = driver.acquireConnection.bind(driver)
    driver.acquireConnection = (options) =>
      acquire(options).catch((error) => Promise.reject(explained(error)))
    const rollback = driver.rollbackTransaction.bind(driver)
    driver.rollbackTransaction = async (connection: DatabaseConnection) => {
      // Where it fails Kysely drops the connection, and the server rolls back. The first failure is the one to report.
      await rollback(connection).catch(() => {})
    }
    return driver
  }
}

function beginning({ isolationLevel, accessMode }: TransactionSettings): string {
  return ['begin', isolationLevel && `isolation level ${isolationLevel}`, accessMode]
    .filter(Boolean)
    .join(' ')
}

// node-postgres says both without a code.
function explained(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if (error.message === 'timeout expired')
    return new SilentConnection('The database did not answer a new connection in time.', { cause: error })
  if (error.message === 'timeout exceeded when trying to connect')
    return new SilentConnection('All connections to the database were busy for too long.', { cause: error })
  return error
}
