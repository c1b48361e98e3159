import contrlS41 from './41/contrl.json' with { type: 'json' };
import dictionaryS41 from './41/dictionary.json' with { type: 'json' };
import contrlD3 from './d3/contrl.json' with { type: 'json' };
import dictionaryD3 from './d3/dictionary.json' with { type: 'json' };
import aperakD01b from './d01b/aperak.json' with { type: 'json' };
import desadvD01b from './d01b/desadv.json' with { type: 'json' };
import dictionaryD01b from './d01b/dictionary.json' with { type: 'json' };
import hanmovD01b from './d01b/hanmov.json' with { type: 'json' };
import iftmbcD01b from './d01b/iftmbc.json' with { type: 'json' };
import iftmbfD01b from './d01b/iftmbf.json' with { type: 'json' };
import iftmcsD01b from './d01b/iftmcs.json' with { type: 'json' };
import iftminD01b from './d01b/iftmin.json' with { type: 'json' };
import iftstaD01b from './d01b/iftsta.json' with { type: 'json' };
import insdesD01b from './d01b/insdes.json' with { type: 'json' };
import invoicD01b from './d01b/invoic.json' with { type: 'json' };
import invrptD01b from './d01b/invrpt.json' with { type: 'json' };
import ordchgD01b from './d01b/ordchg.json' with { type: 'json' };
import ordersD01b from './d01b/orders.json' with { type: 'json' };
import ordrspD01b from './d01b/ordrsp.json' with { type: 'json' };
import partinD01b from './d01b/partin.json' with { type: 'json' };
import pricatD01b from './d01b/pricat.json' with { type: 'json' };
import recadvD01b from './d01b/recadv.json' with { type: 'json' };
import remadvD01b from './d01b/remadv.json' with { type: 'json' };
import aperakD96a from './d96a/aperak.json' with { type: 'json' };
import desadvD96a from './d96a/desadv.json' with { type: 'json' };
import dictionaryD96a from './d96a/dictionary.json' with { type: 'json' };
import hanmovD96a from './d96a/hanmov.json' with { type: 'json' };
import iftmbcD96a from './d96a/iftmbc.json' with { type: 'json' };
import iftmbfD96a from './d96a/iftmbf.json' with { type: 'json' };
import iftmcsD96a from './d96a/iftmcs.json' with { type: 'json' };
import iftminD96a from './d96a/iftmin.json' with { type: 'json' };
import iftstaD96a from './d96a/iftsta.json' with { type: 'json' };
import invoicD96a from './d96a/invoic.json' with { type: 'json' };
import invrptD96a from './d96a/invrpt.json' with { type: 'json' };
import ordchgD96a from './d96a/ordchg.json' with { type: 'json' };
import ordersD96a from './d96a/orders.json' with { type: 'json' };
import ordrspD96a from './d96a/ordrsp.json' with { type: 'json' };
import partinD96a from './d96a/partin.json' with { type: 'json' };
import pricatD96a from './d96a/pricat.json' with { type: 'json' };
import recadvD96a from './d96a/recadv.json' with { type: 'json' };
import remadvD96a from './d96a/remadv.json' with { type: 'json' };

/** The EDIFACT guides and dictionaries that come with Crossdock, by reference. */
export const edifactGuides: Readonly<Record<string, unknown>> = {
  'edifact/41/contrl': contrlS41,
  'edifact/41/dictionary': dictionaryS41,
  'edifact/d01b/aperak': aperakD01b,
  'edifact/d01b/desadv': desadvD01b,
  'edifact/d01b/dictionary': dictionaryD01b,
  'edifact/d01b/hanmov': hanmovD01b,
  'edifact/d01b/iftmbc': iftmbcD01b,
  'edifact/d01b/iftmbf': iftmbfD01b,
  'edifact/d01b/iftmcs': iftmcsD01b,
  'edifact/d01b/iftmin': iftminD01b,
  'edifact/d01b/iftsta': iftstaD01b,
  'edifact/d01b/insdes': insdesD01b,
  'edifact/d01b/invoic': invoicD01b,
  'edifact/d01b/invrpt': invrptD01b,
  'edifact/d01b/ordchg': ordchgD01b,
  'edifact/d01b/orders': ordersD01b,
  'edifact/d01b/ordrsp': ordrspD01b,
  'edifact/d01b/partin': partinD01b,
  'edifact/d01b/pricat': pricatD01b,
  'edifact/d01b/recadv': recadvD01b,
  'edifact/d01b/remadv': remadvD01b,
  'edifact/d3/contrl': contrlD3,
  'edifact/d3/dictionary': dictionaryD3,
  'edifact/d96a/aperak': aperakD96a,
  'edifact/d96a/desadv': desadvD96a,
  'edifact/d96a/dictionary': dictionaryD96a,
  'edifact/d96a/hanmov': hanmovD96a,
  'edifact/d96a/iftmbc': iftmbcD96a,
  'edifact/d96a/iftmbf': iftmbfD96a,
  'edifact/d96a/iftmcs': iftmcsD96a,
  'edifact/d96a/iftmin': iftminD96a,
  'edifact/d96a/iftsta': iftstaD96a,
  'edifact/d96a/invoic': invoicD96a,
  'edifact/d96a/invrpt': invrptD96a,
  'edifact/d96a/ordchg': ordchgD96a,
  'edifact/d96a/orders': ordersD96a,
  'edifact/d96a/ordrsp': ordrspD96a,
  'edifact/d96a/partin': partinD96a,
  'edifact/d96a/pricat': pricatD96a,
  'edifact/d96a/recadv': recadvD96a,
  'edifact/d96a/remadv': remadvD96a,
};
