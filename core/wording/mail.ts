import type { Letter, RenderedMail } from './letter.ts'
import { mailHtml } from './mail-html.ts'
import { mailText } from './mail-text.ts'

/**
 * A mail's subject (ending with the reference in brackets, so that an answer finds its ticket), plain text and HTML.
 * The HTML loads nothing from anywhere and every text in it is escaped.
 */
export function renderMail(letter: Letter): RenderedMail {
  const subject = `${letter.subject.replace(/\s+/g, (run) => (run === '\u00a0' ? run : ' '))} [${letter.reference}]`
  return { subject, text: mailText(letter), html: mailHtml(letter, subject) }
}
