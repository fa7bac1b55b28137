import type { TestProject } from 'vitest/node'
import { openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { rememberInitialRows } from './empty-database.ts'
import { startPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's PostgreSQL: its own database `postgres`, from which others are created. */
    postgresUrl: string
    /** The migrated database each test file clones; nothing connects to it. */
    templateDatabase: string
  }
}

const TEMPLATE = 'migrated'

/** Starts the one PostgreSQL of a test run and migrates the database that test files clone. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  // Autovacuum would connect to the template, and a template with a connection cannot be cloned.
  const postgres = await startPostgres({ settings: { autovacuum: 'off', max_connections: '300' } })
  try {
    const template = await openDatabase({ kind: 'postgres', url: await postgres.createDatabase(TEMPLATE) })
    await migrate(template.db)
    await rememberInitialRows(template.db)
    await template.close()
  } catch (error) {
    await postgres.stop()
    throw error
  }
  project.provide('postgresUrl', postgres.url())
  project.provide('templateDatabase', TEMPLATE)
  return () => postgres.stop()
}
