import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createTransport } from 'nodemailer'
import { parseMail } from '../mail/parse/parse.ts'

const HELP = `Hands a raw mail to the SMTP server, as a mail server would.

  npm run send-sample -- FILE [--port 2525] [--host 127.0.0.1]

FILE is a raw mail (.eml); samples/ holds some. The program must be running (npm start).
`

if (import.meta.main) await main()

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string', default: process.env.SMTP_PORT ?? '2525' },
      host: { type: 'string', default: '127.0.0.1' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  const [file] = positionals
  if (values.help || file === undefined) {
    process.stdout.write(HELP)
    process.exitCode = values.help ? 0 : 2
    return
  }
  try {
    const recipients = await send(readFileSync(file), values.host, Number(values.port))
    process.stdout.write(`Sent to ${recipients.join(', ')}.\n`)
  } catch (error) {
    process.stderr.write(`${whyNot(error, file, values)}\n`)
    process.exitCode = 1
  }
}

async function send(raw: Buffer, host: string, port: number): Promise<string[]> {
  const { from, to, cc } = await parseMail(raw, { arrivedAt: new Date() })
  const recipients = [...to, ...cc].map(({ address }) => address).filter((address) => address !== '')
  const transport = createTransport({ host, port, ignoreTLS: true })
  await transport.sendMail({ envelope: { from: from.address, to: recipients }, raw })
  return recipients
}

function whyNot(error: unknown, file: string, { host, port }: { host: string; port: string }): string {
  const { code, message } = error as Error & { code?: string }
  if (code === 'ENOENT') return `There is no file ${file}. Name a raw mail, such as one of samples/.`
  if (code === 'ESOCKET' || code === 'ECONNREFUSED')
    return `Nothing answers on ${host}:${port}. Start the program first: npm start`
  return `The mail was not taken: ${message}`
}
