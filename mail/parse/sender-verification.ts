import type { SenderTrust } from '../../core/ticket/message.ts'
import { displayable } from './mime/encoded-words.ts'
import { everyField, type HeaderField } from './mime/header-block.ts'

/** One method's verdict in an Authentication-Results header (RFC 8601). */
interface Verdict {
  /** Lower case: `pass`, `fail`, `none`, `softfail`, `temperror`, … */
  result: string
  /** The domain the verdict is about (header.from, smtp.mailfrom, header.d), in lower case; '' when absent. */
  domain: string
}

/** One Authentication-Results header. */
export interface AuthenticationResult {
  /**
   * The authserv-id of the server that wrote it, in lower case. Anybody can write the header: only a configured name is
   * trusted.
   */
  authserv: string
  dmarc: Verdict | null
  spf: Verdict | null
  dkim: Verdict[]
}

const MOST_HEADERS = 20

/** Returns every Authentication-Results header, topmost first, unverified. */
export function readAuthentication(fields: readonly HeaderField[]): AuthenticationResult[] {
  return everyField(fields, 'authentication-results').slice(0, MOST_HEADERS).map(readOne)
}

function readOne(value: string): AuthenticationResult {
  const [head = '', ...statements] = splitStatements(displayable(value.slice(0, 5_000)))
  const result: AuthenticationResult = {
    authserv: (head.trim().split(/[\s/]/)[0] ?? '').toLowerCase(),
    dmarc: null,
    spf: null,
    dkim: [],
  }
  for (const statement of statements) {
    const match = /^\s*([a-z0-9-]{1,30})(?:\s*\/\s*\d+)?\s*=\s*([a-z]{1,20})/i.exec(statement)
    const method = match?.[1]?.toLowerCase()
    const verdict = { result: (match?.[2] ?? '').toLowerCase(), domain: '' }
    if (method === 'dmarc') {
      result.dmarc ??= { ...verdict, domain: property(statement, ['header.from']) }
    } else if (method === 'spf') {
      result.spf ??= { ...verdict, domain: property(statement, ['smtp.mailfrom', 'smtp.mail', 'smtp.helo']) }
    } else if (method === 'dkim') {
      result.dkim.push({ ...verdict, domain: property(statement, ['header.d', 'header.i']) })
    }
  }
  return result
}

// Statements end at ";" outside comments and quotes. Comments are dropped, because they may hold anything.
function splitStatements(value: string): string[] {
  const statements: string[] = []
  let current = ''
  let depth = 0
  let quoted = false
  let escaped = false
  for (const character of value) {
    if (escaped) {
      escaped = false
      if (depth === 0) current += withoutQuoting(character)
    } else if (character === '\\' && (quoted || depth > 0)) escaped = true
    else if (quoted) {
      if (character === '"') quoted = false
      else current += withoutQuoting(character)
    } else if (character === '(') depth++
    else if (character === ')' && depth > 0) depth--
    else if (depth > 0) continue
    else if (character === '"') quoted = true
    else if (character === ';') {
      statements.push(current)
      current = ''
    } else current += character
  }
  statements.push(current)
  return statements
}

// The sender chooses a quoted local part ("x header.from=bank.example"@…), so it must stay one word.
function withoutQuoting(character: string): string {
  return /[\s;=()"]/.test(character) ? '_' : character
}

function property(statement: string, names: readonly string[]): string {
  for (const name of names) {
    const value = new RegExp(`(?:^|\\s)${name.replace('.', '\\.')}\\s*=\\s*([^\\s;]+)`, 'i').exec(
      statement,
    )?.[1]
    if (value !== undefined)
      return value
        .slice(value.lastIndexOf('@') + 1)
        .replace(/[<>.]+$/g, '')
        .toLowerCase()
  }
  return ''
}

/**
 * Returns how far the From address is verified, by what our own receiving server wrote. RFC 8601 §5: a header with
 * another authserv-id is anybody's claim and ignored, and so is a lower header where a higher one has the verdict.
 * DMARC decides. Without it, an aligned DKIM or SPF pass proves the sender, and a failure for the From domain without
 * any pass refutes it. Several senders are never proven. Without a verdict or a configured authserv-id the sender is
 * unproven.
 */
export function verifySender(
  results: readonly AuthenticationResult[],
  authservIds: readonly string[],
  senders: readonly { address: string }[],
): SenderTrust {
  const ours = authservIds.map((id) => id.toLowerCase())
  const trusted = results.filter((result) => ours.includes(result.authserv))
  const domains = new Set(senders.map((sender) => domainOf(sender.address)))
  const [domain = ''] = domains
  if (trusted.length === 0 || domain === '') return 'unproven'
  const dmarc = trusted.find((result) => result.dmarc)?.dmarc
  if (dmarc?.result === 'fail') return 'failed'
  if (domains.size > 1) return 'unproven'
  if (dmarc?.result === 'pass') {
    return dmarc.domain === '' || dmarc.domain === domain ? 'proven' : 'unproven'
  }
  const spf = trusted.find((result) => result.spf)?.spf
  const dkim = trusted.find((result) => result.dkim.length > 0)?.dkim ?? []
  const checks = spf ? [spf, ...dkim] : dkim
  if (checks.some((check) => check.result === 'pass' && aligned(check, domain))) return 'proven'
  const failing = checks.some(
    (check) => FAILED.has(check.result) && (check.domain === '' || aligned(check, domain)),
  )
  return failing && !checks.some((check) => check.result === 'pass') ? 'failed' : 'unproven'
}

// `softfail` and `neutral` mean that the domain's owner makes no claim: not a failure.
const FAILED = new Set(['fail', 'hardfail', 'permerror'])

// Relaxed alignment (RFC 7489 §3.1) without a public-suffix list: the same domain, or one a subdomain of the other.
function aligned(check: Verdict, domain: string): boolean {
  if (check.domain === '' || !check.domain.includes('.')) return false
  return check.domain === domain || domain.endsWith(`.${check.domain}`) || check.domain.endsWith(`.${domain}`)
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}
