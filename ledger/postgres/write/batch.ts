import type { Pool } from 'pg';
import type { CrossdockError } from '../../../domain/errors.ts';
import type { CommitResult } from '../../ledger.ts';
import type { Request } from '../../write/changes.ts';
import { fenceOf } from '../../write/fence.ts';
import { namedBy } from '../../write/named.ts';
import { type WriteCore, writeCore } from '../../write/write-core.ts';
import type { Shares } from '../cluster/shares.ts';
import { concernsTheServer, isLeaseLost, isRepeatable, isTaken, writeError } from '../faults.ts';
import type { RowOids } from './columns.ts';
import { flush } from './flush.ts';
import { learn, unlearn } from './learn.ts';
import { load } from './load.ts';
import { Missing, Names } from './names.ts';
import type { Recent } from './recent.ts';
import { BatchSink } from './sink.ts';
import { BatchSource } from './source.ts';

export type Outcome = { readonly result: CommitResult } | { readonly error: CrossdockError };

/** What a batch has changed, for whoever must tell other workers. */
export type Written = Pick<
  BatchSink,
  'messages' | 'deliveries' | 'messageChanges' | 'deliveryChanges' | 'rare'
>;

export interface BatchWriterOptions {
  readonly pool: Pool;
  readonly oids: RowOids;
  readonly shares: Shares;
  readonly recent: Recent;
  /** The ledger as errors name it. */
  readonly shown: string;
  readonly onWritten: (written: Written) => void;
}

/** How often a batch that others overtook is planned again before its requests go on one by one. */
const maxTries = 8;
/** After a new key turned out to be known, this many batches look keys up beforehand: duplicates come in storms. */
const cautiousBatches = 20;

/**
 * Commits many callers' requests in one transaction. The quick way plans on what is remembered and guessed and needs
 * one round trip, the write itself, whose guards refuse what is out of date. The careful way reads all that is named
 * first; it is taken when the quick one was refused, and for every conflict before its caller is told.
 */
export class BatchWriter {
  readonly #options: BatchWriterOptions;
  #cautious = 0;

  constructor(options: BatchWriterOptions) {
    this.#options = options;
  }

  async write(requests: readonly Request[]): Promise<Outcome[]> {
    let quick = true;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#attempt(requests, quick);
      } catch (thrown) {
        unlearn(requests, this.#options.recent);
        const repeatable = isRepeatable(thrown) || (quick && isTaken(thrown));
        if (repeatable && (tries < maxTries || requests.length === 1) && tries < 4 * maxTries) {
          if (quick) this.#cautious = cautiousBatches;
          if (isLeaseLost(thrown)) await this.#options.shares.renew();
          quick = false;
          continue;
        }
        if (requests.length === 1 || concernsTheServer(thrown)) {
          const error = writeError(thrown, this.#options.shown);
          return requests.map(() => ({ error }));
        }
        return this.#oneByOne(requests);
      }
    }
  }

  /** So that an error hits only the request that causes it. */
  async #oneByOne(requests: readonly Request[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const request of requests) outcomes.push(...(await this.write([request])));
    return outcomes;
  }

  async #attempt(requests: readonly Request[], quick: boolean): Promise<Outcome[]> {
    const { pool, oids, shares, recent, onWritten } = this.#options;
    const source = new BatchSource();
    const names = quick ? source.guess(requests, recent, this.#newKeys()) : Names.all(namedBy(requests));
    if (!names.isEmpty) await load(pool, names, source);

    const sink = new BatchSink(source);
    const held = shares.held();
    const used = new Set<number>();
    const fence = fenceOf((shard) => {
      if (!held.has(shard)) return false;
      used.add(shard);
      return true;
    });
    const core = writeCore(source, sink, fence);
    const results: (CommitResult | null)[] = [];
    for (const request of requests) {
      // Mostly nothing is missing, and nothing is to be awaited.
      const result = carriedOut(request, core) ?? (await this.#carryOut(request, core, source));
      const doubtful = quick && !result.committed && result.conflict.cause !== 'lease';
      results.push(doubtful ? null : result);
    }
    core.flush();
    if (!sink.isEmpty) {
      const list = [...used].sort((one, other) => one - other);
      const epochs = list.map((shard) => held.get(shard) ?? 0);
      const author = { number: shares.number, shards: list, epochs };
      const at = Math.max(...requests.map(({ now }) => now));
      const drawn = await flush(pool, oids, sink, author, at);
      learn(sink, drawn, recent);
      onWritten(sink);
    }
    return this.#settled(requests, results);
  }

  /** Conflicts found on the quick way are looked at again, carefully and after what they may have waited for. */
  async #settled(
    requests: readonly Request[],
    results: readonly (CommitResult | null)[],
  ): Promise<Outcome[]> {
    const doubtful = requests.filter((_, index) => results[index] === null);
    if (doubtful.length === 0) return results.flatMap((result) => (result ? [{ result }] : []));
    unlearn(doubtful, this.#options.recent);
    const again = await this.#carefully(doubtful);
    return results.flatMap((result) => (result ? [{ result }] : again.splice(0, 1)));
  }

  async #carefully(requests: readonly Request[]): Promise<Outcome[]> {
    try {
      return await this.#attempt(requests, false);
    } catch (thrown) {
      if (requests.length > 1 && !concernsTheServer(thrown)) return this.#oneByOne(requests);
      if (isRepeatable(thrown)) return this.write(requests);
      const error = writeError(thrown, this.#options.shown);
      return requests.map(() => ({ error }));
    }
  }

  /** Loads what planning finds missing, such as the key of a timer's message. */
  async #carryOut(request: Request, core: WriteCore, source: BatchSource): Promise<CommitResult> {
    for (;;) {
      try {
        return core.carryOut(request);
      } catch (thrown) {
        if (!(thrown instanceof Missing)) throw thrown;
        await load(this.#options.pool, thrown.names, source);
      }
    }
  }

  #newKeys(): boolean {
    if (this.#cautious === 0) return true;
    this.#cautious -= 1;
    return false;
  }
}

/** Null: something that planning asks for is not loaded yet. */
function carriedOut(request: Request, core: WriteCore): CommitResult | null {
  try {
    return core.carryOut(request);
  } catch (thrown) {
    if (thrown instanceof Missing) return null;
    throw thrown;
  }
}
