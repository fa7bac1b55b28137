/** Why a mail could not be parsed. */
export class ParseFailure extends Error {
  /** `timeout`: it took too long; `crash`: it killed the worker; `error`: the parser refused it; `closed`: nobody tried. */
  readonly reason: 'timeout' | 'crash' | 'error' | 'closed'
  constructor(reason: ParseFailure['reason'], message: string) {
    super(message)
    this.name = 'ParseFailure'
    this.reason = reason
  }
}
