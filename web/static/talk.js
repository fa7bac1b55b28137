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

