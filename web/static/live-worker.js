// Follows the desk's events: one connection for all tabs of a browser with shared workers, else one per tab.

// Connects, receives events, and reconnects by itself. `tell` gets `{ kind: 'event', name, data, id }` and `{ kind:
// 'state', state }`.
globalThis.followDesk = ({ stream, probe, after, tell }) => {
  const NAMES = ['ticket', 'queue', 'talk', 'typing', 'viewers', 'counts', 'all']
  const SILENT_AFTER = 25_000
  const LONGEST_WAIT = 10_000
  let last = after
  let source = null
  let silence = 0
  let retry = 0
  let failures = 0
  let state = 'connecting'

  const become = (next) => {
    if (state === next || state === 'signed-out') return
    // After a reconnect everything is fetched, because some changes may have had no event.
    const back = state === 'lost' && next === 'connected'
    state = next
    tell({ kind: 'state', state: back ? 'back' : state })
  }
  const heard = (event) => {
    if (event.lastEventId) last = event.lastEventId
    clearTimeout(silence)
    silence = setTimeout(lose, SILENT_AFTER)
  }
  const close = () => {
    clearTimeout(silence)
    clearTimeout(retry)
    source?.close()
    source = null
  }
  const lose = () => {
    close()
    if (state === 'signed-out') return
    become('lost')
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** failures++) * (0.5 + Math.random() / 2)
    retry = setTimeout(check, wait)
  }
  // A failed stream gives no reason: signed out, or the server unreachable.
  const check = async () => {
    clearTimeout(retry)
    try {
      const answer = await fetch(probe, { redirect: 'manual', cache: 'no-store', signal: AbortSignal.timeout(5000) })
      if (answer.type === 'opaqueredirect') return become('signed-out')
      if (answer.ok) return connect()
    } catch {}
    lose()
  }
  const connect = () => {
    close()
    source = new EventSource(`${stream}?after=${encodeURIComponent(last)}`)
    source.onerror = lose
    for (const name of NAMES) {
      source.addEventListener(name, (event) => {
        heard(event)
        tell({ kind: 'event', name, data: JSON.parse(event.data), id: event.lastEventId })
      })
    }
    source.addEventListener('hello', (event) => {
      heard(event)
      failures = 0
      become('connected')
    })
    source.addEventListener('beat', heard)
    // The server is reachable, its database is not.
    source.addEventListener('away', (event) => {
      heard(event)
      become('lost')
    })
    source.addEventListener('back', (event) => {
      heard(event)
      become('connected')
    })
    source.addEventListener('bye', (event) => {
      if (JSON.parse(event.data).why !== 'signed-out') return lose()
      close()
      become('signed-out')
    })
  }
  connect()
  return { close, state: () => state, again: () => state === 'lost' && !source && check() }
}

if ('onconnect' in globalThis) {
  const ports = new Set()
  const recent = []
  const MOST_RECENT = 300
  let front = null
  let desk = null

  const tell = (message) => {
    if (message.kind === 'event') {
      recent.push(message)
      if (recent.length > MOST_RECENT) recent.shift()
    }
    // Only one tab plays sounds: the one viewed last.
    for (const port of ports) port.postMessage({ ...message, loud: port === front })
  }
  const join = (port, { stream, probe, after }) => {
    ports.add(port)
    front ??= port
    if (!desk) {
      recent.length = 0
      desk = followDesk({ stream, probe, after, tell })
      return
    }
    // Events between the rendering of this page and now.
    for (const message of recent) if (Number(message.id) > Number(after)) port.postMessage({ ...message, loud: false })
    if (desk.state() !== 'connecting') port.postMessage({ kind: 'state', state: desk.state() })
  }
  const leave = (port) => {
    ports.delete(port)
    if (front === port) front = ports.values().next().value ?? null
    if (ports.size > 0) return
    desk?.close()
    desk = null
  }
  globalThis.onconnect = ({ ports: [port] }) => {
    port.onmessage = ({ data }) => {
      if (data.kind === 'hello') join(port, data)
      if (data.kind === 'front') front = port
      if (data.kind === 'again') desk?.again()
      if (data.kind === 'bye') leave(port)
    }
  }
}
