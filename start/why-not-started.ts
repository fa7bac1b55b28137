/** Returns why the program could not start, in a sentence that says what to do. */
export function whyNotStarted(error: unknown): string {
  const { code, message } =
    error instanceof Error ? (error as Error & { code?: string }) : { code: '', message: String(error) }
  if (code === 'ECONNREFUSED')
    return `The program could not start: the database does not answer. Start it, or correct DATABASE_URL.`
  if (code === 'EADDRINUSE')
    return `The program could not start: ${message}. Set PORT, SMTP_PORT or LMTP_PORT to a free one.`
  return `The program could not start: ${message}`
}
