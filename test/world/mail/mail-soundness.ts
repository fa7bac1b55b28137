import { type ParsedMail, printable } from '../../../mail/parse/parsed-mail.ts'

/** Returns the faults of a parsed mail that no input may cause; empty when it is sound. */
export function unsoundness(mail: ParsedMail, arrivedAt: Date): string[] {
  const wrong: string[] = []
  const texts: string[] = []
  JSON.stringify(printable(mail), (_, value) => {
    if (typeof value === 'string') texts.push(value)
    return value
  })
  // PostgreSQL refuses both.
  if (texts.some((text) => text.includes('\0'))) wrong.push('holds a NUL')
  if (texts.some((text) => !text.isWellFormed())) wrong.push('holds half a character')
  if (!(mail.date.getTime() <= arrivedAt.getTime())) wrong.push(`has the date ${mail.date}`)
  if (mail.newText === '' && mail.text.trim() !== '') wrong.push('was cut to nothing')
  if (mail.text.length > 500_000 || mail.subject.length > 1_000) wrong.push('is too long')
  if (/<script|<style|<iframe|<form|\son\w+=["']|javascript:|<[^>]*\ssrc="(?!cid:)/i.test(mail.html ?? ''))
    wrong.push('has HTML that may run or load')
  for (const { name, size, content } of mail.attachments) {
    if (name === '' || /[/\\\p{Cc}]/u.test(name)) wrong.push(`has a file named ${JSON.stringify(name)}`)
    if (size !== content.byteLength) wrong.push(`has a file of ${content.byteLength} bytes and says ${size}`)
  }
  for (const { address } of [mail.from, ...mail.to, ...mail.cc]) {
    if (address !== '' && !/^("[^"]*"|[^\s@]+)@[^\s@]+$/.test(address))
      wrong.push(`has the address ${address}`)
  }
  return wrong
}
