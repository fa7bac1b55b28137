// The desk's keyboard shortcuts, and ticking rows. Every key triggers a link or a button of the page, so nothing
// depends on this file. Single keys can be switched off on the help page (WCAG 2.1.4).
const OFF = 'desk-keys-off'
const areOff = () => localStorage.getItem(OFF) === 'yes'
const one = (selector) => document.querySelector(selector)

function focusOn(selector) {
  const found = one(selector)
  if (!found) return false
  for (let folded = found.closest('details'); folded; folded = folded.parentElement?.closest('details')) folded.open = true
  const field = found.matches('details')
    ? found.querySelector('textarea, select, input:not([type="hidden"]), button')
    : found
  field?.focus()
  field?.scrollIntoView({ block: 'nearest' })
  return true
}

function step(by) {
  const links = [...document.querySelectorAll('.row-link')]
  const focused = document.activeElement?.closest('.row')?.querySelector('.row-link')
  const at = links.indexOf(focused ?? one('.row-link[aria-current]'))
  const next = links[Math.min(Math.max(at + by, 0), links.length - 1)]
  next?.focus()
  return Boolean(next)
}

function tickRow() {
  const tick = document.activeElement?.closest('.row')?.querySelector('.tick')
  tick?.click()
  return Boolean(tick)
}

const go = (address) => () => {
  location.assign(address)
  return true
}

// The actions of a key; the first whose element is on the page runs.
const KEYS = {
  j: [() => step(1)],
  k: [() => step(-1)],
  x: [tickRow],
  r: [() => focusOn('#answer-text')],
  n: [() => focusOn('#note'), () => focusOn('[data-key="n"]')],
  a: [() => one('.tick:checked') && focusOn('[data-bulk="assign"]'), () => focusOn('form[action$="/assignment"] select, form[action$="/assignment"] button')],
  e: [() => focusOn('#escalation')],
  c: [() => focusOn('#conclusion'), () => focusOn('#resolution')],
  '/': [() => focusOn('#search-text'), () => one('.side')?.checkVisibility() && focusOn('#find'), go('/desk/search')],
  '?': [help],
}
const AFTER_G = { q: go('/desk?queue=open'), m: go('/desk?queue=mine'), t: go('/desk?queue=team') }

let afterG = 0
document.addEventListener('keydown', (event) => {
  const writing = event.target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable]')
  if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') return writing?.form?.requestSubmit()
  if (writing && event.key === 'Escape' && !document.querySelector('dialog[open]')) return writing.blur()
  // Enter on a ticked box would press the first button of its form.
  if (event.key === 'Enter' && event.target.matches('.tick')) return event.preventDefault()
  if (writing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || areOff()) return
  if (document.querySelector('dialog[open]')) return
  const second = performance.now() - afterG < 1500 && AFTER_G[event.key]
  afterG = 0
  if (event.key === 'g') {
    afterG = performance.now()
    return
  }
  const acts = second ? [second] : Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : []
  if (event.repeat && event.key !== 'j' && event.key !== 'k') return
  if (acts.some((act) => act())) event.preventDefault()
})

// The help is a page; with scripts it opens as a dialog over the current page.
function help() {
  showHelp().catch(go('/desk/help'))
  return true
}

async function showHelp() {
  const shown = one('.help')
  if (shown) return shown.scrollIntoView()
  const answer = await fetch('/desk/help')
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const content = page.querySelector('.help')
  if (!answer.ok || !content) throw new Error('the help page did not come')
  const dialog = document.createElement('dialog')
  dialog.className = 'keys-dialog'
  dialog.setAttribute('aria-labelledby', 'help-title')
  const close = document.createElement('button')
  close.textContent = content.dataset.close
  close.autofocus = true
  close.addEventListener('click', () => dialog.close())
  dialog.append(content, close)
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  offerSwitch(dialog)
  dialog.showModal()
}

document.addEventListener('click', (event) => {
  if (!event.target.closest('[data-key="?"]') || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  help()
})

function offerSwitch(within) {
  const box = within.querySelector('[data-keys-off]')
  if (!box) return
  box.checked = areOff()
  box.addEventListener('change', () => localStorage.setItem(OFF, box.checked ? 'yes' : 'no'))
  box.closest('.keys-off').hidden = false
}
offerSwitch(document)

// Ticking: all at once, a range with shift, and the number of ticked rows.
let lastTicked
const ticksOf = (form) => [...form.querySelectorAll('.row .tick')]
function count(form) {
  const ticks = ticksOf(form)
  const ticked = ticks.filter((tick) => tick.checked).length
  const said = form.querySelector('[data-ticked]')
  if (said) said.textContent = ticked
  const all = form.querySelector('.tick-all')
  if (all) all.checked = ticked > 0 && ticked === ticks.length
  if (all) all.indeterminate = ticked > 0 && ticked < ticks.length
}
document.addEventListener('click', (event) => {
  const tick = event.target.closest('.tick')
  const form = tick?.form
  if (!form) return
  const ticks = ticksOf(form)
  if (tick.matches('.tick-all')) for (const other of ticks) other.checked = tick.checked
  const from = ticks.indexOf(lastTicked)
  const to = ticks.indexOf(tick)
  if (event.shiftKey && from >= 0 && to >= 0) {
    for (const other of ticks.slice(Math.min(from, to), Math.max(from, to) + 1)) other.checked = tick.checked
  }
  if (to >= 0) lastTicked = tick
  count(form)
})
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form.list')) count(form)
})

// The list beside a ticket keeps its scroll position.
const beside = one('.beside')
if (beside) {
  const name = `list ${one('.beside-head a')?.getAttribute('href')}`
  beside.scrollTop = Number(sessionStorage.getItem(name) ?? 0)
  addEventListener('pagehide', () => sessionStorage.setItem(name, String(beside.scrollTop)))
  const current = one('.row-current')
  const edges = beside.getBoundingClientRect()
  const place = current?.getBoundingClientRect()
  if (place && (place.top < edges.top + 60 || place.bottom > edges.bottom)) current.scrollIntoView({ block: 'center' })
}
