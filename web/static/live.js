// The desk follows events: the server's events become events of the document, which the page's parts listen to.
;(() => {
  const place = document.getElementById('live')
  if (!place) return
  const { stream, probe, worker, tone, member, csrf, after } = place.dataset
  const bar = document.getElementById('live-bar')
  const tray = document.getElementById('tray')
  const emit = (name, detail = {}) => document.dispatchEvent(new CustomEvent(`desk:${name}`, { detail }))

  // The connection's state: a thin bar that moves no other content.
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
    for (const name of ['all', 'queue', 'counts', 'talk', 'talks']) emit(name)
  }

  const heard = ({ kind, state, name, data, loud }) => {
    if (kind === 'state') return states[state]?.()
    if (name === 'all') return everything()
    emit(name, data)
    // Parts that follow one ticket or handoff name it, because htmx evaluates nothing.
    const one = data.reference ?? data.talk
    if (name === 'talk') emit(`talk-${data.talk}`, data)
    else if (one) emit(`${name}-${one}`, data)
    // Lists of handoffs change with who waits and what is unread, not with every message of others.
    if (name === 'talk' && data.news !== 'spoken') emit('talks')
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

  // The tray shows who waits; the title shows how many, for members in another tab.
  let title = document.title
  tray.addEventListener('htmx:afterSwap', () => {
    const open = document.querySelector('[data-talk]')?.dataset.talk ?? ''
    const notices = Number(tray.querySelector('[data-notices]')?.dataset.notices ?? 0)
    document.title = notices > 0 ? `(${notices}) ${title}` : title
    // A handoff that is being viewed needs no notice.
    for (const one of tray.querySelectorAll('[data-talk-notice]')) {
      if (open.includes(one.dataset.talkNotice) && document.visibilityState === 'visible') one.hidden = true
    }
  })

  // Reports every few seconds who is viewing, while the page is visible.
  const viewing = document.querySelector('[data-viewing]')
  const post = (path, fields) =>
    fetch(path, { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) }).catch(() => {})
  if (viewing) {
    const path = viewing.dataset.viewing
    // Who came while this page was made is told by no event: its stream was not there yet.
    const showViewers = (told) => {
      const [line, fresh] = [viewing.querySelector('.viewers'), document.createElement('template')]
      fresh.innerHTML = told
      if (line && line.innerHTML !== fresh.innerHTML) line.replaceChildren(fresh.content)
    }
    const look = async (doing) => {
      if (document.visibilityState !== 'visible') return
      const answer = await post(path, { doing })
      if (answer?.ok && !answer.redirected) return showViewers(await answer.text())
      if (answer?.status !== 404) return
      // The ticket moved to a lane the member may not read: its content is removed from the screen.
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
    // New entries are shown on request, so that nothing jumps and typed text stays.
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
      // Shown entries count as seen, so a reply no longer conflicts with them.
      const seen = fresh.querySelector('input[name="seen"]')
      for (const field of document.querySelectorAll('input[name="seen"]')) if (seen) field.value = seen.value
      document.querySelector('.timeline > :last-child')?.scrollIntoView({ block: 'nearest' })
    })
  }

  // One connection for all tabs; a browser without shared workers has one per tab.
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
