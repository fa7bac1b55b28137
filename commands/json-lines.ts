import { StringDecoder } from 'node:string_decoder'

/** A line of standard input, numbered from 1; null when it was too long to be kept. */
export interface InputLine {
  number: number
  text: string | null
}

// A mail is 70 MB at most; a line longer than this is none of ours, and must not fill the memory.
const LONGEST_LINE = 128 * 1_048_576

/** Cuts a stream of bytes into batches of lines, one batch for each piece that arrives; holds one line at most. */
export async function* readLines(
  input: AsyncIterable<Uint8Array>,
  longest = LONGEST_LINE,
): AsyncGenerator<InputLine[]> {
  const decoder = new StringDecoder('utf8')
  let number = 0
  let open = ''
  let tooLong = false
  const finish = (text: string): InputLine => {
    number++
    const line = { number, text: tooLong || text.length > longest ? null : text }
    tooLong = false
    return line
  }
  for await (const piece of input) {
    const pieces = decoder.write(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)).split('\n')
    const rest = pieces.pop() ?? ''
    const lines = pieces.map((text, index) => finish(index === 0 ? open + text : text))
    open = lines.length > 0 ? rest : open + rest
    if (open.length > longest) {
      tooLong = true
      open = ''
    }
    if (lines.length > 0) yield lines
  }
  open += decoder.end()
  if (open !== '' || tooLong) yield [finish(open)]
}
