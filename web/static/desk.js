// Comforts only; every page works without them.
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-copy]')
  if (!button || !navigator.clipboard) return
  navigator.clipboard.writeText(button.dataset.copy).then(() => {
    const before = button.textContent
    button.textContent = button.dataset.copied
    setTimeout(() => { button.textContent = before }, 1500)
  })
})

// A second click must not send a second mail.
document.addEventListener('submit', (event) => {
  if (!event.target.matches('[data-once]')) return
  for (const button of event.target.querySelectorAll('button')) setTimeout(() => { button.disabled = true })
})
addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('[data-once] button')) button.disabled = false
})

// A list that keeps itself fresh, unless something in it has the focus.
for (const list of document.querySelectorAll('[data-refresh]')) {
  setInterval(async () => {
    if (list.contains(document.activeElement)) return
    const answer = await fetch(location.href).catch(() => null)
    if (!answer?.ok) return
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-refresh]')
    if (fresh && !list.contains(document.activeElement)) list.replaceChildren(...fresh.childNodes)
  }, Number(list.dataset.refresh) * 1000)
}
