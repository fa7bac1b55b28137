// Unsent text stays in the browser, by member, page and field, until it is sent or the member signs out.
;(() => {
  const place = document.getElementById('live')
  if (!place) return
  const { member, probe, notSent } = place.dataset
  const PREFIX = 'desk-kept'
  const SENT = 'desk-sent'
  const PROBE_MS = 8000

  const formOf = (field) => new URL(field.form?.getAttribute('action') ?? '', location.href).pathname
  const keyOf = (field) => `${PREFIX} ${member} ${formOf(field)} ${field.name}`
  const fieldsOf = (root) => [...root.querySelectorAll('textarea[name]')].filter(({ form }) => form?.method === 'post')
  const keep = (field) => {
    if (field.value.trim() === '') localStorage.removeItem(keyOf(field))
    else localStorage.setItem(keyOf(field), field.value)
  }

  // An accepted POST redirects to a page (303). Going back, or typing the address, does not.
  const [came] = performance.getEntriesByType('navigation')
  const taken = came?.type === 'navigate' && came.redirectCount > 0
  const sent = JSON.parse(sessionStorage.getItem(SENT) ?? '[]')
  sessionStorage.removeItem(SENT)
  if (taken) {
    for (const { key, text } of sent) if (localStorage.getItem(key) === text) localStorage.removeItem(key)
  }

  const restore = () => {
    for (const field of fieldsOf(document)) {
      const text = localStorage.getItem(keyOf(field))
      // Text from the server, such as a saved draft, takes precedence unless more was typed here.
      if (text && text !== field.value && text.startsWith(field.value.trimEnd())) {
        field.value = text
        field.closest('details')?.setAttribute('open', '')
      }
    }
  }
  restore()
  document.addEventListener('input', ({ target }) => {
    if (target.matches('textarea[name]') && target.form?.method === 'post') keep(target)
  })

  const complain = (form) => {
    const line = form.querySelector('[data-not-sent]') ?? document.createElement('p')
    line.className = 'warning warning-bad'
    line.dataset.notSent = ''
    line.setAttribute('role', 'alert')
    line.textContent = notSent
    form.prepend(line)
    for (const button of form.querySelectorAll('button')) button.disabled = false
  }
  const forget = (form) => {
    for (const field of fieldsOf(form)) localStorage.removeItem(keyOf(field))
  }

  // A form is submitted only once the server is known to be reachable: typed text is never lost to an error page.
  const ready = new WeakSet()
  const asking = new WeakSet()
  document.addEventListener(
    'submit',
    async (event) => {
      const { target: form, submitter } = event
      if (form.method !== 'post' || form.matches('[hx-post], [data-live-form]')) return
      if (form.getAttribute('action') === '/sign-out') {
        for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key)
        return
      }
      if (ready.delete(form)) return
      event.preventDefault()
      event.stopImmediatePropagation()
      if (asking.has(form)) return
      asking.add(form)
      const answer = await fetch(probe, {
        redirect: 'manual',
        cache: 'no-store',
        signal: AbortSignal.timeout(PROBE_MS),
      }).catch(() => null)
      asking.delete(form)
      // Signed out: the form leads to the sign-in page, and the typed text stays here.
      if (!answer?.ok && answer?.type !== 'opaqueredirect') return complain(form)
      form.querySelector('[data-not-sent]')?.remove()
      const texts = fieldsOf(form).map((field) => ({ key: keyOf(field), text: field.value }))
      sessionStorage.setItem(SENT, JSON.stringify(texts))
      ready.add(form)
      form.requestSubmit(submitter)
    },
    true,
  )

  // Forms sent by htmx.
  const isForm = ({ target }) => target.matches?.('form[hx-post]')
  document.addEventListener('htmx:sendError', (event) => isForm(event) && complain(event.target))
  document.addEventListener('htmx:responseError', (event) => {
    if (isForm(event) && event.detail.xhr.status >= 500) complain(event.target)
  })
  document.addEventListener('htmx:afterRequest', (event) => {
    if (isForm(event) && event.detail.successful) forget(event.target)
  })
  globalThis.deskKeep = { complain, forget, keep }
})()
