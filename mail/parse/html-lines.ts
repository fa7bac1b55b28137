/** Collects the lines of a text made from HTML: folds blanks, keeps one empty line at most, marks quoted lines. */
export interface HtmlLines {
  /** True when no more is taken. */
  full(): boolean
  /** Adds words; blanks are folded unless `verbatim`. */
  text(words: string, verbatim: boolean): void
  /** A space, if there is none. */
  gap(): void
  /** Ends the line. */
  line(): void
  /** Ends the line and leaves an empty one. */
  paragraph(): void
  /** Ends the line, or leaves an empty one when it is empty already. */
  lineBreak(): void
  /** Goes into or out of quoted mail; its lines get "> ". */
  quote(by: 1 | -1): void
  finish(): string
}

const DEEPEST_QUOTE = 10

/** An empty collection of at most `longest` characters. */
export function htmlLines(longest: number): HtmlLines {
  const done: string[] = []
  // Pieces, not one string: looking at the end of a growing string costs its whole length each time.
  let pieces: string[] = []
  let ink = false
  let noBreakSpace = false
  let endsBlank = true
  let length = 0
  let depth = 0
  let separated = true

  function add(words: string): void {
    if (words === '') return
    pieces.push(words)
    length += words.length
    endsBlank = words.endsWith(' ')
    ink ||= words.trim() !== ''
    noBreakSpace ||= words.includes('\u00a0')
  }

  function line(): void {
    const empty = !ink && noBreakSpace
    if (ink) {
      done.push('> '.repeat(Math.min(depth, DEEPEST_QUOTE)) + pieces.join('').trimEnd())
      length += 1 + 2 * depth
      separated = false
    }
    pieces = []
    ink = false
    noBreakSpace = false
    endsBlank = true
    // A paragraph of a no-break space is how Outlook writes an empty line.
    if (empty) separate()
  }

  function separate(): void {
    if (!separated) done.push(depth > 0 ? '>' : '')
    separated = true
  }

  return {
    full: () => length >= longest,
    text(words, verbatim) {
      if (length >= longest) return
      if (verbatim) {
        words.split('\n').forEach((words, i) => {
          if (i > 0) line()
          add(words)
        })
        return
      }
      const folded = words.replace(/[ \t\r\n\f]+/g, ' ')
      add(endsBlank && folded.startsWith(' ') ? folded.slice(1) : folded)
    },
    gap: () => {
      if (ink && !endsBlank) add(' ')
    },
    line,
    paragraph() {
      line()
      separate()
    },
    lineBreak() {
      if (ink) line()
      else separate()
    },
    quote(by) {
      depth += by
    },
    finish() {
      line()
      return done.join('\n').slice(0, longest).trim()
    },
  }
}
