import sanitizeHtml from 'sanitize-html'

interface Sanitised {
  html: string
  shortened: boolean
}

/** Characters, over all HTML parts of a mail; longer HTML is cut before it is sanitised. */
export const LONGEST_HTML = 600_000

/**
 * Sanitises HTML for display beside our own pages: an allow-list of elements and attributes, nothing that runs, loads,
 * submits or overlays the page. Remote images keep their address in `data-remote-src` only, so that nothing is fetched
 * before a person asks for it. Images sent along keep `cid:`. Links open separately and send no referrer. The caller
 * bounds the nesting, which it knows from reading the text.
 */
export function sanitiseHtml(html: string, longest: number = LONGEST_HTML): Sanitised {
  const shortened = html.length > longest
  return { html: sanitizeHtml(shortened ? cutOutsideTag(html, longest) : html, RULES).trim(), shortened }
}

/** Returns plain text as HTML paragraphs, for a plain part beside an HTML one. */
export function textAsHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return escaped
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br />')}</p>`)
    .join('\n')
}

const RULES: sanitizeHtml.IOptions = {
  allowedTags:
    'a abbr address article aside b bdi blockquote br caption center cite code col colgroup dd del div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main ol p pre q s section small span strike strong sub sup table tbody td tfoot th thead tr tt u ul'.split(
      ' ',
    ),
  allowedAttributes: {
    '*': ['align', 'dir', 'lang', 'style', 'title', 'valign'],
    a: ['href', 'rel', 'target'],
    img: ['src', 'alt', 'width', 'height', 'data-remote-src'],
    font: ['color', 'size', 'face'],
    table: ['border', 'cellpadding', 'cellspacing', 'width', 'bgcolor'],
    td: ['colspan', 'rowspan', 'width', 'height', 'bgcolor'],
    th: ['colspan', 'rowspan', 'width', 'height', 'bgcolor'],
    ol: ['start', 'type'],
    col: ['span', 'width'],
  },
  // safeStyle does this at a fraction of the cost.
  parseStyleAttributes: false,
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['cid'] },
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nonTextTags: [
    'script',
    'style',
    'textarea',
    'option',
    'title',
    'noscript',
    'template',
    'svg',
    'math',
    'object',
  ],
  transformTags: {
    '*': (tagName, attributes) => {
      const { style, ...rest } = attributes
      const safe = style === undefined ? '' : safeStyle(style)
      return { tagName, attribs: safe === '' ? rest : { ...rest, style: safe } }
    },
    a: (tagName, attributes) => ({
      tagName,
      attribs: { ...attributes, rel: 'noopener noreferrer nofollow', target: '_blank' },
    }),
    img: (tagName, attributes) => ({ tagName, attribs: inertImage(attributes) }),
  },
}

function inertImage(attributes: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  const { src, 'data-remote-src': _, ...rest } = attributes
  const address = (src ?? '').trim()
  if (/^cid:/i.test(address)) return { ...rest, src: `cid:${address.slice(4)}` }
  if (/^https?:\/\//i.test(address)) return { ...rest, 'data-remote-src': address.slice(0, 2_000) }
  return rest
}

// A cut inside a tag would turn the rest of its attributes into text.
function cutOutsideTag(html: string, longest: number): string {
  const cut = html.slice(0, longest)
  const open = cut.lastIndexOf('<')
  return open > cut.lastIndexOf('>') ? cut.slice(0, open) : cut
}

// A longer style attribute was not written by a person.
const LONGEST_STYLE = 2_000

const LENGTH = /^-?\d{1,3}(?:\.\d{1,4})?(?:px|pt|em|rem|%)?$/
const COLOUR = /^(?:#[0-9a-f]{3,8}|rgba?\([\d\s,.%]{3,40}\)|[a-z]{3,20})$/i

// What makes text readable. Nothing that positions, overlays, hides or loads.
const ALLOWED: Readonly<Record<string, RegExp>> = {
  color: COLOUR,
  'background-color': COLOUR,
  'text-align': /^(?:left|right|center|justify)$/i,
  'text-decoration': /^(?:underline|line-through|none)$/i,
  'font-weight': /^(?:bold|normal|\d{3})$/i,
  'font-style': /^(?:italic|normal)$/i,
  'font-size': LENGTH,
  'font-family': /^[\w\s,'"-]{1,200}$/,
  'white-space': /^pre(?:-wrap|-line)?$/i,
  padding: LENGTH,
  'padding-left': LENGTH,
  'margin-left': LENGTH,
  'border-left': /^\d{1,2}(?:px|pt) [a-z]{3,10} (?:#[0-9a-f]{3,8}|[a-z]{3,20})$/i,
}

/**
 * Returns the allowed declarations of a style attribute whose values have the expected shape, as
 * `color:red;font-size:12px`. '' when there is none. A value with escapes, comments or functions never has that shape.
 */
function safeStyle(style: string): string {
  if (style.length > LONGEST_STYLE) return ''
  return style
    .split(';')
    .flatMap((declaration) => {
      const colon = declaration.indexOf(':')
      const property = declaration.slice(0, Math.max(0, colon)).trim().toLowerCase()
      const value = declaration.slice(colon + 1).trim()
      return Object.hasOwn(ALLOWED, property) && ALLOWED[property]?.test(value)
        ? [`${property}:${value}`]
        : []
    })
    .join(';')
}
