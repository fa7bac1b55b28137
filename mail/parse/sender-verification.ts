import type { SenderTrust } from '../../core/ticket/message.ts'
import type { AuthenticationResult, Verdict } from './authentication.ts'

/**
 * How sure we are of the From address, by what our own receiving server wrote (RFC 8601 §5: a header with another
 * authserv-id is anybody's claim and ignored, and so is a lower header where a higher one gave the verdict).
 * DMARC decides; without it an aligned DKIM or SPF pass proves, and a failure for the From domain with nothing
 * passing fails. Several senders are never proven. Nothing said, or no authserv-id configured: unproven.
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

// `softfail` and `neutral` say that the domain's owner does not commit himself: not a failure.
const FAILED = new Set(['fail', 'hardfail', 'permerror'])

// Relaxed alignment (RFC 7489 §3.1) without a public-suffix list: the same domain, or one below the other.
function aligned(check: Verdict, domain: string): boolean {
  if (check.domain === '' || !check.domain.includes('.')) return false
  return check.domain === domain || domain.endsWith(`.${check.domain}`) || check.domain.endsWith(`.${domain}`)
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}
