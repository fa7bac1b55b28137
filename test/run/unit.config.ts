import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { unitFiles } from './unit-files.ts'

const root = join(import.meta.dirname, '../..')

// The tests that need nothing but themselves, for the seconds between two thoughts: no server is started for them.
export default defineConfig({
  root,
  test: {
    include: unitFiles(root),
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 300_000,
    reporters: ['default'],
    env: { TZ: 'UTC', NODE_ENV: 'test' },
  },
})
