import { escapeHtml } from '../../core/wording/escape-html.ts'

/** Markup that is safe to send. Only `html` and `trusted` make it; every other text is escaped when it is put in. */
export class Html {
  readonly #markup: string
  constructor(markup: string) {
    this.#markup = markup
  }
  toString(): string {
    return this.#markup
  }
}

/** What may be put into a template; null, undefined and false leave nothing, so that `condition && html…` works. */
export type HtmlPart = string | number | Html | null | undefined | false | readonly HtmlPart[]

/** Markup with values put in, each escaped for elements and quoted attributes unless it is markup itself. */
export function html(literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  let markup = ''
  for (const [i, literal] of literals.entries()) markup += literal + write(parts[i])
  return new Html(markup)
}

/** Markup from elsewhere that is known to be safe: sanitised mail, our own wording. Never anything a visitor sent. */
export function trusted(markup: string): Html {
  return new Html(markup)
}

function write(part: HtmlPart): string {
  if (part === null || part === undefined || part === false) return ''
  if (part instanceof Html) return part.toString()
  if (typeof part === 'object') return part.map(write).join('')
  return escapeHtml(String(part))
}
