// The desk follows what happens: what the server tells becomes events of the document, which its parts listen to.
;(() => {
  const place = document.getElementById('live')
  if (!place) return
  const { stream, probe, worker, tone, member, csrf, after } = place.dataset
  const bar = document.getElementById('live-bar')
  const tray = document.getElementById('tray')
  const say = (name, detail = {}) => document.dispatchEvent(new CustomEvent(`desk:${name}`, { detail }))

  // What is said of the connection: a thin bar that pushes nothing away.
  let hiding = 0
  const show = (words, state) => {
    clearTimeout(hiding)
    bar.textContent = words
    bar.dataset.state = state
    bar.hidden = words === ''
  }
  const states = {
    lost: () => show(place.dataset.lost, 'lost'),
    connected: () => bar.dataset.state === 'lost' && show('', ''),
    back: () => {
      show(place.dataset.back, 'back')
      hiding = setTimeout(() => show('', ''), 4000)
      everything()
    },
    'signed-out': () => show(place.dataset.signedOut, 'signed-out'),
  }
  const everything = () => {
    for (const name of ['all', 'queue', 'counts', 'talk', 'talks']) say(name)
  }

  const heard = ({ kind, state, name, data, loud }) => {
    if (kind === 'state') return states[state]?.()
    if (name === 'all') return everything()
    say(name, data)
    // Parts that follow one ticket or talk name it: htmx evaluates nothing.
    const one = data.reference ?? data.talk
    if (name === 'talk') say(`talk-${data.talk}`, data)
    else if (one) say(`${name}-${one}`, data)
    // Lists of talks change with who waits and what one has not read, not with every word others say.
    if (name === 'talk' && data.news !== 'spoken') say('talks')
    if (name === 'talk' && loud && (data.news === 'arrived' || data.news === 'given')) ring()
  }

  const SOUND = 'desk-sound'
  const sounds = () => localStorage.getItem(SOUND) === 'on'
  const ring = () => sounds() && new Audio(tone).play().catch(() => {})
  for (const button of document.querySelectorAll('[data-sound]')) {
    const paint = () => {
      button.setAttribute('aria-pressed', String(sounds()))
      button.textContent = sounds() ? button.dataset.on : button.dataset.off
    }
    button.hidden = false
    button.addEventListener('click', () => {
      localStorage.setItem(SOUND, sounds() ? 'off' : 'on')
      paint()
      ring()
    })
    paint()
  }

  // The tray says who waits; the title says how many, for who looks at another tab.
  let title = document.title
  tray.addEventListener('htmx:afterSwap', () => {
    const open = document.querySelector('[data-talk]')?.dataset.talk ?? ''
    const notices = Number(tray.querySelector('[data-notices]')?.dataset.notices ?? 0)
    document.title = notices > 0 ? `(${notices}) ${title}` : title
    // A talk that is being looked at needs no word of its own.
    for (const one of tray.querySelectorAll('[data-talk-notice]')) {
      if (open.includes(one.dataset.talkNotice) && document.visibilityState === 'visible') one.hidden = true
    }
  })

  // Who else is looking: said every few seconds while the page is looked at.
  const viewing = document.querySelector('[data-viewing]')
  const post = (path, fields) =>
    fetch(path, { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) }).catch(() => {})
  if (viewing) {
    const path = viewing.dataset.viewing
    const look = async (doing) => {
      if (document.visibilityState !== 'visible') return
      const answer = await post(path, { doing })
      if (answer?.status !== 404) return
      // It went to a lane the member may not read: what was shown of it is taken from the screen.
      const line = document.createElement('p')
      line.className = 'warning warning-bad'
      line.setAttribute('role', 'alert')
      line.textContent = viewing.dataset.gone
      document.querySelector('.ticket')?.replaceChildren(line)
      const [, , , reference] = path.split('/')
      for (const link of document.querySelectorAll(`.row a[href*="${reference}"]`)) link.closest('.row')?.remove()
      title = document.title = line.textContent
    }
    look('viewing')
    setInterval(() => look('viewing'), 10_000)
    document.addEventListener('visibilitychange', () => look('viewing'))
    let typed = -Infinity
    document.addEventListener('input', ({ target }) => {
      if (!target.matches('textarea') || performance.now() - typed < 3000) return
      typed = performance.now()
      look('typing')
    })
    addEventListener('pagehide', () => {
      navigator.sendBeacon(path, new URLSearchParams({ csrf, doing: 'leaving' }))
    })
    // What is new is shown when asked for; nothing jumps, and what one types stays.
    document.addEventListener('click', async (event) => {
      const link = event.target.closest('[data-show-news]')
      if (!link) return
      event.preventDefault()
      const answer = await fetch(location.pathname).catch(() => null)
      if (!answer?.ok || answer.redirected) return location.assign(link.href)
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
      for (const part of ['.timeline', '.facts', '#ticket-news']) {
        const [old, now] = [document.querySelector(part), fresh.querySelector(part)]
        if (!old || !now || old.contains(document.activeElement) && part === '.facts') continue
        old.replaceWith(now)
        window.htmx?.process(now)
      }
      // Shown is seen: the answer is written knowing it.
      const seen = fresh.querySelector('input[name="seen"]')
      for (const field of document.querySelectorAll('input[name="seen"]')) if (seen) field.value = seen.value
      document.querySelector('.timeline > :last-child')?.scrollIntoView({ block: 'nearest' })
    })
  }

  // One connection for all tabs; a browser without shared workers has one each.
  const hello = { kind: 'hello', stream, probe, after }
  if (window.SharedWorker) {
    const { port } = new SharedWorker(worker, { name: `desk-${member}` })
    port.onmessage = ({ data }) => heard(data)
    port.postMessage(hello)
    const front = () => document.visibilityState === 'visible' && port.postMessage({ kind: 'front' })
    front()
    document.addEventListener('visibilitychange', front)
    addEventListener('focus', front)
    addEventListener('online', () => port.postMessage({ kind: 'again' }))
    addEventListener('pagehide', () => port.postMessage({ kind: 'bye' }))
    addEventListener('pageshow', ({ persisted }) => persisted && port.postMessage(hello))
    return
  }
  const script = document.createElement('script')
  script.src = worker
  script.addEventListener('load', () => {
    const tell = (message) => heard({ ...message, loud: document.visibilityState === 'visible' })
    const desk = followDesk({ stream, probe, after, tell })
    addEventListener('online', () => desk.again())
    addEventListener('pagehide', () => desk.close())
  })
  document.head.append(script)
})()
