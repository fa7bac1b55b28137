import type { Secret } from '../core/kernel/secret.ts'
import type { Role } from '../core/policy/role.ts'
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
