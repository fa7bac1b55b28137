/** Why a message shows no text of its own. */
export type ContentNotice =
  | 'unreadable'
  | 'encrypted'
  | 'winmail'
  | 'calendar'
  | 'image-only'
  | 'attachment-only'
  | 'no-text'

/** Returns the notice in place of a message's text, or null when there is text. Warnings are `code: sentence`. */
export function contentNotice(message: {
  text: string
  warnings: readonly string[]
  attachments: readonly { type: string }[]
}): ContentNotice | null {
  const codes = new Set(message.warnings.map((warning) => warning.split(':')[0]))
  const types = message.attachments.map((attachment) => attachment.type.toLowerCase())
  if (codes.has('unreadable')) return 'unreadable'
  if (message.text.trim() !== '') return null
  if (codes.has('encrypted')) return 'encrypted'
  if (codes.has('winmail')) return 'winmail'
  if (types.includes('text/calendar')) return 'calendar'
  if (types.length === 0) return 'no-text'
  return types.every((type) => type.startsWith('image/')) ? 'image-only' : 'attachment-only'
}
