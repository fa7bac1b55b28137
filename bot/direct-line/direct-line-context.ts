import type { NewActivity } from '../../core/chat/direct-line.ts'
import type { Core } from '../../core/kernel/core.ts'
import type { BotSettings } from '../bot-settings.ts'
import type { Streams } from './activity-stream.ts'

/** What the channel's routes work with. */
export interface DirectLineContext {
  core: Core
  settings: BotSettings
  streams: Streams
  /** Stores an activity, wakes its listeners, and forwards the customer's own to the agent. */
  append(activity: NewActivity): Promise<{ number: number; known: boolean } | undefined>
}
