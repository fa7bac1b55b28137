/** Joins the soft line breaks of `format=flowed` text (RFC 3676 §4); quoted lines keep their level. */
export function joinFlowed(text: string, deleteSpace: boolean): string {
  const joined: string[] = []
  let flowing = false
  let level = 0
  for (const raw of text.split(/\r?\n/)) {
    const quote = /^>*/.exec(raw)?.[0] ?? ''
    let line = raw.slice(quote.length)
    if (line.startsWith(' ')) line = line.slice(1)
    const signature = line === '-- '
    const soft = line.endsWith(' ') && !signature
    const content = soft && deleteSpace ? line.slice(0, -1) : line
    if (flowing && quote.length === level && !signature) joined[joined.length - 1] += content
    else joined.push(quote === '' ? content : `${quote} ${content}`)
    flowing = soft
    level = quote.length
  }
  return joined.join('\n')
}
