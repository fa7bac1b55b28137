// Conveniences only; every page works without them.
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
  // A submit into a frame leaves the form as it is.
  if (!event.target.matches('[data-once]') || event.submitter?.formTarget) return
  for (const button of event.target.querySelectorAll('button')) setTimeout(() => { button.disabled = true })
})
addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('[data-once] button')) button.disabled = false
})
