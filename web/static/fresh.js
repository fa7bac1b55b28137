// Lists and counts refresh themselves: ticks, folds and the focus stay as they are.
;(() => {
  if (!document.getElementById('live')) return
  const LIST = '.queue .tickets'
  const PARTS = [LIST, '.beside .tickets', '.side nav', '.head-count', 'input[name="page"]']
  // A page of one ticket costs more to render than a list, and there the list is secondary.
  const gap = document.querySelector(LIST) || document.querySelector('.queue > .empty') ? 8_000 : 30_000
  const STILL_MS = 2_000
  let timer = 0
  let asked = -Infinity
  let moved = -Infinity
  let missed = false
  document.addEventListener('pointermove', ({ target }) => {
    if (target.closest?.('.tickets')) moved = performance.now()
  })

  const wish = () => {
    if (document.visibilityState !== 'visible') {
      missed = true
      return
    }
    if (timer) return
    // Spreads the requests, so that not all agents refresh at the same instant.
    const wait = Math.max(500, asked + gap - performance.now()) + Math.random() * 500
    timer = setTimeout(refresh, wait)
  }
  const refresh = async () => {
    timer = 0
    // A row that moves under the pointer is worse than one that is late.
    if (performance.now() - moved < STILL_MS) {
      timer = setTimeout(refresh, STILL_MS)
      return
    }
    asked = performance.now()
    const answer = await fetch(location.pathname + location.search).catch(() => null)
    if (!answer?.ok || answer.redirected) return
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
    // An empty list has another structure than a full one.
    const turned = Boolean(document.querySelector(LIST)) !== Boolean(fresh.querySelector(LIST))
    for (const part of turned ? ['.queue', ...PARTS.slice(1)] : PARTS) {
      put(document.querySelector(part), fresh.querySelector(part))
    }
  }
  const put = (old, now) => {
    if (!old || !now || old.isEqualNode(now)) return
    const active = old.contains(document.activeElement) ? document.activeElement : null
    if (active?.matches('textarea, select, input:not([type="checkbox"])')) return
    const ticked = [...old.querySelectorAll('input[type="checkbox"]:checked')]
    for (const box of ticked) {
      const again = [...now.querySelectorAll('input[type="checkbox"]')].find((one) => one.name === box.name && one.value === box.value)
      if (again) again.checked = true
    }
    const open = [...old.querySelectorAll('details[open] > summary')].map((one) => one.textContent)
    for (const summary of now.querySelectorAll('details > summary')) {
      if (open.includes(summary.textContent)) summary.parentElement.open = true
    }
    old.replaceWith(now)
    window.htmx?.process(now)
    if (!active) return
    const same = [...now.querySelectorAll(active.tagName)].find((one) =>
      active.href ? one.href === active.href : one.name === active.name && one.value === active.value,
    )
    same?.focus({ preventScroll: true })
  }

  for (const name of ['queue', 'counts']) document.addEventListener(`desk:${name}`, wish)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || !missed) return
    missed = false
    wish()
  })
})()
