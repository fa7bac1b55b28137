import { Tokenizer } from 'htmlparser2'

export interface HtmlText {
  text: string
  /** True when the text was cut at the limit. */
  shortened: boolean
  /** How deep elements are nested in one another at the deepest place. */
  depth: number
}

/**
 * The text of an HTML body: blocks become lines, list items get "- ", quoted mail gets "> ", hidden elements,
 * styles and scripts are left out, images give their alternative text. One pass, linear in the length, however
 * deeply the elements are nested; at most `longest` characters.
 */
export function htmlToText(html: string, longest: number): HtmlText {
  const visible = convert(html, longest, true)
  // A mail that hides everything would otherwise come out empty.
  return visible.text === '' && html.length > 0 ? convert(html, longest, false) : visible
}

const BLOCKS = new Set(
  'address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead title tr ul'.split(
    ' ',
  ),
)
const CELLS = new Set(['td', 'th'])
const SPACED = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'blockquote'])
const SILENT = new Set(['script', 'style', 'title', 'head', 'template', 'noscript', 'object', 'svg', 'math'])
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
// Elements whose end tag may be left out, and what ends them (HTML Living Standard §13.1.2.4).
const IMPLIED_END: Readonly<Record<string, ReadonlySet<string>>> = {
  p: new Set(
    [...BLOCKS].filter((name) => !/^(?:body|center|dd|dt|li|tbody|td|tfoot|th|thead|title|tr)$/.test(name)),
  ),
  li: new Set(['li']),
  dt: new Set(['dt', 'dd']),
  dd: new Set(['dt', 'dd']),
  td: new Set(['td', 'th', 'tr', 'tbody', 'tfoot']),
  th: new Set(['td', 'th', 'tr', 'tbody', 'tfoot']),
  tr: new Set(['tr', 'tbody', 'tfoot']),
}
const HIDDEN =
  /display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d]*[1-9])/i
const QUOTE = /type=cite|gmail_quote|moz-cite|yahoo_quoted|border-left/i

const NO_FACTS = { style: '', alt: '', quote: false, close: false }

function convert(html: string, longest: number, hide: boolean): HtmlText {
  const out = lines(longest)
  const open: { name: string; silent: boolean; quote: boolean; close: boolean }[] = []
  let silent = 0
  let pre = 0
  let deepest = 0
  let name = ''
  let attribute = ''
  let value = ''
  let facts = NO_FACTS

  const opened = (selfClosing: boolean) => {
    const isVoid = VOID.has(name)
    for (let top = open.at(-1); top && IMPLIED_END[top.name]?.has(name); top = open.at(-1)) closeTop()
    if (name === 'br' && !silent) out.lineBreak()
    else if (BLOCKS.has(name) && !silent) {
      if (CELLS.has(name)) out.gap()
      else if (SPACED.has(name) && !facts.close) out.paragraph()
      else out.line()
    }
    if (name === 'li' && !silent) out.write('- ')
    if (name === 'img' && !silent && facts.alt.trim() !== '') out.write(` ${facts.alt} `)
    if (isVoid || (selfClosing && !BLOCKS.has(name))) return
    const quiet = SILENT.has(name) || (hide && HIDDEN.test(facts.style))
    const quote = name === 'blockquote' && facts.quote
    open.push({ name, silent: quiet, quote, close: facts.close })
    deepest = Math.max(deepest, open.length)
    if (quiet) silent++
    if (quote) out.quote(1)
    if (name === 'pre') pre++
  }
  const closeTop = () => {
    const top = open.pop()
    if (!top) return
    if (top.silent) silent--
    if (top.quote) {
      out.line()
      out.quote(-1)
    }
    if (top.name === 'pre') pre--
    if (BLOCKS.has(top.name) && !silent && !CELLS.has(top.name)) {
      if (SPACED.has(top.name) && !top.close) out.paragraph()
      else out.line()
    }
  }
  const closed = (closing: string) => {
    if (VOID.has(closing)) return
    // Looking far up for every stray end tag would be quadratic; real mail is closed within a few levels.
    const lowest = Math.max(0, open.length - 60)
    for (let at = open.length - 1; at >= lowest; at--) {
      if (open[at]?.name !== closing) continue
      while (open.length > at) closeTop()
      return
    }
  }
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ontext: (start, end) => silent || out.text(html.slice(start, end), pre > 0),
      ontextentity: (codepoint) => silent || out.text(String.fromCodePoint(codepoint), pre > 0),
      onopentagname(start, end) {
        name = html.slice(start, end).toLowerCase()
        facts = { ...NO_FACTS }
      },
      onattribname(start, end) {
        attribute = html.slice(start, end).toLowerCase()
        value = ''
      },
      onattribdata(start, end) {
        value += html.slice(start, Math.min(end, start + 2_000))
      },
      onattribentity(codepoint) {
        value += String.fromCodePoint(codepoint)
      },
      onattribend() {
        if (attribute === 'style') facts.style = value
        if (attribute === 'alt') facts.alt = value
        // Outlook's paragraphs have no space around them; its empty lines are paragraphs of their own.
        if (attribute === 'class' && /MsoNormal/.test(value)) facts.close = true
        if (QUOTE.test(`${attribute}=${value}`)) facts.quote = true
      },
      onopentagend: () => opened(false),
      onselfclosingtag: () => opened(true),
      onclosetag: (start, end) => closed(html.slice(start, end).toLowerCase()),
      oncdata() {},
      oncomment() {},
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {},
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  return { text: out.finish(), shortened: out.full(), depth: deepest }
}

// Collects lines: folds blanks, keeps at most one empty line, puts "> " before quoted ones.
function lines(longest: number) {
  const done: string[] = []
  let current = ''
  let depth = 0
  let length = 0
  let blank = true
  const end = () => {
    const text = current.replace(/[ \t]+$/, '')
    const empty = current.includes('\u00a0')
    current = ''
    if (text.trim() === '') {
      if (empty) separate()
      return
    }
    const marked = '> '.repeat(Math.min(depth, 10)) + text
    done.push(marked)
    length += marked.length + 1
    blank = false
  }
  const separate = () => {
    if (!blank) {
      done.push(depth > 0 ? '>' : '')
      length++
    }
    blank = true
  }
  return {
    full: () => length >= longest,
    write(text: string) {
      if (length + current.length < longest) current += text
    },
    text(text: string, verbatim: boolean) {
      if (length + current.length >= longest) return
      if (verbatim) {
        const [first = '', ...rest] = text.split('\n')
        current += first
        for (const line of rest) {
          end()
          current = line
        }
        return
      }
      const folded = text.replace(/[ \t\r\n\f]+/g, ' ')
      current +=
        folded.startsWith(' ') && (current === '' || current.endsWith(' ')) ? folded.slice(1) : folded
    },
    gap() {
      if (current.trim() !== '' && !current.endsWith(' ')) current += ' '
    },
    line: end,
    paragraph() {
      end()
      separate()
    },
    lineBreak() {
      if (current.trim() === '') separate()
      else end()
    },
    quote(by: number) {
      depth += by
    },
    finish() {
      end()
      return done.join('\n').slice(0, longest).trim()
    },
  }
}
