import { ACCOUNT } from './account.ts'
import { ACCOUNT_CLOSURE } from './account-closure.ts'
import { FRAUD } from './fraud.ts'
import { LEGAL } from './legal.ts'
import { ORDER_DISPUTE } from './order-dispute.ts'
import { OTHER } from './other.ts'
import { PRIVACY } from './privacy.ts'
import { PRODUCT_INFORMATION } from './product-information.ts'
import { PRODUCT_INFRINGEMENT } from './product-infringement.ts'
import { STRANGER } from './stranger.ts'
import { THINGS } from './things.ts'
import { TURNS } from './turns.ts'

/** Every lexicon, those that define word sets first. */
export const LEXICONS = [
  TURNS,
  ACCOUNT,
  ACCOUNT_CLOSURE,
  FRAUD,
  PRIVACY,
  LEGAL,
  PRODUCT_INFORMATION,
  PRODUCT_INFRINGEMENT,
  ORDER_DISPUTE,
  OTHER,
  STRANGER,
  THINGS,
]
