import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/run/longest-first.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/soak/**', 'test/bench/**', 'test/output/**'],
    globalSetup: ['test/servers/global-setup.ts'],
    // Two processes that stay: PGlite takes seconds and 600 MB to open, and each opens it once for all its files.
    pool: 'forks',
    isolate: false,
    sequence: { sequencer: LongestFirst },
    maxWorkers: 2,
    // Limits against hanging only. They are no measure of speed, and the machine may be busy with other things.
    testTimeout: 300_000,
    hookTimeout: 180_000,
    teardownTimeout: 60_000,
    slowTestThreshold: 5_000,
    reporters: ['default'],
    // Programs and threads that tests start find their modules compiled: a start costs half.
    env: {
      TZ: 'UTC',
      NODE_ENV: 'test',
      NODE_COMPILE_CACHE: join(import.meta.dirname, 'test/output/compiled'),
    },
  },
})
