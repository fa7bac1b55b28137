import { type Html, html } from '../http/html.ts'

/** Returns the content of an empty list: why it is empty and what comes next. */
export function emptyList({ title, next }: { title: string; next: string }, link?: Html | false): Html {
  return html`<div class="empty"><p class="empty-title">${title}</p><p>${next}</p>${link && html`<p>${link}</p>`}</div>`
}
