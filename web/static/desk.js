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

// A live talk: asks for what is new again and again; what one types keeps its focus.
const talk = document.querySelector('[data-talk]')
async function follow() {
  for (;;) {
    try {
      const answer = await fetch(`${talk.dataset.talk}?after=${talk.dataset.after}`)
      if (!answer.ok) return
      const { markup, after, over } = await answer.json()
      if (markup) {
        talk.insertAdjacentHTML('beforeend', markup)
        talk.lastElementChild.scrollIntoView({ block: 'nearest' })
      }
      talk.dataset.after = after
      if (over) return location.reload()
    } catch {
      await new Promise((wake) => setTimeout(wake, 3000))
    }
  }
}
if (talk?.parentElement.querySelector('#answer-text')) follow()

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
