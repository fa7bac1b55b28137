import { execFile } from 'node:child_process'
import { chownSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serverAccount } from './account.ts'

/** A self-signed certificate for `localhost`, 127.0.0.1 and 127.0.0.2, as files and as text. */
export interface Certificate {
  readonly certFile: string
  readonly keyFile: string
  readonly cert: string
  readonly key: string
}

/** Makes a new self-signed certificate with openssl in `folder`; valid for a month. */
export async function makeCertificate(folder: string): Promise<Certificate> {
  const certFile = join(folder, 'cert.pem')
  const keyFile = join(folder, 'key.pem')
  // An elliptic key takes milliseconds, an RSA key up to a second.
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...[
      '-days',
      '30',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:127.0.0.2',
    ],
    ...['-keyout', keyFile, '-out', certFile],
  ])
  const { uid, gid } = serverAccount()
  for (const file of [certFile, keyFile]) chownSync(file, uid, gid)
  return { certFile, keyFile, cert: await readFile(certFile, 'utf8'), key: await readFile(keyFile, 'utf8') }
}
