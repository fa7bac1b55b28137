import type { ProviderChecks, ProviderClaims, ProviderRules } from '../../core/auth/single-sign-on.ts'

/** The company's identity provider as the sign-in uses it. What it says travels by `provider-client.ts`, or by a test's own. */
export interface Provider extends ProviderRules {
  /** What its button is called by: `Agafort Connect`. */
  name: string
  /** Where to send the browser, and what its answer must match. `not-available` when the provider does not answer. */
  begin(redirectUri: string): Promise<{ url: string; checks: ProviderChecks }>
  /**
   * What the provider says of whoever came back to `url`. `not-signed-in` for an answer that does not match, is
   * not the provider's, or was a refusal; `not-available` when the provider does not answer.
   */
  finish(url: URL, checks: ProviderChecks): Promise<ProviderClaims>
}
