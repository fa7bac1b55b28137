import { REPLY_MARKER } from '../message-text/new-text.ts'
import type { Language } from '../policy/language.ts'
import { escapeHtml, withoutControls } from './escape-html.ts'
import type { Wording } from './sentences.ts'

/** A link with a label that names its target. URLs other than http(s), tel and mailto are not linked. */
export interface Link {
  label: string
  url: string
}

/** One piece of a mail, in reading order. All texts are unescaped; rendering escapes them. */
export type Block =
  | { kind: 'paragraph'; text: string }
  | { kind: 'heading'; text: string }
  /** The reference to keep, in large. */
  | { kind: 'reference'; label: string; reference: string }
  /** What happens next, with by when. */
  | { kind: 'steps'; steps: readonly { when: string; what: string }[] }
  /** The one thing to do, as a button. */
  | { kind: 'action'; link: Link }
  /** The same without emphasis: beside a person's text, nothing is more prominent than that text. */
  | { kind: 'link'; link: Link }
  /** Choices, each a link; none is more prominent than another. */
  | { kind: 'scale'; links: readonly Link[] }
  /** `lead` alone, or followed by a link. */
  | { kind: 'list'; items: readonly { lead: string; link: Link | null }[] }
  /** Text a member wrote; its line breaks are kept. */
  | { kind: 'said'; text: string }
  | { kind: 'signature'; name: string | null; team: string | null }
  /** Separated from a person's text: how to reply, the state of the ticket. */
  | { kind: 'frame' }

/** A whole mail before rendering: its content, not its looks. */
export interface Letter {
  language: Language
  /** Rendering adds the reference in brackets. */
  subject: string
  reference: string
  /** The mail's title, or null for a person's own text. */
  title: string | null
  blocks: readonly Block[]
  /** Small print at the end. */
  footer: readonly string[]
}

/** A mail as stored in the outbox. `text` has lines of at most 76 characters; links have a line of their own. */
export interface RenderedMail {
  subject: string
  text: string
  html: string
}

/** The role of a colour; each has a value by day and by night, with a contrast of at least 4.5 (WCAG 2.2 AA). */
export type ColourRole =
  | 'page'
  | 'card'
  | 'text'
  | 'quiet'
  | 'accent'
  | 'line'
  | 'panel'
  | 'button'
  | 'on-button'

/** The mail's colours on a light screen. */
export const BY_DAY: Record<ColourRole, string> = {
  page: '#f4f4f1',
  card: '#ffffff',
  text: '#1d1d1b',
  quiet: '#5d5d58',
  accent: '#0b5d57',
  line: '#e3e3de',
  panel: '#eef4f2',
  button: '#0b5d57',
  'on-button': '#ffffff',
}

/** The mail's colours on a dark screen. */
export const BY_NIGHT: Record<ColourRole, string> = {
  page: '#141413',
  card: '#1e1e1c',
  text: '#ecece6',
  quiet: '#aeaea7',
  accent: '#86d3c6',
  line: '#3a3a37',
  panel: '#22302d',
  button: '#86d3c6',
  'on-button': '#10211e',
}

/**
 * Returns a mail's subject, text and HTML. The subject ends with the reference in brackets, so that a reply finds its
 * ticket. The HTML loads nothing, and every text in it is escaped.
 */
export function renderMail(letter: Letter): RenderedMail {
  const subject = `${letter.subject.replace(/\s+/g, (run) => (run === '\u00a0' ? run : ' '))} [${letter.reference}]`
  return { subject, text: mailText(letter), html: mailHtml(letter, subject) }
}

/** Returns the blocks below a person's text: which ticket it is, how to reply, and the link to its page. */
export function letterFrame(words: Wording, reference: string, ticketUrl: string): Block[] {
  return [
    { kind: 'frame' },
    { kind: 'paragraph', text: `${words.answer.aboutCase({ reference })} ${words.mail.howToReply}` },
    { kind: 'link', link: { label: words.mail.openPage, url: ticketUrl } },
  ]
}

const SANS = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const MONO = "ui-monospace,'SF Mono',Menlo,Consolas,'Liberation Mono',monospace"

/**
 * Returns the mail as HTML: one column of 600 px, real text, system fonts, nothing loaded. Colours are inline for mail
 * programs without style sheets, and again in a style sheet for dark screens. The language is set again on the part
 * that is left when a web mail drops `<html>`.
 */
function mailHtml(letter: Letter, subject: string): string {
  const title =
    letter.title === null
      ? ''
      : `<h1 ${colourStyle('text', 'margin:0 0 20px;font-size:26px;line-height:32px;font-weight:600')}>${escapeHtml(letter.title)}</h1>`
  const blocks = letter.blocks.map(blockHtml)
  const footer = letter.footer.map(
    (line) =>
      `<p ${colourStyle('quiet', 'margin:0 0 8px;font-size:13px;line-height:20px')}>${escapeHtml(line)}</p>`,
  )
  return `<!DOCTYPE html>
<html lang="${letter.language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
<meta name="x-apple-disable-message-reformatting">
<title>${escapeHtml(subject)}</title>
<style>
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:480px){.pad{padding:24px 20px 12px!important}.around{padding:12px 0 24px!important}}
${nightStyle()}
</style>
</head>
<body class="page-behind" style="margin:0;padding:0;background-color:${BY_DAY.page};-webkit-text-size-adjust:100%">
<div class="page-behind" role="article" aria-label="${escapeHtml(subject)}" lang="${letter.language}" dir="ltr" style="background-color:${BY_DAY.page}">
<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
<div class="around" style="max-width:600px;margin:0 auto;padding:16px 0 32px;font-family:${SANS}">
<p ${colourStyle('quiet', 'margin:0;padding:0 0 12px;font-size:12px;line-height:16px;text-align:center')}>${escapeHtml(REPLY_MARKER[letter.language])}</p>
<div class="card-behind pad" style="background-color:${BY_DAY.card};padding:32px 40px 20px;border-radius:8px">
<p ${colourStyle('accent', 'margin:0 0 24px;font-size:17px;line-height:24px;font-weight:600;letter-spacing:-0.2px')}>Agafort</p>
${[title, ...blocks].filter((piece) => piece !== '').join('\n')}
</div>
<div class="pad" style="padding:20px 40px 0">
${footer.join('\n')}
</div>
</div>
<!--[if mso]></td></tr></table><![endif]-->
</div>
</body>
</html>
`
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return paragraph(escapeHtml(block.text))
    case 'heading':
      return `<h2 ${colourStyle('text', 'margin:32px 0 12px;font-size:18px;line-height:24px;font-weight:600')}>${escapeHtml(block.text)}</h2>`
    case 'reference':
      return `<div class="panel-behind" style="background-color:${BY_DAY.panel};margin:0 0 16px;padding:16px 20px;border-radius:6px">
<p ${colourStyle('quiet', 'margin:0;font-size:14px;line-height:20px')}>${escapeHtml(block.label)}</p>
<p ${colourStyle('text', `margin:4px 0 0;font-size:22px;line-height:28px;font-weight:600;font-family:${MONO}`)}>${escapeHtml(block.reference)}</p>
</div>`
    case 'steps':
      return `<ol role="list" style="margin:0 0 16px;padding:0;list-style:none">\n${block.steps.map(step).join('\n')}\n</ol>`
    case 'action':
      return `<p style="margin:24px 0;font-size:16px;line-height:24px">${button(block.link)}</p>`
    case 'link':
      return paragraph(anchor(block.link))
    case 'scale':
      return scale(block.links)
    case 'list':
      return `<ul ${colourStyle('text', 'margin:0 0 16px;padding:0 0 0 20px;font-size:16px;line-height:24px')}>\n${block.items
        .map(
          ({ lead, link }) =>
            `<li style="margin:0 0 6px">${escapeHtml(lead)}${link === null ? '' : ` ${anchor(link)}`}</li>`,
        )
        .join('\n')}\n</ul>`
    case 'said':
      return block.text
        .replace(/\r\n?/g, '\n')
        .trim()
        .split(/\n{2,}/)
        .map((part) => paragraph(escapeHtml(part).replace(/\n/g, '<br>\n')))
        .join('\n')
    case 'signature':
      return signature(block.name, block.team)
    case 'frame':
      return `<div class="line" style="border-top:1px solid ${BY_DAY.line};margin:28px 0 20px;font-size:0;line-height:0">&nbsp;</div>`
  }
}

function paragraph(html: string): string {
  return `<p ${colourStyle('text', 'margin:0 0 16px;font-size:16px;line-height:24px')}>${html}</p>`
}

function step({ when, what }: { when: string; what: string }): string {
  return `<li class="line-accent" style="margin:0 0 4px;padding:6px 0 10px 16px;border-left:3px solid ${BY_DAY.accent}">
<p ${colourStyle('text', 'margin:0;font-size:16px;line-height:24px;font-weight:600')}>${escapeHtml(when)}</p>
<p ${colourStyle('text', 'margin:0;font-size:16px;line-height:24px')}>${escapeHtml(what)}</p>
</li>`
}

function signature(name: string | null, team: string | null): string {
  const lines = [
    ...(name === null ? [] : [`<strong style="font-weight:600">${escapeHtml(name)}</strong>`]),
    ...(team === null ? [] : [escapeHtml(team)]),
  ]
  return lines.length === 0 ? '' : paragraph(lines.join('<br>\n'))
}

function button(link: Link): string {
  const style = `display:inline-block;background-color:${BY_DAY.button};color:${BY_DAY['on-button']};padding:12px 20px;border-radius:6px;font-weight:600;text-decoration:none`
  return isSafe(link.url)
    ? `<a class="button" href="${escapeHtml(link.url)}" style="${style}">${escapeHtml(link.label)}</a>`
    : escapeHtml(link.label)
}

// One below the other: wide enough for a thumb on a telephone, and the same in mail programs without media queries. A
// table, because Outlook gives a link neither width nor height.
function scale(links: readonly Link[]): string {
  const rows = links.map(({ label, url }) => {
    const style =
      'display:block;padding:11px 16px;font-size:16px;line-height:22px;font-weight:600;text-decoration:none'
    const stepHtml = isSafe(url)
      ? `<a href="${escapeHtml(url)}" ${colourStyle('accent', style)}>${escapeHtml(label)}</a>`
      : `<span ${colourStyle('text', style)}>${escapeHtml(label)}</span>`
    return `<tr><td class="line" style="border:1px solid ${BY_DAY.line};border-radius:6px">${stepHtml}</td></tr>`
  })
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="width:100%;margin:0 0 16px;border-collapse:separate;border-spacing:0 6px">
${rows.join('\n')}
</table>`
}

function anchor(link: Link): string {
  return isSafe(link.url)
    ? `<a href="${escapeHtml(link.url)}" ${colourStyle('accent', 'text-decoration:underline')}>${escapeHtml(link.label)}</a>`
    : escapeHtml(link.label)
}

function isSafe(url: string): boolean {
  return /^(?:https?:\/\/|tel:|mailto:)/i.test(url)
}

function colourStyle(role: ColourRole, style: string): string {
  return `class="${role}" style="color:${BY_DAY[role]};${style}"`
}

// Inline colours override a style sheet, hence !important.
function nightStyle(): string {
  const night = BY_NIGHT
  const rules = [
    ...(['text', 'quiet', 'accent'] as const).map((role) => `.${role}{color:${night[role]}!important}`),
    ...(['page', 'card', 'panel'] as const).map(
      (role) => `.${role}-behind{background-color:${night[role]}!important}`,
    ),
    `.button{background-color:${night.button}!important;color:${night['on-button']}!important}`,
    `.line{border-color:${night.line}!important}`,
    `.line-accent{border-color:${night.accent}!important}`,
  ]
  return `@media (prefers-color-scheme:dark){\n${rules.join('\n')}\n}`
}

// RFC 5322 §2.1.1 asks for 78 at most; two are left for the "> " of a quote.
const WIDTH = 76

/** Returns the mail as text, for mail programs without HTML, for screen readers and for quotes in replies. */
function mailText(letter: Letter): string {
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

// A telephone number needs no URL beside it; any other link has a line of its own.
function linked(lead: string, link: Link): string {
  const labelled = `${lead} ${link.label}`
  return link.url.startsWith('tel:') ? labelled : `${labelled}\n${link.url}`
}

function underlined(title: string, stroke: string): string {
  const lines = wrap(title)
  const longest = Math.max(...lines.split('\n').map((line) => line.length))
  return `${lines}\n${stroke.repeat(longest)}`
}

function item(text: string): string {
  return `- ${wrap(text, WIDTH - 2).replace(/\n/g, '\n  ')}`
}

// Breaks at ordinary spaces only, so that non-breaking ones are respected; a longer word, such as a URL, stays whole.
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
