import type { Language } from '../../core/policy/language.ts'
import { asset, DESK_SCRIPTS, type Style } from './assets.ts'
import { type Html, html } from './html.ts'

interface Document {
  language: Language
  title: string
  body: Html
  /** The style sheet after the common one. */
  style: 'desk.css' | 'customer.css'
  /** Reloads the page after so many seconds. */
  reloadSeconds?: number
}

const STYLES: Record<Document['style'], readonly Style[]> = {
  'customer.css': ['customer'],
  'desk.css': ['desk', 'desk-list', 'desk-ticket', 'ticket', 'desk-pages', 'desk-live', 'report'],
}

// Attributes only: nothing evaluated, nothing inline, nothing from elsewhere, and no page cached after signing out.
const HTMX_SETTINGS = JSON.stringify({
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
})

/** Returns the document of every page: language, title, style, and no indexing by search engines. */
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
  html`<meta name="htmx-config" content="${HTMX_SETTINGS}">
${DESK_SCRIPTS.map((script) => html`<script src="${asset(script)}" defer></script>`)}`
}
</head>
${body}
</html>
`
}
