import { parentPort } from 'node:worker_threads'
import { parseMail } from './parse.ts'
import type { FromWorker, ParseBatch, ParseResult, ParseTask } from './parse-batch.ts'

// Finished mails wait this long for others (milliseconds); what is not handed over is parsed again after a kill.
const HOLD = 50

const port = parentPort
if (!port) throw new Error('parse-worker.ts runs in a worker thread; open a parse pool instead.')

port.on('message', async ({ mails, progress }: ParseBatch) => {
  const at = new Int32Array(progress)
  let results: ParseResult[] = []
  let transfer: ArrayBuffer[] = []
  let since = performance.now()
  const hand = (last: boolean) => {
    port.postMessage({ results, last } satisfies FromWorker, transfer)
    results = []
    transfer = []
    since = performance.now()
  }
  for (const [i, mail] of mails.entries()) {
    Atomics.store(at, 0, i)
    results.push(await parseOne(mail, transfer))
    if (i < mails.length - 1 && performance.now() - since > HOLD) hand(false)
  }
  hand(true)
})
port.postMessage('ready' satisfies FromWorker)

async function parseOne({ raw, options }: ParseTask, transfer: ArrayBuffer[]): Promise<ParseResult> {
  try {
    const mail = await parseMail(raw, options)
    for (const attachment of mail.attachments) {
      attachment.content = ownMemory(attachment.content)
      transfer.push(attachment.content.buffer as ArrayBuffer)
    }
    return { mail }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

// A view would hand over all of the mail, or a pool that others use.
function ownMemory(content: Uint8Array): Uint8Array {
  const whole = content.byteLength === content.buffer.byteLength && content.byteLength > Buffer.poolSize
  return whole ? new Uint8Array(content.buffer) : Uint8Array.from(content)
}
