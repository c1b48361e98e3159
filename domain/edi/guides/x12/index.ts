import guide204V004010 from './004010/204.json' with { type: 'json' };
import guide210V004010 from './004010/210.json' with { type: 'json' };
import guide211V004010 from './004010/211.json' with { type: 'json' };
import guide214V004010 from './004010/214.json' with { type: 'json' };
import guide810V004010 from './004010/810.json' with { type: 'json' };
import guide820V004010 from './004010/820.json' with { type: 'json' };
import guide824V004010 from './004010/824.json' with { type: 'json' };
import guide846V004010 from './004010/846.json' with { type: 'json' };
import guide850V004010 from './004010/850.json' with { type: 'json' };
import guide855V004010 from './004010/855.json' with { type: 'json' };
import guide856V004010 from './004010/856.json' with { type: 'json' };
import guide860V004010 from './004010/860.json' with { type: 'json' };
import guide864V004010 from './004010/864.json' with { type: 'json' };
import guide865V004010 from './004010/865.json' with { type: 'json' };
import guide940V004010 from './004010/940.json' with { type: 'json' };
import guide943V004010 from './004010/943.json' with { type: 'json' };
import guide944V004010 from './004010/944.json' with { type: 'json' };
import guide945V004010 from './004010/945.json' with { type: 'json' };
import guide947V004010 from './004010/947.json' with { type: 'json' };
import guide990V004010 from './004010/990.json' with { type: 'json' };
import guide997V004010 from './004010/997.json' with { type: 'json' };
import dictionaryV004010 from './004010/dictionary.json' with { type: 'json' };
import guideTA1V004010 from './004010/ta1.json' with { type: 'json' };
import guide204V005010 from './005010/204.json' with { type: 'json' };
import guide210V005010 from './005010/210.json' with { type: 'json' };
import guide211V005010 from './005010/211.json' with { type: 'json' };
import guide214V005010 from './005010/214.json' with { type: 'json' };
import guide810V005010 from './005010/810.json' with { type: 'json' };
import guide820V005010 from './005010/820.json' with { type: 'json' };
import guide824V005010 from './005010/824.json' with { type: 'json' };
import guide846V005010 from './005010/846.json' with { type: 'json' };
import guide850V005010 from './005010/850.json' with { type: 'json' };
import guide855V005010 from './005010/855.json' with { type: 'json' };
import guide856V005010 from './005010/856.json' with { type: 'json' };
import guide860V005010 from './005010/860.json' with { type: 'json' };
import guide864V005010 from './005010/864.json' with { type: 'json' };
import guide865V005010 from './005010/865.json' with { type: 'json' };
import guide940V005010 from './005010/940.json' with { type: 'json' };
import guide943V005010 from './005010/943.json' with { type: 'json' };
import guide944V005010 from './005010/944.json' with { type: 'json' };
import guide945V005010 from './005010/945.json' with { type: 'json' };
import guide947V005010 from './005010/947.json' with { type: 'json' };
import guide990V005010 from './005010/990.json' with { type: 'json' };
import guide997V005010 from './005010/997.json' with { type: 'json' };
import guide999V005010 from './005010/999.json' with { type: 'json' };
import dictionaryV005010 from './005010/dictionary.json' with { type: 'json' };
import guideTA1V005010 from './005010/ta1.json' with { type: 'json' };

/** Guides and dictionaries of X12 by reference. */
export const x12Guides: Readonly<Record<string, unknown>> = {
  'x12/004010/204': guide204V004010,
  'x12/004010/210': guide210V004010,
  'x12/004010/211': guide211V004010,
  'x12/004010/214': guide214V004010,
  'x12/004010/810': guide810V004010,
  'x12/004010/820': guide820V004010,
  'x12/004010/824': guide824V004010,
  'x12/004010/846': guide846V004010,
  'x12/004010/850': guide850V004010,
  'x12/004010/855': guide855V004010,
  'x12/004010/856': guide856V004010,
  'x12/004010/860': guide860V004010,
  'x12/004010/864': guide864V004010,
  'x12/004010/865': guide865V004010,
  'x12/004010/940': guide940V004010,
  'x12/004010/943': guide943V004010,
  'x12/004010/944': guide944V004010,
  'x12/004010/945': guide945V004010,
  'x12/004010/947': guide947V004010,
  'x12/004010/990': guide990V004010,
  'x12/004010/997': guide997V004010,
  'x12/004010/dictionary': dictionaryV004010,
  'x12/004010/ta1': guideTA1V004010,
  'x12/005010/204': guide204V005010,
  'x12/005010/210': guide210V005010,
  'x12/005010/211': guide211V005010,
  'x12/005010/214': guide214V005010,
  'x12/005010/810': guide810V005010,
  'x12/005010/820': guide820V005010,
  'x12/005010/824': guide824V005010,
  'x12/005010/846': guide846V005010,
  'x12/005010/850': guide850V005010,
  'x12/005010/855': guide855V005010,
  'x12/005010/856': guide856V005010,
  'x12/005010/860': guide860V005010,
  'x12/005010/864': guide864V005010,
  'x12/005010/865': guide865V005010,
  'x12/005010/940': guide940V005010,
  'x12/005010/943': guide943V005010,
  'x12/005010/944': guide944V005010,
  'x12/005010/945': guide945V005010,
  'x12/005010/947': guide947V005010,
  'x12/005010/990': guide990V005010,
  'x12/005010/997': guide997V005010,
  'x12/005010/999': guide999V005010,
  'x12/005010/dictionary': dictionaryV005010,
  'x12/005010/ta1': guideTA1V005010,
};
