/**
 * Calls `ask` repeatedly until it returns something other than undefined or false, and returns that. Throws after
 * `deadline` milliseconds and names what was awaited. Tests wait with this, never for a fixed time.
 */
export async function poll<T>(
  whatFor: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  { deadline = 30_000, every = 20 }: { deadline?: number; every?: number } = {},
): Promise<T> {
  const end = performance.now() + deadline
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > end) throw new Error(`Waited ${deadline} ms in vain for ${whatFor}.`)
    await new Promise((resolve) => setTimeout(resolve, every))
  }
}
