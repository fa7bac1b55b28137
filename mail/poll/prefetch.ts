/**
 * Yields the items of `source` and prefetches the next one while the current one is processed. An error of the next
 * item is thrown when that item is requested. Returning early does not wait for the item in progress.
 */
export async function* prefetch<Item>(source: AsyncGenerator<Item, void, void>): AsyncGenerator<Item> {
  let next = source.next()
  try {
    for (;;) {
      const item = await next
      if (item.done) return
      next = source.next()
      // The error is thrown where the item is awaited; until then it must not count as an unhandled rejection.
      next.catch(() => {})
      yield item.value
    }
  } finally {
    source.return().catch(() => {})
  }
}
