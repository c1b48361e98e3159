import { createHash } from 'node:crypto';
import type { ThreadJob } from './protocol.ts';

/** Data that many jobs have in common, for `ThreadJob.setup`; they are JSON. */
export const threadSetup = <Data>(data: Data): ThreadJob['setup'] & { readonly data: Data } => ({
  digest: createHash('sha256').update(JSON.stringify(data)).digest('hex'),
  data,
});
