// A live handoff: new lines are added below, the input keeps its focus and is sent without leaving the page.
;(() => {
  const talk = document.querySelector('[data-talk]')
  if (!talk) return
  const form = document.querySelector('[data-live-form]')
  const id = document.querySelector('[data-typing]').dataset.typing
  const typing = document.querySelector('[data-typing]')
  const latest = () => talk.lastElementChild?.scrollIntoView({ block: 'nearest' })
  latest()

  // A form that ends the handoff leads to another page, which a reload would keep from coming.
  let leaving = false
  addEventListener('beforeunload', () => { leaving = true })
  addEventListener('pageshow', () => { leaving = false })

  let busy = false
  let again = false
  const refresh = async () => {
    again = true
    if (busy) return
    busy = true
    try {
      while (again) {
        again = false
        const seen = document.visibilityState === 'visible' ? '&seen=1' : ''
        const answer = await fetch(`${talk.dataset.talk}?after=${talk.dataset.after}${seen}`)
        if (!answer.ok) return
        const { markup, after, over } = await answer.json()
        if (markup && after > Number(talk.dataset.after)) {
          talk.insertAdjacentHTML('beforeend', markup)
          talk.dataset.after = after
          if (talk.lastElementChild.matches('.line-customer')) typing.textContent = ''
          latest()
          if (seen) document.dispatchEvent(new CustomEvent('desk:talks'))
        }
        // The handoff ended or belongs to another member now: the typed text stays in the browser.
        if (over && form && !leaving) return location.reload()
      }
    } catch {
      // The connection bar shows the failure, and everything is fetched after the reconnect.
    } finally {
      busy = false
    }
  }
  document.addEventListener(`desk:talk-${id}`, refresh)
  document.addEventListener('desk:all', refresh)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && refresh())

  let fading = 0
  document.addEventListener(`desk:typing-${id}`, ({ detail }) => {
    clearTimeout(fading)
    typing.textContent = detail.on ? typing.dataset.words : ''
    if (detail.on) fading = setTimeout(() => { typing.textContent = '' }, 15_000)
  })
  if (!form) return

  const area = form.querySelector('textarea')
  let typed = -Infinity
  area.addEventListener('input', () => {
    if (area.value === '' || performance.now() - typed < 3000) return
    typed = performance.now()
    const body = new URLSearchParams({ csrf: form.elements.csrf.value })
    fetch(form.dataset.typingTo, { method: 'POST', body }).catch(() => {})
  })
  area.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    if (!event.ctrlKey && !event.metaKey) form.requestSubmit()
  })

  const renew = () => {
    form.elements.formToken.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
  let sending = false
  let tried = null
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (sending || (area.value.trim() === '' && !form.elements.file.value)) return
    sending = true
    const sent = area.value
    // The same text sent again after a failure is the same line; other text is a new one.
    if (tried !== null && tried !== sent) renew()
    tried = sent
    const body = new FormData(form)
    try {
      const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' })
      if (answer.type === 'opaqueredirect') {
        form.querySelector('[data-not-sent]')?.remove()
        renew()
        tried = null
        form.elements.file.value = ''
        if (area.value === sent) area.value = ''
        else area.value = area.value.slice(area.value.startsWith(sent) ? sent.length : 0).trimStart()
        typed = -Infinity
        deskKeep.keep(area)
        refresh()
      } else if (answer.status >= 500) deskKeep.complain(form)
      else {
        deskKeep.complain(form)
        form.querySelector('[data-not-sent]').textContent = form.dataset.refused
      }
    } catch {
      deskKeep.complain(form)
    } finally {
      sending = false
      area.focus()
    }
  })
})()
