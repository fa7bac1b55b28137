import { isRule, isSeparator, readHeaderLines, toLines } from '../../core/message-text/quote.ts'
import type { NamedAddress } from '../../core/ticket/message.ts'
import { readAddresses } from './addresses.ts'
import type { Forward } from './parsed-mail.ts'

/** Returns whether the subject is that of a forward, such as "TR: …", "Fwd: …" or "WG: …". */
export function isForwardSubject(subject: string): boolean {
  return /^\s*(?:\[[^\]]{1,40}\]\s*)?(?:tr|trans|fw|fwd|wg|rv|i)\s*:/i.test(subject)
}

/**
 * Returns the forwarded message when the subject announces one and the text holds its header block ("De : … Envoyé :
 * …"). Otherwise null. The result has the original sender, the forwarding person's note above it, and the message
 * itself.
 */
export function readForward(subject: string, text: string): Forward | null {
  if (!isForwardSubject(subject)) return null
  const lines = toLines(text)
  for (let i = 0; i < lines.raw.length; i++) {
    const block = readHeaderLines(lines, i)
    if (!block) continue
    let end = i
    while (end > 0 && isBlankOrSeparator(lines.raw[end - 1] ?? '')) end--
    return {
      from: senderIn(block.from),
      note: lines.raw.slice(0, end).join('\n').trim(),
      text: lines.raw.slice(block.end).join('\n').trim(),
    }
  }
  return null
}

function isBlankOrSeparator(line: string): boolean {
  return line.trim() === '' || isRule(line) || isSeparator(line)
}

// "Claire Morel <claire@exemple.fr>", "Claire Morel [mailto:claire@exemple.fr]", or only a name.
function senderIn(value: string): NamedAddress | null {
  const written = value.replace(/\[(?:mailto:)?([^\]]+)\]/i, '<$1>').replace(/<mailto:/i, '<')
  const sender = readAddresses(Buffer.from(written, 'utf8').toString('latin1'))[0]
  return sender?.address ? sender : null
}
