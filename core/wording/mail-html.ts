import { REPLY_MARKER } from '../message-text/reply-marker.ts'
import { escapeHtml } from './escape-html.ts'
import type { Block, Letter, Link } from './letter.ts'
import { BY_DAY, BY_NIGHT, type ColourRole } from './mail-colours.ts'

const SANS = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const MONO = "ui-monospace,'SF Mono',Menlo,Consolas,'Liberation Mono',monospace"

/**
 * The mail as HTML: one column of 600 px, real text, system fonts, nothing loaded. Colours stand inline for readers
 * that know nothing else, and once more in a style sheet for dark screens; the language once more on the part that is
 * left when a web mail drops `<html>`.
 */
export function mailHtml(letter: Letter, subject: string): string {
  const title =
    letter.title === null
      ? ''
      : `<h1 ${look('text', 'margin:0 0 20px;font-size:26px;line-height:32px;font-weight:600')}>${escapeHtml(letter.title)}</h1>`
  const blocks = letter.blocks.map(blockHtml)
  const footer = letter.footer.map(
    (line) => `<p ${look('quiet', 'margin:0 0 8px;font-size:13px;line-height:20px')}>${escapeHtml(line)}</p>`,
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
<p ${look('quiet', 'margin:0;padding:0 0 12px;font-size:12px;line-height:16px;text-align:center')}>${escapeHtml(REPLY_MARKER[letter.language])}</p>
<div class="card-behind pad" style="background-color:${BY_DAY.card};padding:32px 40px 20px;border-radius:8px">
<p ${look('accent', 'margin:0 0 24px;font-size:17px;line-height:24px;font-weight:600;letter-spacing:-0.2px')}>Agafort</p>
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
      return `<h2 ${look('text', 'margin:32px 0 12px;font-size:18px;line-height:24px;font-weight:600')}>${escapeHtml(block.text)}</h2>`
    case 'reference':
      return `<div class="panel-behind" style="background-color:${BY_DAY.panel};margin:0 0 16px;padding:16px 20px;border-radius:6px">
<p ${look('quiet', 'margin:0;font-size:14px;line-height:20px')}>${escapeHtml(block.label)}</p>
<p ${look('text', `margin:4px 0 0;font-size:22px;line-height:28px;font-weight:600;font-family:${MONO}`)}>${escapeHtml(block.reference)}</p>
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
      return `<ul ${look('text', 'margin:0 0 16px;padding:0 0 0 20px;font-size:16px;line-height:24px')}>\n${block.items
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
  return `<p ${look('text', 'margin:0 0 16px;font-size:16px;line-height:24px')}>${html}</p>`
}

function step({ when, what }: { when: string; what: string }): string {
  return `<li class="line-accent" style="margin:0 0 4px;padding:6px 0 10px 16px;border-left:3px solid ${BY_DAY.accent}">
<p ${look('text', 'margin:0;font-size:16px;line-height:24px;font-weight:600')}>${escapeHtml(when)}</p>
<p ${look('text', 'margin:0;font-size:16px;line-height:24px')}>${escapeHtml(what)}</p>
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

// One below the other: as wide as a thumb wants on a telephone, and the same in readers that know no media query. A
// table, because Outlook gives a link neither width nor height.
function scale(links: readonly Link[]): string {
  const rows = links.map(({ label, url }) => {
    const style =
      'display:block;padding:11px 16px;font-size:16px;line-height:22px;font-weight:600;text-decoration:none'
    const said = isSafe(url)
      ? `<a href="${escapeHtml(url)}" ${look('accent', style)}>${escapeHtml(label)}</a>`
      : `<span ${look('text', style)}>${escapeHtml(label)}</span>`
    return `<tr><td class="line" style="border:1px solid ${BY_DAY.line};border-radius:6px">${said}</td></tr>`
  })
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="width:100%;margin:0 0 16px;border-collapse:separate;border-spacing:0 6px">
${rows.join('\n')}
</table>`
}

function anchor(link: Link): string {
  return isSafe(link.url)
    ? `<a href="${escapeHtml(link.url)}" ${look('accent', 'text-decoration:underline')}>${escapeHtml(link.label)}</a>`
    : escapeHtml(link.label)
}

function isSafe(url: string): boolean {
  return /^(?:https?:\/\/|tel:|mailto:)/i.test(url)
}

function look(role: ColourRole, style: string): string {
  return `class="${role}" style="color:${BY_DAY[role]};${style}"`
}

// Inline colours win over a style sheet, hence !important.
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
