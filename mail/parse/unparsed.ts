import type { IncomingMessage } from '../../core/ticket/message.ts'
import { detectAutomaticMail } from './automatic-mail.ts'
import { fingerprint } from './fingerprint.ts'
import { readHeader } from './header.ts'
import { fromHeader, type IncomingRules, type MailArrival, mailFacts } from './incoming-message.ts'
import { readHeaderBlock } from './mime/header-block.ts'
import { withLineEnds } from './parse.ts'
import { collectWarnings } from './warning.ts'

/**
 * A mail that could not be parsed, as a message all the same: what its header tells, the reason, and the raw mail to
 * open by hand or to try again. Reads no further than the header, so that nothing that broke the parser is met
 * twice; its key is the one it has when it is parsed after all.
 */
export function unparsedIncoming(
  raw: Uint8Array,
  arrival: MailArrival,
  reason: string,
  rules: IncomingRules,
): IncomingMessage {
  const warnings = collectWarnings()
  warnings.add('unreadable')
  const bytes = withLineEnds(raw)
  const { fields, bodyStart } = readHeaderBlock(bytes)
  const header = readHeader(fields, arrival.receivedAt, warnings)
  const { kind, reasons } = detectAutomaticMail({
    fields,
    from: header.from,
    replyTo: header.replyTo,
    subject: header.subject,
    type: '',
    reportType: '',
    partTypes: [],
    ownAddresses: rules.ownAddresses,
  })
  return {
    ...fromHeader(header, raw, arrival, rules),
    idempotencyKey: `mail:${fingerprint(fields, header.from.address, bytes.subarray(bodyStart))}`,
    stated: { name: null, email: null, telephone: null },
    text: '',
    newText: '',
    html: null,
    language: 'unknown',
    attachments: [],
    mail: {
      ...mailFacts(header, raw, arrival, rules),
      automatic: kind === null ? null : { kind, reasons },
      unparsed: reason,
    },
    warnings: warnings.list(),
  }
}
