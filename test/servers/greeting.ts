import { connect } from 'node:net'
import { LOOPBACK } from './port.ts'

/** The first line a server on a loopback port says; undefined when nobody answers there within a second. */
export function greeting(port: number, host = LOOPBACK): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const answer = (line?: string) => {
      socket.destroy()
      resolve(line)
    }
    socket.setTimeout(1000, () => answer())
    socket.once('error', () => answer())
    socket.once('end', () => answer())
    socket.once('data', (chunk) => answer(chunk.toString('latin1').split('\r\n')[0]))
  })
}
