import { ACCOUNT } from './lexicon/account.ts'
import { ACCOUNT_CLOSURE } from './lexicon/account-closure.ts'
import { FRAUD } from './lexicon/fraud.ts'
import { LEGAL } from './lexicon/legal.ts'
import { ORDER_DISPUTE } from './lexicon/order-dispute.ts'
import { OTHER } from './lexicon/other.ts'
import { PRIVACY } from './lexicon/privacy.ts'
import { PRODUCT_INFORMATION } from './lexicon/product-information.ts'
import { PRODUCT_INFRINGEMENT } from './lexicon/product-infringement.ts'
import { STRANGER } from './lexicon/stranger.ts'
import { THINGS } from './lexicon/things.ts'
import { TURNS } from './lexicon/turns.ts'

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
