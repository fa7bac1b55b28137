import { Tokenizer } from 'htmlparser2'

interface HtmlText {
  text: string
  /** Whether the text was cut at the limit. */
  shortened: boolean
  /** Greatest nesting depth of the elements, counted up to 5,000. */
  depth: number
}

/**
 * Returns the text of an HTML body: blocks become lines, list items get "- ", quoted mail gets "> ", images yield their
 * alternative text. Hidden elements, styles and scripts are left out. One pass, linear in the length, at any nesting
 * depth. Stops at `longest` characters of text, but only after measuring the nesting of the first `looked` characters
 * of HTML.
 */
export function htmlToText(html: string, longest: number, looked: number): HtmlText {
  const visible = convert(html, longest, looked, true)
  // A mail that hides everything would otherwise have no text.
  return visible.text === '' && html.length > 0 ? convert(html, longest, looked, false) : visible
}

const words = (list: string) => new Set(list.split(' '))
const BLOCKS = words(
  'address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul',
)
const CELLS = words('td th')
const SPACED = words('p h1 h2 h3 h4 h5 h6 ul ol table blockquote')
const UNREAD = words('script style title template')
const UNSEEN = words('head noscript object svg math')
const VOID = words('area base br col embed hr img input link meta param source track wbr')
// Elements whose end tag may be omitted, and what ends them (HTML Living Standard §13.1.2.4).
const IMPLIED_END: Readonly<Record<string, ReadonlySet<string>>> = {
  head: new Set(['body', ...BLOCKS]),
  p: words(
    'address article aside blockquote div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section table ul',
  ),
  li: words('li'),
  dt: words('dt dd'),
  dd: words('dt dd'),
  td: words('td th tr tbody tfoot'),
  th: words('td th tr tbody tfoot'),
  tr: words('tr tbody tfoot'),
}
const HIDDEN =
  /display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d]*[1-9])/i
const QUOTE = /^(?:type=cite|class=.*(?:gmail_quote|moz-cite|yahoo_quoted)|style=.*border-left)/i

const DEEPEST = 5_000
const CHUNK = 65_536
const LONGEST_VALUE = 2_000

interface Element {
  name: string
  silent: boolean
  quote: boolean
  /** Whether it has no space around it. */
  tight: boolean
}

function convert(html: string, longest: number, looked: number, hide: boolean): HtmlText {
  const out = htmlLines(longest)
  const open: Element[] = []
  let silent = 0
  let verbatim = 0
  let depth = 0
  let name = ''
  let attribute = ''
  let value = ''
  let style = ''
  let alternative = ''
  let quote = false
  let tight = false

  function enter(): void {
    for (let top = open.at(-1); top && IMPLIED_END[top.name]?.has(name); top = open.at(-1)) leave()
    if (silent === 0) begin(name, tight)
    if (silent === 0 && name === 'img' && alternative.trim() !== '') out.text(` ${alternative} `, false)
    if (VOID.has(name) || open.length >= DEEPEST) return
    const quiet = UNREAD.has(name) || (hide && (UNSEEN.has(name) || HIDDEN.test(style)))
    const quoted = name === 'blockquote' && quote
    open.push({ name, silent: quiet, quote: quoted, tight })
    depth = Math.max(depth, open.length)
    if (quiet) silent++
    if (quoted) out.quote(1)
    if (name === 'pre') verbatim++
  }

  function begin(name: string, tight: boolean): void {
    if (name === 'br') out.lineBreak()
    else if (CELLS.has(name)) out.gap()
    else if (SPACED.has(name) && !tight) out.paragraph()
    else if (BLOCKS.has(name)) out.line()
    if (name === 'li') out.text('- ', false)
  }

  function leave(): void {
    const top = open.pop()
    if (!top) return
    if (top.silent) silent--
    if (top.quote) {
      out.line()
      out.quote(-1)
    }
    if (top.name === 'pre') verbatim--
    if (silent > 0 || CELLS.has(top.name)) return
    if (SPACED.has(top.name) && !top.tight) out.paragraph()
    else if (BLOCKS.has(top.name)) out.line()
  }

  function close(closing: string): void {
    // Searching far up for every stray end tag would be quadratic; real mail is closed within a few levels.
    const lowest = Math.max(0, open.length - 60)
    for (let at = open.length - 1; at >= lowest; at--) {
      if (open[at]?.name !== closing) continue
      while (open.length > at) leave()
      return
    }
  }

  function note(): void {
    if (attribute === 'style') style = value
    if (attribute === 'alt') alternative = value
    // Outlook's paragraphs have no space around them; its empty lines are paragraphs of their own.
    if (attribute === 'class' && value.includes('MsoNormal')) tight = true
    if (QUOTE.test(`${attribute}=${value}`)) quote = true
  }

  const nothing = () => {}
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ontext: (start, end) => silent || out.text(html.slice(start, end), verbatim > 0),
      ontextentity: (codepoint) => silent || out.text(String.fromCodePoint(codepoint), verbatim > 0),
      onopentagname(start, end) {
        name = html.slice(start, end).toLowerCase()
        style = alternative = ''
        quote = tight = false
      },
      onattribname(start, end) {
        attribute = html.slice(start, end).toLowerCase()
        value = ''
      },
      onattribdata(start, end) {
        if (value.length < LONGEST_VALUE) value += html.slice(start, end)
      },
      onattribentity(codepoint) {
        if (value.length < LONGEST_VALUE) value += String.fromCodePoint(codepoint)
      },
      onattribend: note,
      onopentagend: enter,
      onselfclosingtag: enter,
      onclosetag: (start, end) => close(html.slice(start, end).toLowerCase()),
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onprocessinginstruction: nothing,
      onend: nothing,
    },
  )
  for (let at = 0; at < html.length && (at < looked || !out.full()); at += CHUNK)
    tokenizer.write(html.slice(at, at + CHUNK))
  tokenizer.end()
  return { text: out.finish(), shortened: out.full(), depth }
}

/** Collects the lines of a text made from HTML: collapses spaces, keeps at most one empty line, marks quoted lines. */
interface HtmlLines {
  /** Returns whether the limit is reached. */
  full(): boolean
  /** Adds words; spaces are collapsed unless `verbatim`. */
  text(words: string, verbatim: boolean): void
  /** Adds a space unless there is one. */
  gap(): void
  /** Ends the line. */
  line(): void
  /** Ends the line and adds an empty one. */
  paragraph(): void
  /** Ends the line, or adds an empty one when it is empty already. */
  lineBreak(): void
  /** Enters or leaves quoted mail; its lines get "> ". */
  quote(by: 1 | -1): void
  finish(): string
}

const DEEPEST_QUOTE = 10

/** Returns an empty collection of at most `longest` characters. */
function htmlLines(longest: number): HtmlLines {
  const done: string[] = []
  // Pieces instead of one string: looking at the end of a growing string costs its whole length each time.
  let pieces: string[] = []
  let ink = false
  let noBreakSpace = false
  let endsBlank = true
  let length = 0
  let depth = 0
  let separated = true

  function add(words: string): void {
    if (words === '') return
    pieces.push(words)
    length += words.length
    endsBlank = words.endsWith(' ')
    ink ||= words.trim() !== ''
    noBreakSpace ||= words.includes('\u00a0')
  }

  function line(): void {
    const empty = !ink && noBreakSpace
    if (ink) {
      done.push('> '.repeat(Math.min(depth, DEEPEST_QUOTE)) + pieces.join('').trimEnd())
      length += 1 + 2 * depth
      separated = false
    }
    pieces = []
    ink = false
    noBreakSpace = false
    endsBlank = true
    // Outlook writes an empty line as a paragraph of one no-break space.
    if (empty) separate()
  }

  function separate(): void {
    if (!separated) done.push(depth > 0 ? '>' : '')
    separated = true
  }

  return {
    full: () => length >= longest,
    text(words, verbatim) {
      if (length >= longest) return
      if (verbatim) {
        words.split('\n').forEach((words, i) => {
          if (i > 0) line()
          add(words)
        })
        return
      }
      const folded = words.replace(/[ \t\r\n\f]+/g, ' ')
      add(endsBlank && folded.startsWith(' ') ? folded.slice(1) : folded)
    },
    gap: () => {
      if (ink && !endsBlank) add(' ')
    },
    line,
    paragraph() {
      line()
      separate()
    },
    lineBreak() {
      if (ink) line()
      else separate()
    },
    quote(by) {
      depth += by
    },
    finish() {
      line()
      return done.join('\n').slice(0, longest).trim()
    },
  }
}
