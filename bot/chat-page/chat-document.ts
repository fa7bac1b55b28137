import type { Language } from '../../core/policy/language.ts'
import { escapeHtml } from '../../core/wording/escape-html.ts'
import type { PageWords } from './chat-page-words.ts'

/** Returns the chat page as HTML. It runs only our own script files, which get their data from data attributes. */
export function chatDocument(page: {
  language: Language
  words: PageWords
  nonce: string
  telephone: string
  email: string
  /** Inside another page, whose frame has the heading. */
  framed: boolean
  styles: string
  scripts: readonly string[]
}): string {
  const { language, words } = page
  const other: Language = language === 'fr' ? 'en' : 'fr'
  const reach = (text: string) =>
    escapeHtml(text.replace('{telephone}', page.telephone).replace('{email}', page.email))
  const frame = page.framed ? '&amp;frame=1' : ''
  const data = JSON.stringify({
    ...words,
    unreachable: words.unreachable.replace('{telephone}', page.telephone).replace('{email}', page.email),
    language,
  })
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(words.title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${page.styles}">
</head>
<body${page.framed ? ' class="framed"' : ''} data-nonce="${page.nonce}" data-words="${escapeHtml(data)}">
<header>
<div><h1>${escapeHtml(words.heading)}</h1><p id="who" role="status">${escapeHtml(words.withBot)}</p></div>
<nav><button type="button" id="again">${escapeHtml(words.again)}</button>
<a id="language" href="/chat?lang=${other}${frame}" lang="${other}" hreflang="${other}">${escapeHtml(words.otherLanguage)}</a></nav>
</header>
<p id="notice" role="alert" hidden></p>
<main id="chat" aria-label="${escapeHtml(words.conversation)}"><p class="loading">${escapeHtml(words.loading)}</p>
<noscript><p class="loading">${reach(words.noScript)}</p></noscript></main>
${page.scripts.map((script) => `<script src="${script}" defer></script>`).join('\n')}
</body>
</html>
`
}

/** Returns a sample page in Agafort's style, with the one line of HTML that embeds the chat. */
export function sampleDocument({ embed, styles }: { embed: string; styles: string }): string {
  const line = `<script src="${embed}" async></script>`
  return `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Page d’exemple · Agafort</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${styles}">
</head>
<body>
<main>
<h1>Une page d’Agafort</h1>
<p>Cette page montre la discussion telle qu’elle apparaît sur vos propres pages. Il suffit d’y ajouter cette ligne :</p>
<pre><code>${escapeHtml(line)}</code></pre>
<p>Le site de la page doit figurer dans le réglage <code>chat.origins</code>.</p>
</main>
${line}
</body>
</html>
`
}
