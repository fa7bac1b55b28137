// The chat page: requests a token, shows Web Chat, resumes the same conversation after a reload or an outage.
;(() => {
  const words = JSON.parse(document.body.dataset.words)
  const nonce = document.body.dataset.nonce
  const domain = `${location.origin}/v3/directline`
  const KEPT = 'agafort-chat'
  const RELOADED = 'agafort-chat-reloaded'
  const locale = words.language === 'fr' ? 'fr-FR' : 'en-US'

  const showStatus = (text) => {
    const notice = document.getElementById('notice')
    notice.textContent = text ?? ''
    notice.hidden = !text
  }

  // Storage may be disabled, as in a frame of another site; the chat then works until the page is left.
  const stored = {
    read() {
      try {
        return JSON.parse(localStorage.getItem(KEPT))
      } catch {
        return null
      }
    },
    write(value) {
      try {
        localStorage.setItem(KEPT, JSON.stringify(value))
      } catch {}
    },
    clear() {
      try {
        localStorage.removeItem(KEPT)
      } catch {}
    },
  }

  const askToken = async (resume) => {
    const response = await fetch(`${domain}/tokens/generate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(resume ? { resume } : {}),
    })
    if (response.ok) return response.json()
    // The conversation is over, so a new one starts.
    if (resume && response.status === 403) {
      stored.clear()
      return askToken(null)
    }
    throw new Error(`token: ${response.status}`)
  }

  const who = (activity) => {
    if (activity.type !== 'event' || activity.name !== 'chat.who') return
    const name = activity.value
    document.getElementById('who').textContent = name ? words.withPerson.replace('{name}', name) : words.withBot
  }

  const start = async () => {
    const before = stored.read()
    const given = await askToken(before?.resume)
    const again = before?.conversationId === given.conversationId
    stored.write({ conversationId: given.conversationId, resume: given.resume })
    const directLine = window.WebChat.createDirectLine({
      domain,
      token: given.token,
      webSocket: true,
      conversationStartProperties: { locale },
      ...(again ? { conversationId: given.conversationId, watermark: '0' } : {}),
    })
    // Direct Line emits `retry` while the server is unreachable: Web Chat then offers to send again, but does not say
    // what is stored.
    const post = directLine.postActivity.bind(directLine)
    directLine.postActivity = (activity) =>
      post(activity).map((id) => {
        if (id === 'retry') showStatus(words.notSent)
        return id
      })
    directLine.connectionStatus$.subscribe((status) => {
      if (status === 2) {
        showStatus(null)
        sessionStorage.removeItem(RELOADED)
      }
      if (status === 3 || status === 4) comeBack()
    })
    const store = window.WebChat.createStore({}, () => (next) => (action) => {
      if (action.type === 'DIRECT_LINE/INCOMING_ACTIVITY') who(action.payload.activity)
      if (action.type === 'DIRECT_LINE/POST_ACTIVITY') showStatus(null)
      if (action.type === 'DIRECT_LINE/POST_ACTIVITY_REJECTED') showStatus(words.refused[action.payload?.status])
      return next(action)
    })
    const place = document.getElementById('chat')
    place.replaceChildren()
    const show = () =>
      window.WebChat.renderWebChat(
        { directLine, store, userID: given.userId, locale, nonce, styleOptions: window.chatLook() },
        place,
      )
    show()
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show)
    document.getElementById('language').addEventListener('click', (event) => {
      event.preventDefault()
      const there = event.currentTarget.href
      const language = words.language === 'fr' ? 'en' : 'fr'
      const leave = () => location.replace(there)
      setTimeout(leave, 2000)
      directLine
        .postActivity({ type: 'event', name: 'language', value: language, from: { id: given.userId } })
        .subscribe(leave, leave)
    })
    if (!document.body.classList.contains('framed')) {
      requestAnimationFrame(() => place.querySelector('textarea, [data-id="webchat-sendbox-input"]')?.focus())
    }
  }

  // The token expired, or the server was unreachable: the page requests a new token and shows the same conversation.
  const comeBack = () => {
    showStatus(words.lost)
    const times = Number(sessionStorage.getItem(RELOADED) ?? 0)
    if (times >= 5) return showStatus(words.unreachable)
    sessionStorage.setItem(RELOADED, String(times + 1))
    setTimeout(() => location.reload(), 1000 * 2 ** times)
  }

  document.getElementById('again').addEventListener('click', () => {
    stored.clear()
    location.reload()
  })
  addEventListener('offline', () => showStatus(words.offline))
  addEventListener('online', () => showStatus(null))
  start().catch(comeBack)
})()
