import { readdirSync, readFileSync } from 'node:fs'

// The usual value on Linux: sysconf(_SC_CLK_TCK).
const TICKS_PER_SECOND = 100

interface Stat {
  readonly parent: number
  readonly ticks: number
}

/** Returns the CPU time of a process and its children, including ended ones, in seconds (proc(5), user and system). */
export function cpuSeconds(pid: number): number {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? [])
    .filter(({ parent }) => parent === pid)
  const own = readStat(pid)
  const ticks = [...(own ? [own] : []), ...children].reduce((sum, stat) => sum + stat.ticks, 0)
  return ticks / TICKS_PER_SECOND
}

function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold spaces; the fields after it are counted from the state, field 3.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const field = (number: number) => fields[number - 3] ?? 0
    return { parent: field(4), ticks: field(14) + field(15) + field(16) + field(17) }
  } catch {
    return undefined // it ended while we were looking
  }
}

/** Returns the peak memory of a process (resident, VmHWM), in bytes. */
export function peakMemory(pid: number): number {
  return kilobytes(`/proc/${pid}/status`, 'VmHWM') * 1024
}

/** Samples a process's proportional share of memory (PSS) until stopped; `stop` returns the peak, in bytes. */
export function startPssSampling(pid: number): { stop(): number } {
  let most = 0
  const sample = () => {
    most = Math.max(most, kilobytes(`/proc/${pid}/smaps_rollup`, 'Pss') * 1024)
  }
  const timer = setInterval(sample, 1000)
  return {
    stop() {
      clearInterval(timer)
      sample()
      return most
    },
  }
}

function kilobytes(path: string, name: string): number {
  try {
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(path, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0 // the process has ended
  }
}
