import type { Language } from '../../core/policy/language.ts'
import { type Html, html } from '../http/html.ts'
import { document } from '../http/html-document.ts'
import type { PageWording } from '../wording/fr.ts'

/** Returns a page for customers: one column, the marketplace's name, the other language one click away. */
export function customerPage(page: {
  wording: PageWording
  title: string
  body: Html
  /** Returns the URL in another language; null where there is nothing to switch. */
  inLanguage: ((language: Language) => string) | null
}): Html {
  const { wording, inLanguage } = page
  const other: Language = wording.language === 'fr' ? 'en' : 'fr'
  return document({
    language: wording.language,
    title: `${page.title} · ${wording.product}`,
    style: 'customer.css',
    body: html`<body class="customer">
      <a class="skip" href="#content">${wording.skip}</a>
      <header class="top"><p class="brand">${wording.product}</p>
        ${inLanguage !== null && html`<a href="${inLanguage(other)}" lang="${other}" hreflang="${other}">${wording.languages[other]}</a>`}</header>
      <main id="content">${page.body}</main>
    </body>`,
  })
}
