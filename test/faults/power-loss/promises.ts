import type { Ledger } from '../../../ledger/ledger.ts';

/** What a partner or a caller was promised before a cut. */
export interface Promised {
  readonly accepted: readonly string[];
  readonly done: readonly { readonly id: string; readonly key: string; readonly version: number }[];
}

/** Reads the lines of `commitMessages`. */
export function promisesIn(said: string): Promised {
  const words = said
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '));
  return {
    accepted: words.flatMap(([what, id = '']) => (what === 'in' ? [id] : [])),
    done: words.flatMap(([what, id = '', key = '', version]) =>
      what === 'done' ? [{ id, key, version: Number(version) }] : [],
    ),
  };
}

/** Every promise that the ledger does not keep, and every commit that is there in part. */
export async function brokenPromises(ledger: Ledger, promised: Promised): Promise<string[]> {
  const broken: string[] = [];
  const done = new Set(promised.done.map(({ id }) => id));
  for (const id of promised.accepted) {
    const [stored, delivery] = await Promise.all([ledger.message(id), ledger.delivery(`d-${id}`)]);
    if (!stored) broken.push(`message ${id}`);
    if (done.has(id) && stored?.state !== 'done') broken.push(`end of ${id}: it is ${stored?.state}`);
    if ((stored?.state === 'done') !== (delivery !== null)) broken.push(`half a commit of ${id}`);
  }
  const versions = new Map(promised.done.map(({ key, version }) => [key, version]));
  for (const [key, version] of versions) {
    const process = await ledger.process('northwind', key);
    if ((process?.version ?? 0) < version) broken.push(`process ${key} at version ${version}`);
  }
  return broken;
}
