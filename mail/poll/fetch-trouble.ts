/** Which mails of a folder have made fetching fail, so that one of them does not hold up all behind it. */
export interface FetchTroubles {
  failed(uids: readonly number[]): void
  succeeded(uids: readonly number[]): void
  /** It has failed, perhaps for another's sake: fetched alone it shows whose fault it is. */
  alone(uid: number): boolean
  /** What is still worth fetching: the whole mail, its header only, or nothing. */
  worth(uid: number): 'whole' | 'header' | 'nothing'
  /** What may be asked about it: to tell its size a server may have to read it, and fail. */
  asked(uid: number): 'size-and-date' | 'date' | 'nothing'
}

// The first failures may be the network's: given up too early, a healthy mail becomes a ticket that has to be read in
// the mailbox; too late, everyone behind waits. With the reconnection delays five attempts take about half a minute.
const ALONE_AFTER = 2
const HEADER_AFTER = 5
const GIVEN_UP_AFTER = HEADER_AFTER + 1

/** Counts failures by UID; forgotten with the process, which then tries anew. */
export function fetchTroubles(): FetchTroubles {
  const failures = new Map<number, number>()
  const count = (uid: number) => failures.get(uid) ?? 0
  return {
    failed: (uids) => {
      for (const uid of uids) failures.set(uid, count(uid) + 1)
    },
    succeeded: (uids) => {
      for (const uid of uids) failures.delete(uid)
    },
    alone: (uid) => count(uid) >= ALONE_AFTER,
    worth: (uid) => {
      if (count(uid) < HEADER_AFTER) return 'whole'
      return count(uid) < GIVEN_UP_AFTER ? 'header' : 'nothing'
    },
    asked: (uid) => {
      if (count(uid) < ALONE_AFTER) return 'size-and-date'
      return count(uid) <= GIVEN_UP_AFTER ? 'date' : 'nothing'
    },
  }
}
