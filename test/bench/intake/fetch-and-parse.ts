import { ImapFlow } from 'imapflow'
import { simpleParser } from 'mailparser'
import { PASSWORD } from '../../servers/surroundings.ts'

// Fetches every mail of an INBOX and parses it, as fast as possible. Arguments: host, port, user. Prints JSON.

const [host = '', port = '', user = ''] = process.argv.slice(2)
const client = new ImapFlow({
  host,
  port: Number(port),
  secure: false,
  doSTARTTLS: false,
  auth: { user, pass: PASSWORD },
  logger: false,
  disableCompression: true,
})
await client.connect()
const lock = await client.getMailboxLock('INBOX')
const before = process.cpuUsage()
const start = performance.now()
let mails = 0
for await (const { source } of client.fetch('1:*', { uid: true, source: true })) {
  if (!source) continue
  await simpleParser(source)
  mails++
}
const seconds = (performance.now() - start) / 1000
const { user: userTime, system } = process.cpuUsage(before)
lock.release()
await client.logout()
process.stdout.write(JSON.stringify({ mails, seconds, cpuSeconds: (userTime + system) / 1e6 }))
