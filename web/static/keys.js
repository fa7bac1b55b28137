// The keyboard of the desk. Every key does what a link or a button of the page does; without this file nothing is lost.
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
