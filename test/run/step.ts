import { type ChildProcess, spawn } from 'node:child_process'
import { startGuard } from '../servers/process.ts'

/** How a step of a test run ended. */
export interface StepResult {
  /** The exit status; 1 when a signal or its hang limit ended it. */
  readonly status: number
  /** The end of what it printed; empty unless `capture` was set. */
  readonly output: string
  readonly seconds: number
}

// Time for a clean end (databases dropped, servers stopped) before it is killed.
const PATIENCE_MS = 30_000
const KEPT_OUTPUT = 20_000

/**
 * Runs one program of a test run, shows its output, and returns its exit status. It is ended when it runs longer than
 * `hangLimit` minutes, when we are interrupted, and when we are killed.
 */
export async function runStep(
  title: string,
  command: string,
  args: readonly string[],
  { hangLimit, capture = false }: { hangLimit: number; capture?: boolean },
): Promise<StepResult> {
  console.log(`\n— ${title}`)
  const started = performance.now()
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', capture ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
  })
  if (child.pid === undefined) throw new Error(`${command} could not be started.`)
  const guard = startGuard(child.pid, 'SIGTERM')
  const output = showAndKeep(child)
  const stopForwarding = forwardSignals(child)
  const limit = setTimeout(() => {
    console.error(`${title}: still running after ${hangLimit} minutes, ended.`)
    endGroup(child, 'SIGTERM')
  }, hangLimit * 60_000)
  const status = await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)))
  clearTimeout(limit)
  guard.dismiss()
  stopForwarding()
  const seconds = (performance.now() - started) / 1000
  console.log(`— ${title}: ${status === 0 ? 'done' : 'FAILED'} in ${seconds.toFixed(1)} s`)
  return { status, output: output(), seconds }
}

function showAndKeep(child: ChildProcess): () => string {
  let kept = ''
  const show = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
    stream.write(chunk)
    kept = (kept + chunk.toString('utf8')).slice(-KEPT_OUTPUT)
  }
  child.stdout?.on('data', show(process.stdout))
  child.stderr?.on('data', show(process.stderr))
  return () => kept
}

const INTERRUPTIONS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const INTERRUPTED = 130

// The step has a process group of its own, so Ctrl-C reaches only us; we forward it to the whole group.
function forwardSignals(child: ChildProcess): () => void {
  const forward = (signal: NodeJS.Signals) => {
    endGroup(child, signal)
    child.once('close', () => process.exit(INTERRUPTED))
  }
  for (const signal of INTERRUPTIONS) process.once(signal, forward)
  return () => {
    for (const signal of INTERRUPTIONS) process.removeListener(signal, forward)
  }
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid } = child
  if (pid === undefined || child.exitCode !== null) return
  process.kill(-pid, signal)
  setTimeout(() => child.exitCode === null && process.kill(-pid, 'SIGKILL'), PATIENCE_MS).unref()
}
