import type { Json } from '../../ledger/ledger.ts';

/** What of a content is shown; the whole is a file to save. */
export interface Cut {
  readonly text: string;
  readonly bytes: number;
  readonly cut: boolean;
}

/** A value as indented JSON text, cut to a size that a page can bear. */
export function cutJson(value: Json, mostBytes: number): Cut {
  return cutText(typeof value === 'string' ? value : JSON.stringify(value, null, 2), mostBytes);
}

export function cutText(text: string, mostBytes: number): Cut {
  const bytes = Buffer.byteLength(text);
  if (bytes <= mostBytes) return { text, bytes, cut: false };
  // A character cut in the middle at the end is left out.
  const head = Buffer.from(text).subarray(0, mostBytes).toString('utf8');
  return { text: head.replace(/�$/, ''), bytes, cut: true };
}
