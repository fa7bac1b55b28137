// A style attribute longer than this is no person's.
const LONGEST_STYLE = 2_000

const LENGTH = /^-?\d{1,3}(?:\.\d{1,4})?(?:px|pt|em|rem|%)?$/
const COLOUR = /^(?:#[0-9a-f]{3,8}|rgba?\([\d\s,.%]{3,40}\)|[a-z]{3,20})$/i

// What makes a letter readable. Nothing that places, overlays, hides or loads.
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
 * The declarations of a style attribute that are on our allow-list with a value of the expected shape, as
 * `color:red;font-size:12px`; '' when none is. A value with escapes, comments or functions has no such shape.
 */
export function safeStyle(style: string): string {
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
