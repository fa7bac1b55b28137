import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import { MOST_ATTEMPTS, nextAttempt, nextAttemptOnceMended } from '../../../core/outbox/retry.ts'
import { deliveryFault, Undeliverable } from '../../../mail/send/delivery-error.ts'
import { TUESDAY } from '../../world/world.ts'

const thrown = (fields: object, message = 'failed') => Object.assign(new Error(message), fields)
const reply = (response: string, command = 'RCPT TO', code = 'EENVELOPE') =>
  thrown({ code, command, response, responseCode: Number(response.slice(0, 3)) }, `failed: ${response}`)

describe('A failed attempt', () => {
  it.each([
    ['550 5.1.1 No such user', 'RCPT TO'],
    ['554 5.7.1 Message refused as spam', 'DATA'],
    ['552 5.3.4 Message too big', 'DATA'],
    ['521 5.3.2 This host takes no mail', 'RCPT TO'],
    ['556 5.1.10 Recipient domain takes no mail', 'RCPT TO'],
  ])('gives the mail up after “%s”', (response, command) => {
    expect(deliveryFault(reply(response, command)).kind).toBe('permanent')
  })

  it.each([
    ['450 4.2.0 Greylisted', 'RCPT TO'],
    ['451 4.3.0 Try again', 'DATA'],
    ['452 4.2.2 Mailbox full', 'DATA'],
    ['552 5.2.2 Mailbox full', 'RCPT TO'],
    ['552 Too many recipients', 'RCPT TO'],
    ['503 Bad sequence of commands', 'DATA'],
    ['450 4.7.1 Sender rate exceeded', 'MAIL FROM'],
  ])('is repeated later after “%s”', (response, command) => {
    expect(deliveryFault(reply(response, command)).kind).toBe('temporary')
  })

  it.each([
    ['535 5.7.8 Authentication failed', 'AUTH PLAIN'],
    ['530 5.7.0 Authentication required', 'MAIL FROM'],
    ['534 5.7.9 Mechanism too weak', 'AUTH LOGIN'],
    ['554 5.7.1 <marie@courriel.example>: Relay access denied', 'RCPT TO'],
    ['550 5.7.1 Unable to relay; relaying not permitted', 'RCPT TO'],
  ])('is ours to mend, for all mail, after “%s”', (response, command) => {
    expect(deliveryFault(reply(response, command)).kind).toBe('refuses-us')
  })

  it('is ours to mend, for one mailbox, when the server refuses the sender', () => {
    expect(deliveryFault(reply('553 5.7.1 Sender not owned', 'MAIL FROM')).kind).toBe('refuses-sender')
  })

  it.each([
    ['a refused connection', { code: 'ESOCKET', originalCode: 'ECONNREFUSED', syscall: 'connect' }],
    ['a name that is not found', { code: 'EDNS', originalCode: 'ENOTFOUND' }],
    ['a greeting that never came', { code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT', command: 'CONN' }],
    ['a server closing down', { code: 'EENVELOPE', responseCode: 421, command: 'MAIL FROM' }],
    ['a greeting that sends us away', { code: 'EPROTOCOL', responseCode: 554, command: 'CONN' }],
    ['a provider of tokens that is away', { code: 'EAUTH', command: 'AUTH XOAUTH2' }],
  ])('waits for the server after %s', (_what, fields) => {
    expect(deliveryFault(thrown(fields)).kind).toBe('unreachable')
  })

  it('is ours to mend when the server’s certificate cannot be trusted', () => {
    const certificate = { code: 'ESOCKET', originalCode: 'DEPTH_ZERO_SELF_SIGNED_CERT', command: 'CONN' }
    expect(deliveryFault(thrown(certificate)).kind).toBe('refuses-us')
    expect(deliveryFault(thrown({ code: 'ETLS', command: 'STARTTLS' })).kind).toBe('refuses-us')
  })

  it('is ours to mend when the provider refuses to renew our token', () => {
    const refused = thrown({ name: 'RenewalRefused', code: 'EAUTH', command: 'AUTH XOAUTH2' })
    expect(deliveryFault(refused).kind).toBe('refuses-us')
  })

  it('counts against the mail when the connection breaks in the middle of it', () => {
    const broken = { code: 'ESOCKET', originalCode: 'ECONNRESET', syscall: 'read', command: 'CONN' }
    expect(deliveryFault(thrown(broken)).kind).toBe('temporary')
    const silent = { code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT', command: 'CONN' }
    expect(deliveryFault(thrown(silent)).kind).toBe('temporary')
  })

  it('goes by the recipient’s own refusal when all were refused', () => {
    const own = reply('451 4.7.1 Greylisted')
    const all = thrown({ code: 'EENVELOPE', rejectedErrors: [own] }, "Can't send mail")
    expect(deliveryFault(all)).toMatchObject({ kind: 'temporary', code: '451' })
  })

  it('is repeated when the reply is not understood', () => {
    expect(deliveryFault(new Error('something new')).kind).toBe('temporary')
    expect(deliveryFault('not even an error').kind).toBe('temporary')
    expect(deliveryFault(new Undeliverable('no address')).kind).toBe('permanent')
  })

  it('gives its reason on one short line', () => {
    const { reason, code } = deliveryFault(reply(`550-5.1.1 No such\r\n550 5.1.1 user${' x'.repeat(1000)}`))
    expect(code).toBe('550')
    expect(reason).not.toMatch(/[\r\n]/)
    expect(reason.length).toBeLessThanOrEqual(501)
  })
})

describe('The times of further attempts', () => {
  const minutes = (attempts: number) => {
    const next = nextAttempt(attempts, TUESDAY)
    return next && (next.getTime() - TUESDAY.getTime()) / MINUTE
  }

  it('are after 1, 5, 15 and 60 minutes, then every four hours, for not quite three days', () => {
    expect([1, 2, 3, 4, 5, 6].map(minutes)).toEqual([1, 5, 15, 60, 240, 240])
    const all = Array.from({ length: MOST_ATTEMPTS - 1 }, (_, n) => minutes(n + 1) ?? 0)
    expect(all.reduce((sum, wait) => sum + wait, 0) / 60).toBeCloseTo(69.35, 2)
    expect(minutes(MOST_ATTEMPTS)).toBeNull()
  })

  it('have no end, and are at most an hour apart, for what a person must mend', () => {
    expect(nextAttemptOnceMended(1, TUESDAY).getTime() - TUESDAY.getTime()).toBe(MINUTE)
    expect(nextAttemptOnceMended(500, TUESDAY).getTime() - TUESDAY.getTime()).toBe(HOUR)
  })
})
