import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { poll } from './poll.ts'
import { startGuard } from './process.ts'

/** The program itself, `node main.ts`, as a separate process. */
export interface RunningProgram {
  readonly pid: number
  /** The facts it has logged so far, in order. */
  readonly facts: readonly string[]
  running(): boolean
  /** Returns whether SIGKILL ended it. */
  killed(): boolean
  /** Waits until it has logged a fact. Throws with its output when it ends first or takes too long. */
  logged(fact: string, deadline?: number): Promise<void>
  /** Sends SIGKILL; returns when it has ended. */
  kill(): Promise<void>
  /** Sends SIGTERM; returns its exit status. */
  stop(): Promise<number>
  /** Returns the end of its output, for error messages. */
  output(): string
}

const ROOT = join(import.meta.dirname, '../..')
const KEPT_OUTPUT = 30_000
const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env

/** Starts the program with an environment of its own. It does not outlive this process. */
export function startProgram(
  environment: Readonly<Record<string, string>>,
  nodeArguments: readonly string[] = [],
): RunningProgram {
  const child = spawn(process.execPath, [...nodeArguments, join(ROOT, 'main.ts')], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, NODE_COMPILE_CACHE, TZ: 'Europe/Paris', ...environment },
  })
  const { pid } = child
  if (pid === undefined) throw new Error('The program could not be started.')
  const guard = startGuard(pid, 'SIGKILL')
  const facts: string[] = []
  let output = ''
  let line = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT)
  }
  child.stderr.on('data', keep)
  child.stdout.on('data', (chunk: Buffer) => {
    keep(chunk)
    const lines = (line + chunk.toString('utf8')).split('\n')
    line = lines.pop() ?? ''
    for (const whole of lines) {
      const fact = /"fact":"([^"]*)"/.exec(whole)?.[1]
      if (fact) facts.push(fact)
    }
  })
  const gone = new Promise<number>((resolve) => child.once('exit', (status) => resolve(status ?? 1)))
  void gone.then(guard.dismiss)
  const running = () => child.exitCode === null && child.signalCode === null
  return {
    pid,
    facts,
    running,
    killed: () => child.signalCode === 'SIGKILL',
    output: () => output,
    async logged(fact, deadline = 180_000) {
      await poll(
        `the program to say “${fact}”`,
        () => {
          if (facts.includes(fact)) return true
          if (!running()) throw new Error(`The program ended before it said “${fact}”:\n${output}`)
          return false
        },
        { deadline },
      ).catch((error: Error) => {
        throw new Error(`${error.message}\n${output}`)
      })
    },
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
    async stop() {
      child.kill('SIGTERM')
      return gone
    },
  }
}
