import { describe, expect, it } from 'vitest'
import { newId } from '../../../core/kernel/id.ts'

describe('A new id', () => {
  it('is a UUID of version 7 that holds its time', () => {
    const id = newId<'ticket'>(new Date('2026-11-24T08:05:00Z'))
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.parse('2026-11-24T08:05:00Z'))
  })

  it('sorts after those made before it in the same millisecond, however many they are', () => {
    const now = new Date('2026-11-24T08:05:00Z')
    const ids = Array.from({ length: 50_000 }, () => newId<'ticket'>(now))
    expect([...ids].sort()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
