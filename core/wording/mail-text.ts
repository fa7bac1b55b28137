import { REPLY_MARKER } from '../message-text/reply-marker.ts'
import { withoutControls } from './escape-html.ts'
import type { Block, Letter, Link } from './letter.ts'

// RFC 5322 §2.1.1 asks for 78 at most; two are left for the "> " of whoever quotes us.
const WIDTH = 76

/** The mail as plain text: what everyone can read, and what a screen reader or a quoting answer keeps. */
export function mailText(letter: Letter): string {
  const colon = letter.language === 'fr' ? '\u00a0:' : ':'
  const pieces = [
    REPLY_MARKER[letter.language],
    ...(letter.title === null ? [] : [underlined(letter.title, '=')]),
    ...letter.blocks.map((block) => blockText(block, colon)),
    ...(letter.footer.length === 0 ? [] : ['_'.repeat(24)]),
    ...letter.footer.map((line) => wrap(line)),
  ]
  return `${withoutControls(pieces.filter((piece) => piece !== '').join('\n\n'))}\n`
}

function blockText(block: Block, colon: string): string {
  switch (block.kind) {
    case 'paragraph':
      return wrap(block.text)
    case 'heading':
      return underlined(block.text, '-')
    case 'reference':
      return wrap(`${block.label}${colon} ${block.reference}`)
    case 'steps':
      return block.steps.map(({ when, what }) => item(`${when}\n${what}`)).join('\n\n')
    case 'action':
    case 'link':
      return `${block.link.label}${colon}\n${block.link.url}`
    case 'scale':
      return block.links.map((link) => `${link.label}${colon}\n${link.url}`).join('\n')
    case 'list':
      return block.items.map(({ lead, link }) => item(link === null ? lead : linked(lead, link))).join('\n')
    case 'said':
      return wrap(block.text.replace(/\r\n?/g, '\n').trim())
    case 'signature':
      return [block.name, block.team].filter((line) => line !== null).join('\n')
    case 'frame':
      return '_'.repeat(24)
  }
}

// A telephone number needs no address beside it; anything else stands on a line of its own.
function linked(lead: string, link: Link): string {
  const said = `${lead} ${link.label}`
  return link.url.startsWith('tel:') ? said : `${said}\n${link.url}`
}

function underlined(title: string, stroke: string): string {
  const lines = wrap(title)
  const longest = Math.max(...lines.split('\n').map((line) => line.length))
  return `${lines}\n${stroke.repeat(longest)}`
}

function item(text: string): string {
  return `- ${wrap(text, WIDTH - 2).replace(/\n/g, '\n  ')}`
}

// Breaks at ordinary spaces only, so that non-breaking ones hold; a longer word, such as an address, stays whole.
function wrap(text: string, width = WIDTH): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line.trimEnd(), width))
    .join('\n')
}

function wrapLine(line: string, width: number): string {
  if (line.length <= width || line.startsWith('>')) return line
  const [first = '', ...rest] = line.split(' ')
  const lines: string[] = []
  let current = first
  for (const word of rest) {
    if (current.trim() !== '' && current.length + 1 + word.length > width) {
      lines.push(current)
      current = word
    } else {
      current = `${current} ${word}`
    }
  }
  return [...lines, current].join('\n')
}
