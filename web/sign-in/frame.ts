import { type Html, html } from '../http/html.ts'
import { document } from '../http/html-document.ts'
import type { Visit } from '../http/route.ts'

/** Returns a page with one small form in its middle: sign-in, invitation. */
export function signInFrame(
  { wording }: Pick<Visit, 'wording'>,
  { title, body }: { title: string; body: Html },
): Html {
  return document({
    language: wording.language,
    title: `${title} · ${wording.product}`,
    style: 'customer.css',
    body: html`<body class="door"><main>
      <p class="brand">${wording.product}</p>
      <h1>${title}</h1>
      ${body}
    </main></body>`,
  })
}
