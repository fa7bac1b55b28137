const WIDTH = 30

/** Returns a progress bar on one line of a terminal; silent elsewhere, so that logs stay readable. */
export function progressBar(stream: NodeJS.WriteStream): {
  show(what: string, share: number): void
  end(): void
} {
  if (!stream.isTTY) return { show: () => {}, end: () => {} }
  return {
    show(what, share) {
      const done = Math.round(WIDTH * Math.min(1, Math.max(0, share)))
      const bar = `${'█'.repeat(done)}${'░'.repeat(WIDTH - done)}`
      stream.write(`\r\u001b[K${bar} ${String(Math.round(share * 100)).padStart(3)} %  ${what}`)
    },
    end: () => void stream.write('\r\u001b[K'),
  }
}
