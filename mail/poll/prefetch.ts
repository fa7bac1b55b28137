/**
 * Yields what `source` yields, and has it already work on the next item while the present one is being dealt with.
 * An error of the next item comes out when it is asked for. Stopping early does not wait for the item under way.
 */
export async function* prefetch<Item>(source: AsyncGenerator<Item, void, void>): AsyncGenerator<Item> {
  let coming = source.next()
  try {
    for (;;) {
      const item = await coming
      if (item.done) return
      coming = source.next()
      // Heard when it is awaited; until then a failure must not count as unhandled.
      coming.catch(() => {})
      yield item.value
    }
  } finally {
    source.return().catch(() => {})
  }
}
