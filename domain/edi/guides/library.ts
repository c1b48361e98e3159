import { edifactGuides } from './edifact/index.ts';
import x12004010214 from './x12/004010/214.json' with { type: 'json' };
import x12004010850 from './x12/004010/850.json' with { type: 'json' };
import x12004010940 from './x12/004010/940.json' with { type: 'json' };
import x12004010945 from './x12/004010/945.json' with { type: 'json' };
import x12004010997 from './x12/004010/997.json' with { type: 'json' };
import dictionary004010 from './x12/004010/dictionary.json' with { type: 'json' };

/** The guides and dictionaries that come with Crossdock, by reference. */
export const library: Readonly<Record<string, unknown>> = {
  ...edifactGuides,
  'x12/004010/214': x12004010214,
  'x12/004010/850': x12004010850,
  'x12/004010/940': x12004010940,
  'x12/004010/945': x12004010945,
  'x12/004010/997': x12004010997,
  'x12/004010/dictionary': dictionary004010,
};
