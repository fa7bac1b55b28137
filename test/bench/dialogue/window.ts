// A customer's browser as far as our channel sees it: Direct Line 3.0 over HTTP.

/** What the bot, or a member, said. */
export interface BotMessage {
  number: number
  text: string
  buttons: { title: string; value: unknown }[]
}

/** An open chat window. */
export interface Window {
  /** The channel's id of the conversation. */
  readonly id: string
  say(text: string): Promise<void>
  press(button: BotMessage['buttons'][number]): Promise<void>
  upload(name: string, text: string): Promise<void>
  /** Returns what was said since the last look. */
  read(): Promise<BotMessage[]>
  /** Opens the page anew: the whole conversation is fetched again, and nothing of it is new. */
  reload(): Promise<void>
}

interface Activity {
  id: string
  type: string
  text?: string
  from: { role: string }
  attachments?: { contentType: string; content?: { text?: string; title?: string; body?: unknown } }[]
  suggestedActions?: { actions: { title: string; value: unknown }[] }
}

/** Opens the chat page in a language. */
export async function openWindow(address: string, language: 'fr' | 'en'): Promise<Window> {
  const root = `${address}/v3/directline`
  const { token } = await ask<{ token: string }>(`${root}/tokens/generate`)
  const locale = language === 'en' ? 'en-GB' : 'fr-FR'
  const { conversationId: id } = await ask<{ conversationId: string }>(`${root}/conversations`, token, {
    locale,
  })
  const path = `${root}/conversations/${id}`
  let watermark = '0'
  const read = async () => {
    const answer = await fetch(`${path}/activities?watermark=${watermark}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    if (!answer.ok) throw new Error(`The window could not be read: ${answer.status}`)
    const told = (await answer.json()) as { activities: Activity[]; watermark: string }
    watermark = told.watermark
    return told.activities
      .filter(({ type, from }) => type === 'message' && from.role === 'bot')
      .map((activity) => ({
        number: Number(activity.id.split('|')[1]),
        text: activity.text ?? '',
        buttons: activity.suggestedActions?.actions ?? [],
      }))
  }
  return {
    id,
    read,
    say: async (text) => void (await ask(`${path}/activities`, token, { type: 'message', text })),
    press: async ({ title, value }) =>
      void (await ask(`${path}/activities`, token, { type: 'message', text: title, value })),
    upload: (name, text) => upload(path, token, name, text),
    reload: async () => {
      watermark = '0'
      await read()
    },
  }
}

async function upload(path: string, token: string, name: string, text: string): Promise<void> {
  const form = new FormData()
  const activity = JSON.stringify({ type: 'message', text })
  form.append('activity', new Blob([activity], { type: 'application/vnd.microsoft.activity' }))
  form.append('file', new Blob([contentOf(name)]), name)
  const answer = await fetch(`${path}/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  })
  if (!answer.ok) throw new Error(`The upload was answered ${answer.status}: ${await answer.text()}`)
}

// The first bytes say what a file is, and are checked.
function contentOf(name: string): Buffer {
  if (/\.pdf$/i.test(name)) return Buffer.from('%PDF-1.7\n%facture\n')
  if (/\.png$/i.test(name)) return Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  if (/\.(?:txt|csv)$/i.test(name)) return Buffer.from('Une ligne de texte.\n')
  return Buffer.from('ffd8ffe000104a46494600010100', 'hex')
}

async function ask<Answer>(url: string, token?: string, body: object = {}): Promise<Answer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as Answer
}
