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
  it('need nothing: our own channel reaches the agent inside the program', () => {
    expect(read({}).chat).toMatchObject({ origins: [], appPassword: null })
    expect(read({}).chat).not.toHaveProperty('authentication')
  })

  it.each([
    ['own', 'is no longer needed: our own channel reaches the chat agent inside the program'],
    ['azure', 'is no longer needed: channels of Azure are served when CHAT_APP_ID is set'],
    [
      'none',
      'can no longer be "none": whoever calls the chat agent over HTTP is checked as a channel of Azure',
    ],
  ])('explain what became of CHAT_AUTHENTICATION=%s, and what to do now', (value, problem) => {
    expect(faultsOf({ CHAT_AUTHENTICATION: value })).toEqual([`CHAT_AUTHENTICATION ${problem}`])
  })

  it('say what Azure needs', () => {
    const appId = '00000000-0000-4000-8000-000000000000'
    expect(faultsOf({ ...REAL, CHAT_APP_ID: appId })).toEqual([
      "CHAT_APP_PASSWORD is not set; it is needed for the chat's app at Azure",
    ])
    expect(faultsOf({ ...REAL, CHAT_APP_PASSWORD: 'the password of the app at Azure' })).toEqual([
      'CHAT_APP_PASSWORD is set, yet there is no app at Azure it belongs to',
    ])
    expect(faultsOf({ ...REAL, CHAT_TENANT_ID: appId })).toEqual([
      'CHAT_APP_ID is missing, yet there is the tenant of an app at Azure',
    ])
  })

  it('name an outside hub’s channels only where Azure’s are served', () => {
    expect(read({}).chat.hubChannels).toEqual([])
    expect(faultsOf({ CHAT_HUB_CHANNELS: 'msteams' })).toEqual([
      'CHAT_HUB_CHANNELS names channels of Azure, yet the chat serves none',
    ])
    const azure = {
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
