/** What a colour is for; each has a value by day and by night, chosen for a contrast of at least 4.5 (WCAG 2.2 AA). */
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

/** The mail's colours when the reader's screen is light. */
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

/** The mail's colours when the reader's screen is dark. */
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
