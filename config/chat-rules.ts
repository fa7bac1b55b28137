import type { RuleFault } from './rules.ts'
import { isLoopback } from './rules.ts'
import type { Settings } from './settings-schema.ts'

/** What does not go together in the live chat's settings. */
export function chatFaults({ chat, host, publicUrl }: Settings): RuleFault[] {
  const faults: RuleFault[] = []
  const reachable = !isLoopback(host) || (publicUrl !== undefined && !isLoopback(new URL(publicUrl).hostname))
  if (chat.authentication === 'none' && reachable) {
    faults.push({
      path: ['chat', 'authentication'],
      problem: 'lets anyone speak as a channel, yet others can reach this program',
      remedy: 'Set CHAT_AUTHENTICATION to own or azure; or HOST and PUBLIC_URL to this machine itself.',
    })
  }
  if (chat.authentication === 'azure' && !chat.appId) {
    faults.push({
      path: ['chat', 'appId'],
      problem: 'is missing, yet the chat serves channels of Azure',
      remedy: 'Set CHAT_APP_ID to the app id of the bot at Azure, or CHAT_AUTHENTICATION to own.',
    })
  }
  if (chat.hubChannels.length > 0 && chat.authentication !== 'azure') {
    faults.push({
      path: ['chat', 'hubChannels'],
      problem: 'names channels of Azure, yet the chat serves none',
      remedy: 'Set CHAT_AUTHENTICATION to azure, or leave CHAT_HUB_CHANNELS out.',
    })
  }
  return faults
}
