import { describe, expect, it } from 'vitest'
import { readConfig } from '../../config/config.ts'
import { InvalidConfig } from '../../config/fault.ts'

function read(env: Record<string, string>) {
  const readFile = () => {
    throw Object.assign(new Error('no file'), { code: 'ENOENT' })
  }
  return readConfig({ env, readFile })
}

function faultsOf(env: Record<string, string>): string[] {
  try {
    read(env)
    return []
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error
    return error.faults.map(({ where, problem }) => `${where} ${problem}`)
  }
}

const REAL = {
  DEMO: 'off',
  DATABASE_URL: 'postgres://agafort@db/agafort',
  SECRET_KEYS: 'a-key-of-at-least-thirty-two-characters',
}

describe('The chat’s settings', () => {
  it('need nothing: our channel and our agent sign for each other', () => {
    expect(read({}).chat).toMatchObject({ authentication: 'own', origins: [], appPassword: null })
  })

  it('refuse to leave callers unchecked where others can reach us', () => {
    const unchecked = { CHAT_AUTHENTICATION: 'none' }
    expect(read(unchecked).chat.authentication).toBe('none')
    const problem = 'CHAT_AUTHENTICATION lets anyone speak as a channel, yet others can reach this program'
    expect(faultsOf({ ...REAL, ...unchecked, PUBLIC_URL: 'https://aide.agafort.example' })).toEqual([problem])
    expect(
      faultsOf({ ...REAL, ...unchecked, HOST: '0.0.0.0', PUBLIC_URL: 'https://aide.agafort.example' }),
    ).toEqual([problem])
  })

  it('say what Azure needs', () => {
    expect(faultsOf({ ...REAL, CHAT_AUTHENTICATION: 'azure' })).toEqual([
      'CHAT_APP_ID is missing, yet the chat serves channels of Azure',
      "CHAT_APP_PASSWORD is not set; it is needed for the chat's app at Azure",
    ])
  })

  it('name an outside hub’s channels only where Azure’s are served', () => {
    expect(read({}).chat.hubChannels).toEqual([])
    expect(faultsOf({ CHAT_HUB_CHANNELS: 'msteams' })).toEqual([
      'CHAT_HUB_CHANNELS names channels of Azure, yet the chat serves none',
    ])
    const azure = {
      CHAT_AUTHENTICATION: 'azure',
      CHAT_APP_ID: '00000000-0000-4000-8000-000000000000',
      CHAT_APP_PASSWORD: 'the password of the app at Azure',
    }
    expect(read({ ...azure, CHAT_HUB_CHANNELS: 'msteams' }).chat.hubChannels).toEqual(['msteams'])
    expect(faultsOf({ ...azure, CHAT_HUB_CHANNELS: 'https://hub.example' })[0]).toContain('CHAT_HUB_CHANNELS')
  })

  it('name sites without a path', () => {
    expect(read({ CHAT_ORIGINS: 'https://www.agafort.example' }).chat.origins).toEqual([
      'https://www.agafort.example',
    ])
    expect(faultsOf({ CHAT_ORIGINS: 'https://www.agafort.example/aide' })[0]).toContain('CHAT_ORIGINS')
  })
})
