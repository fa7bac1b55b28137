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

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, textarea, select')
  if (typing && (event.ctrlKey || event.metaKey) && event.key === 'Enter') return typing.form?.requestSubmit()
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return
  const links = [...document.querySelectorAll('.row-link')]
  const at = links.indexOf(document.activeElement)
  const go = {
    j: () => links[Math.min(at + 1, links.length - 1)]?.focus(),
    k: () => links[Math.max(at - 1, 0)]?.focus(),
    r: () => document.querySelector('#answer-text')?.focus(),
    '/': () => document.querySelector('#find')?.focus(),
  }[event.key]
  if (!go) return
  event.preventDefault()
  go()
})
