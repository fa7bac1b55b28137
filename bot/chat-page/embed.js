// One line on a page of Agafort's embeds the chat: a button, and a frame that opens on demand.
;(() => {
  const script = document.currentScript
  const home = new URL(script.src).origin
  const english = document.documentElement.lang.toLowerCase().startsWith('en')
  const label = english ? 'Chat with us' : 'Discuter avec nous'
  const close = english ? 'Close the chat' : 'Fermer le chat'

  // Set one by one: a page's policy may forbid style attributes, but not styles set by its scripts.
  const style = (element, values) => Object.assign(element.style, values)
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = label
  button.setAttribute('aria-expanded', 'false')
  style(button, {
    position: 'fixed',
    right: '16px',
    bottom: '16px',
    zIndex: '2147483000',
    padding: '12px 20px',
    border: '0',
    borderRadius: '24px',
    background: '#0b5d57',
    color: '#ffffff',
    font: '600 15px/1.2 system-ui, sans-serif',
    cursor: 'pointer',
    boxShadow: '0 2px 12px rgba(0, 0, 0, 0.25)',
  })

  let frame
  const toggle = () => {
    if (!frame) {
      frame = document.createElement('iframe')
      frame.src = `${home}/chat?frame=1&lang=${english ? 'en' : 'fr'}`
      frame.title = label
      frame.hidden = true
      style(frame, {
        position: 'fixed',
        right: '16px',
        bottom: '76px',
        zIndex: '2147483000',
        width: 'min(400px, calc(100vw - 32px))',
        height: 'min(620px, calc(100vh - 96px))',
        border: '1px solid #e3e3de',
        borderRadius: '12px',
        background: '#ffffff',
        boxShadow: '0 8px 40px rgba(0, 0, 0, 0.25)',
      })
      document.body.append(frame)
    }
    frame.hidden = !frame.hidden
    frame.style.display = frame.hidden ? 'none' : 'block'
    button.textContent = frame.hidden ? label : close
    button.setAttribute('aria-expanded', String(!frame.hidden))
    if (!frame.hidden) frame.focus()
  }
  button.addEventListener('click', toggle)
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && frame && !frame.hidden) {
      toggle()
      button.focus()
    }
  })
  const place = () => document.body.append(button)
  if (document.body) place()
  else addEventListener('DOMContentLoaded', place)
})()
