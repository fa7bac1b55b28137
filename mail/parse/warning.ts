/** The warnings of parsing, for the people who read the mail; a closed list. */
const WARNINGS = {
  'no-header': 'the mail has no header; everything was read as its text',
  'no-sender': 'the From header holds no usable address',
  'several-senders': 'the mail has several From addresses or headers; the first is shown',
  'name-shows-address': "the sender's name shows another address than the true one",
  'encoded-address': 'an address contains an encoded word; it is shown as sent',
  'reply-elsewhere': 'answers are asked to go to another domain than the sender’s',
  'date-unusable': 'the Date header is missing, impossible or in the future; the arrival time is used',
  'charset-repaired': 'the text did not fit its charset label and was read as the charset that fits',
  'too-many-addresses': 'the mail has too many addresses; only the first are listed',
  'too-many-parts': 'the mail has too many or too deeply nested parts; the rest is only in the original mail',
  'large-header': 'the header is unusually large',
  'text-shortened': 'the text is too long and was shortened; all of it is in the original mail',
  'html-shortened': 'the HTML is too long and was shortened; all of it is in the original mail',
  'html-not-shown': 'the HTML is too deeply nested to be shown safely; its text is shown instead',
  'no-text': 'the mail has no readable text',
  encrypted: 'the mail is encrypted; its content is in the attachment',
  winmail: 'the mail came in a Microsoft format (winmail.dat); its content is in the attachment',
  unreadable: 'the mail could not be read; the original is kept',
} as const
type WarningCode = keyof typeof WARNINGS

/** Collects each warning once, as `code: sentence`. */
export interface Warnings {
  add(code: WarningCode): void
  list(): string[]
}

/** Returns an empty collection. */
export function collectWarnings(): Warnings {
  const codes = new Set<WarningCode>()
  return {
    add: (code) => void codes.add(code),
    list: () => [...codes].map((code) => `${code}: ${WARNINGS[code]}`),
  }
}
