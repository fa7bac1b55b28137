/** Returns why the program could not start, in a sentence that says what to do. */
export function whyNotStarted(error: unknown): string {
  const { code, message } =
    error instanceof Error ? (error as Error & { code?: string }) : { code: '', message: String(error) }
  if (code === 'ECONNREFUSED')
    return `The program could not start: the database does not answer. Start it, or correct DATABASE_URL.`
  if (code === 'ETIMEDOUT')
    return `The program could not start: the database at DATABASE_URL does not say a word. Check that the address is right, that PostgreSQL is not still starting or recovering, and that no firewall, proxy or pooler in between holds the connection.`
  if (code === '55P03')
    return `The program could not start: others hold tables that a migration changes; nothing was changed. End long transactions (pg_stat_activity shows them), then start again.`
  if (code === 'EADDRINUSE')
    return `The program could not start: ${message}. Set PORT, SMTP_PORT or LMTP_PORT to a free one.`
  return `The program could not start: ${message}`
}
