/** Every reason for a refusal, with its HTTP status. The set is closed, so that an edge may switch over it. */
export const PROBLEMS = {
  'invalid-input': 400,
  'not-signed-in': 401,
  'not-allowed': 403,
  'not-found': 404,
  'already-done': 409,
  'too-early': 409,
  'link-expired': 410,
  'too-large': 413,
  'too-many-requests': 429,
  'not-available': 503,
} as const
export type ProblemCode = keyof typeof PROBLEMS

/** A refusal a person can act on: `message` names what happened and what to do. */
export class Problem extends Error {
  readonly code: ProblemCode
  constructor(code: ProblemCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Problem'
    this.code = code
  }
  /** The HTTP status of this problem's code. */
  get status(): number {
    return PROBLEMS[this.code]
  }
}
