import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Account, serverAccount } from './account.ts'

/** A server process of ours, stopped by its id, and ended with us even when we crash. */
export interface ServerProcess {
  readonly pid: number
  /** Returns its output so far, for error messages. */
  output(): string
  running(): boolean
  /** Sends `signal`, then SIGKILL after `patience` ms, and returns when the process has ended. */
  stop(signal: NodeJS.Signals, patience?: number): Promise<void>
  /** Sends a signal to the process and all it started. */
  signal(signal: NodeJS.Signals): void
}

// A longer path would leave no room for a Unix socket's name (108 bytes).
const LONGEST_TMPDIR = 40

/** Creates a new empty temporary folder that belongs to the servers' account. */
export function serverFolder(name: string, account: Account = serverAccount()): string {
  const parent = tmpdir().length <= LONGEST_TMPDIR ? tmpdir() : '/tmp'
  const folder = mkdtempSync(join(parent, `agafort-${name}-`))
  chownSync(folder, account.uid, account.gid)
  return folder
}

/** Removes a server's folder, even while an ending server still writes in it. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}

/**
 * Starts a program as the servers' account, in a session of its own (Ctrl-C reaches us, and we stop it in order).
 * `folder` is its working folder. When we end without stopping it, its guard stops it with `stopSignal` and removes
 * `folder`.
 */
export function startServerProcess(options: {
  command: string
  args: readonly string[]
  folder: string
  stopSignal: NodeJS.Signals
  env?: Readonly<Record<string, string>>
}): ServerProcess {
  const { command, args, folder, stopSignal } = options
  const child = spawn(command, args, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC', HOME: folder, ...options.env },
    ...serverAccount().switchUser,
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${command} could not be started. Is it installed?`)
  const printed = keepTail(child)
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const guard = startGuard(pid, stopSignal, folder)
  gone.then(guard.dismiss)
  const running = () => child.exitCode === null && child.signalCode === null
  const signal = (name: NodeJS.Signals) => {
    if (running()) process.kill(-pid, name)
  }
  return {
    pid,
    output: printed,
    running,
    signal,
    async stop(name, patience = 20_000) {
      if (!running()) return
      child.kill(name)
      const insist = setTimeout(() => signal('SIGKILL'), patience)
      await gone
      clearTimeout(insist)
      killGroup(pid) // Dovecot's log-in processes outlive their master for a while, connections and all
    },
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The process has already ended.
  }
}

function keepTail(child: ChildProcess): () => string {
  let tail = ''
  const keep = (chunk: Buffer) => {
    tail = (tail + chunk.toString('utf8')).slice(-20_000)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return () => tail
}

// Reads a pipe that only we hold. Its end means that we have ended, however that happened: no server outlives a test
// run.
const GUARD = `
cat > /dev/null
kill -CONT -$1 2> /dev/null
kill -$2 $1 2> /dev/null
for i in 1 2 3 4 5 6 7 8 9 10; do
  kill -0 $1 2> /dev/null || break
  sleep 1
done
kill -KILL -$1 2> /dev/null
[ -z "$3" ] || rm -rf "$3"
`

/**
 * Starts a guard outside this process. When we end without dismissing it, it ends the process `pid` and its group with
 * `signal`, after ten seconds with SIGKILL, and removes `folder`.
 */
export function startGuard(pid: number, signal: NodeJS.Signals, folder = ''): { dismiss(): void } {
  const name = signal.replace(/^SIG/, '')
  const guard = spawn('sh', ['-c', GUARD, 'guard', String(pid), name, folder], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guard.unref()
  if (guard.stdin && 'unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref()
  return { dismiss: () => guard.pid !== undefined && killGroup(guard.pid) }
}
