import type { Secret } from '../core/kernel/secret.ts'
import type { Role } from '../core/member/member.ts'
import type { RuleFault } from './rules.ts'
import { isLoopback } from './rules.ts'
import { type Secrets, SIGN_IN_SECRET } from './secrets.ts'
import type { Settings } from './settings-schema.ts'

/** The identity provider, whole. */
export interface ProviderConfig {
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: Secret
  readonly createsMembers: boolean
  readonly asksSecondFactor: boolean
}

export interface SignInConfig {
  /** Roles that may not work without a second factor; nobody while it is optional. */
  readonly secondFactorFor: readonly Role[]
  /** Null: local accounts only. */
  readonly provider: ProviderConfig | null
}

/** How members sign in, with the provider's secret from the environment. */
export function signInConfig(
  { secondFactor, requiredFor, provider }: Settings['signIn'],
  secrets: Secrets,
): SignInConfig {
  const { issuer, clientId = '', ...others } = provider
  return {
    secondFactorFor: secondFactor === 'required' ? requiredFor : [],
    provider:
      issuer === undefined
        ? null
        : {
            ...others,
            issuer,
            clientId,
            clientSecret: secrets.required(SIGN_IN_SECRET, 'the identity provider of the sign-in'),
          },
  }
}

/** What does not go together in the sign-in's settings. */
export function signInFaults({ signIn: { provider } }: Settings): RuleFault[] {
  const { issuer, clientId } = provider
  if (issuer === undefined) return []
  const path = ['signIn', 'provider']
  const faults: RuleFault[] = []
  if (!issuer.startsWith('https:') && !isLoopback(new URL(issuer).hostname)) {
    faults.push({
      path: [...path, 'issuer'],
      problem: 'is not https: anyone on the way could sign in as a member',
      remedy: 'Set it to the https address of the provider.',
    })
  }
  if (clientId === undefined) {
    faults.push({
      path: [...path, 'clientId'],
      problem: 'is missing, yet there is an issuer',
      remedy: 'Set SIGN_IN_CLIENT_ID to the client id the provider gave us.',
    })
  }
  return faults
}
