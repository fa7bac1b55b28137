import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { SAMPLE_ACCOUNT_LETTERS } from '../../demo/sample-account-letters.ts'
import { SAMPLE_LETTERS } from '../../demo/sample-letters.ts'
import { describeOnEachDatabase } from '../servers/database.ts'
import { openWeb } from '../world/web-world.ts'
import { openWorld } from '../world/world.ts'

const ownAccess = new Set(SAMPLE_ACCOUNT_LETTERS.map(({ id }) => id))
const WORDING = new URL('../../core/wording/', import.meta.url)

describeOnEachDatabase('The page of every message', (database) => {
  const { core } = openWorld(database)
  const web = openWeb(core)

  it('shows each with its subject and text in French and in English', async () => {
    const page = await web.visitor.get('/demo/messages')
    expect(page.statusCode).toBe(200)
    for (const { id } of SAMPLE_LETTERS) {
      for (const language of ['fr', 'en']) {
        const shown = await web.visitor.get(`/demo/messages/${id}/${language}`)
        expect(shown.statusCode, `${id} in ${language}`).toBe(200)
        // A mail about a member's own access is about no matter; it calls them by name.
        expect(shown.body).toContain(ownAccess.has(id) ? 'Thomas' : 'AGF-7K2M-9QWX')
      }
    }
  })

  it('says so when a message does not exist', async () => {
    expect((await web.visitor.get('/demo/messages/inconnu/fr')).statusCode).toBe(404)
  })

  it('leaves none out that can be rendered', () => {
    const demo = new URL('../../demo/', import.meta.url)
    const shown = readdirSync(demo)
      .filter((name) => /^sample-.*letters\.ts$/.test(name))
      .map((name) => readFileSync(new URL(name, demo), 'utf8'))
      .join('')
    const renderers = readdirSync(WORDING)
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => [
        ...readFileSync(new URL(name, WORDING), 'utf8').matchAll(/^export function (\w+Mail)\(/gm),
      ])
      .flatMap(([, name]) => name ?? [])
      .filter((name) => name !== 'renderMail' && name !== 'alertMail')
    expect(renderers.filter((name) => !shown.includes(`${name}(`))).toEqual([])
  })
})
