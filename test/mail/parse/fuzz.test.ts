import { expect, it } from 'vitest'
import { unsoundness } from '../../world/mail/mail-soundness.ts'
import { mutateMail } from '../../world/mail/mutate-mail.ts'
import { ARRIVED, fixtures, parsed } from '../../world/mail/raw-mail.ts'
import { seededRandom } from '../../world/random.ts'

it('Three hundred damaged mails are all read, and nothing unsound comes of them', async () => {
  const whole = ['auto-reply', 'bounce', 'report', 'person', 'list'].flatMap(fixtures)
  for (let seed = 1; seed <= 300; seed++) {
    const random = seededRandom(seed)
    const { name, raw } = whole[random.below(whole.length)] ?? { name: '', raw: Buffer.alloc(0) }
    const mail = await parsed(mutateMail(raw, random), { ownAddresses: ['account@agafort.example'] })
    expect(unsoundness(mail, ARRIVED), `${name} with seed ${seed}`).toEqual([])
  }
})
