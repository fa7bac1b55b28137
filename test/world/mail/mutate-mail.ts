import type { Random } from '../random.ts'

/**
 * Returns a damaged copy of a raw mail: one to five kinds of damage that happen in transit or are inflicted on purpose.
 * The same random numbers yield the same mail.
 */
export function mutateMail(raw: Buffer, random: Random): Buffer {
  let mail = raw
  for (let times = 1 + random.below(5); times > 0; times--) mail = random.pick(DAMAGES)(mail, random)
  return mail.subarray(0, LARGEST)
}

const LARGEST = 4_000_000

type Damage = (mail: Buffer, random: Random) => Buffer

const HEADERS = [
  'Content-Type: multipart/mixed; boundary="x"',
  'Content-Type: multipart/mixed; boundary=""',
  'Content-Type: text/html; charset=utf-7',
  'Content-Type: ;;;=;"',
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: x-uuencode',
  'Content-Disposition: attachment; filename="../../\\..\\x\0"',
  "Content-Disposition: attachment; filename*0*=utf-8''%E9%; filename*9999=x",
  'Date: Thu, 31 Feb 99999 99:99:99 +9999',
  'From: "<<a@b>@c>" <=?utf-8?Q?a@b?=@@>',
  'Subject: =?utf-8?B?////?= =?x?Q?=?= =?utf-16?B?2AA=?=',
  'References: <><a@b<c@d>>,,,',
  'Auto-Submitted:',
  'Authentication-Results: ;;;dmarc=pass ((((',
  ': empty',
  ' folded onto nothing',
] as const

const ENCODINGS = ['base64', 'quoted-printable', '7bit', '8bit', 'x-uuencode', 'nonsense'] as const
const CHARSETS = ['utf-8', 'utf-7', 'utf-16', 'iso-2022-jp', 'iso-8859-15', 'x-mac', 'gb18030', ''] as const
const TYPES = [
  'text/html',
  'text/plain',
  'multipart/mixed',
  'multipart/alternative',
  'message/rfc822',
  'image/png',
] as const

const DAMAGES: readonly [Damage, ...Damage[]] = [
  flipBits,
  function cutOff(mail, random) {
    return mail.subarray(0, random.below(mail.length + 1))
  },
  function dropSlice(mail, random) {
    const [from, to] = slice(mail, random)
    return Buffer.concat([mail.subarray(0, from), mail.subarray(to)])
  },
  function repeatSlice(mail, random) {
    const [from, to] = slice(mail, random, 200)
    const times = 1 + random.below(Math.max(1, Math.floor(300_000 / Math.max(1, to - from))))
    const repeated = Array.from({ length: times }, () => mail.subarray(from, to))
    return Buffer.concat([mail.subarray(0, to), ...repeated, mail.subarray(to)])
  },
  function moveSlice(mail, random) {
    const [from, to] = slice(mail, random)
    return insert(mail, random.below(mail.length + 1), mail.subarray(from, to))
  },
  function doubleBoundary(mail, random) {
    const lines = mail.toString('latin1').split('\n')
    const boundaries = lines.flatMap((line, i) => (line.startsWith('--') ? [i] : []))
    const at = boundaries[random.below(boundaries.length)]
    if (at !== undefined) lines.splice(at, random.below(2), lines[at] ?? '', lines[at] ?? '')
    return Buffer.from(lines.join('\n'), 'latin1')
  },
  function dropLine(mail, random) {
    const lines = mail.toString('latin1').split('\n')
    lines.splice(random.below(lines.length), 1)
    return Buffer.from(lines.join('\n'), 'latin1')
  },
  function addHeader(mail, random) {
    const lines = mail.toString('latin1').split('\n')
    lines.splice(random.below(Math.min(30, lines.length)), 0, `${random.pick(HEADERS)}\r`)
    return Buffer.from(lines.join('\n'), 'latin1')
  },
  function swapEncoding(mail, random) {
    return replaceAll(mail, /(content-transfer-encoding:\s*)[^\r\n]*/gi, `$1${random.pick(ENCODINGS)}`)
  },
  function swapCharset(mail, random) {
    return replaceAll(mail, /(charset=)"?[\w-]*"?/gi, `$1${random.pick(CHARSETS)}`)
  },
  function swapType(mail, random) {
    return replaceAll(mail, /(content-type:\s*)[\w/-]+/i, `$1${random.pick(TYPES)}`)
  },
  function swapLineEnds(mail, random) {
    return replaceAll(mail, /\r?\n/g, random.pick(['\n', '\r', '\r\n', '\n\r']))
  },
  function addNoise(mail, random) {
    const noise = Buffer.from(Array.from({ length: 1 + random.below(2_000) }, () => random.below(256)))
    return insert(mail, random.below(mail.length + 1), noise)
  },
  function addNul(mail, random) {
    return insert(mail, random.below(mail.length + 1), Buffer.alloc(1 + random.below(10)))
  },
  function wrapInMultipart(mail, random) {
    const levels = 1 + random.below(60)
    const head = Array.from(
      { length: levels },
      (_, i) => `Content-Type: multipart/mixed; boundary=w${i}\r\n\r\n--w${i}\r\n`,
    )
    return Buffer.concat([Buffer.from(`From: a@b.example\r\n${head.join('')}`), mail])
  },
  function deepenHtml(mail, random) {
    const tag = random.pick([
      '<div>',
      '</div>',
      '<b><i>',
      '<!--',
      '<p style="',
      '<table><tr><td>',
      '&amp',
      '<blockquote type=cite>',
    ])
    return insert(mail, random.below(mail.length + 1), Buffer.from(tag.repeat(1 + random.below(5_000))))
  },
]

function flipBits(mail: Buffer, random: Random): Buffer {
  const copy = Buffer.from(mail)
  for (let times = 1 + random.below(30); times > 0 && copy.length > 0; times--) {
    const at = random.below(copy.length)
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8))
  }
  return copy
}

function slice(mail: Buffer, random: Random, longest = mail.length): [from: number, to: number] {
  const from = random.below(mail.length + 1)
  return [from, Math.min(mail.length, from + random.below(longest + 1))]
}

function insert(mail: Buffer, at: number, what: Buffer): Buffer {
  return Buffer.concat([mail.subarray(0, at), what, mail.subarray(at)])
}

function replaceAll(mail: Buffer, pattern: RegExp, by: string): Buffer {
  return Buffer.from(mail.toString('latin1').replace(pattern, by), 'latin1')
}
