import { escapeHtml } from '../../core/wording/escape-html.ts'

/** Markup that is safe to send. Only `html` and `trusted` create it; any other text is escaped when inserted. */
export class Html {
  readonly #markup: string
  constructor(markup: string) {
    this.#markup = markup
  }
  toString(): string {
    return this.#markup
  }
}

/** What a template accepts; null, undefined and false insert nothing, so that `condition && html…` works. */
export type HtmlPart = string | number | Html | null | undefined | false | readonly HtmlPart[]

/**
 * Returns markup with its values inserted, each escaped for elements and quoted attributes unless it is markup itself.
 */
export function html(literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  let markup = ''
  for (const [i, literal] of literals.entries()) markup += literal + write(parts[i])
  return new Html(markup)
}

/** Marks markup from elsewhere as safe: sanitised mail, our own wording. Never anything a visitor sent. */
export function trusted(markup: string): Html {
  return new Html(markup)
}

function write(part: HtmlPart): string {
  if (part === null || part === undefined || part === false) return ''
  if (part instanceof Html) return part.toString()
  if (typeof part === 'object') return part.map(write).join('')
  return escapeHtml(String(part))
}
