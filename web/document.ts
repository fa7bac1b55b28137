import type { Language } from '../core/language.ts'
import { asset, type Style } from './assets.ts'
import { type Html, html } from './html.ts'

export interface Document {
  language: Language
  title: string
  body: Html
  /** Which style sheets come after the common one. */
  style: 'desk.css' | 'customer.css'
  /** Reload the page by itself after so many seconds. */
  reloadSeconds?: number
}

const STYLES: Record<Document['style'], readonly Style[]> = {
  'customer.css': ['customer'],
  'desk.css': ['desk', 'desk-list', 'desk-ticket', 'desk-pages'],
}

/** The frame every page has: language, title, style, and no trace in search engines. */
export function document({ language, title, body, style, reloadSeconds }: Document): Html {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
${reloadSeconds !== undefined && html`<meta http-equiv="refresh" content="${reloadSeconds}">`}
<title>${title}</title>
<link rel="icon" href="${asset('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${asset('base.css')}">
${STYLES[style].map(
  (name) => html`<link rel="stylesheet" href="${asset(`${name}.css`)}">
`,
)}
${
  style === 'desk.css' &&
  html`<script src="${asset('desk.js')}" defer></script>
<script src="${asset('keys.js')}" defer></script>`
}
</head>
${body}
</html>
`
}
