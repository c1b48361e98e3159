import type { Hop, Json } from '../ledger.ts';
import type { Change, HopRow } from './changes.ts';
import { hopRow } from './encode.ts';

/** About one second of hops under full load; more is dropped, since tracing never holds up what it watches. */
const maxHops = 20_000;
const maxPayloadBytes = 32 * 1024 * 1024;

/** Hops that wait for the next commit to ride along with. */
export class TraceBuffer {
  #hops: HopRow[] = [];
  #payloads = new Map<string, string>();
  #payloadBytes = 0;

  /** @throws CD_LEDGER_REQUEST_INVALID for an unreadable instant */
  add(hops: readonly Hop[], payloads?: ReadonlyMap<string, Json>): void {
    for (const hop of hops) {
      if (this.#hops.length >= maxHops) return;
      this.#hops.push(this.#withPayload(hopRow(hop), payloads));
    }
  }

  get isEmpty(): boolean {
    return this.#hops.length === 0;
  }

  /** Everything so far, as a change for a request of its own in the next batch; the buffer is empty then. */
  take(): Change | null {
    if (this.#hops.length === 0) return null;
    const change: Change = { op: 'trace', hops: this.#hops, payloads: [...this.#payloads] };
    this.#hops = [];
    this.#payloads = new Map();
    this.#payloadBytes = 0;
    return change;
  }

  /** A hop says that its payload is kept only when it is. */
  #withPayload(hop: HopRow, payloads: ReadonlyMap<string, Json> | undefined): HopRow {
    const { payloadDigest: digest, payloadBytes, payloadKept } = hop;
    if (digest === null || payloadBytes === null || payloadKept === 0 || this.#payloads.has(digest))
      return hop;
    const value = payloads?.get(digest);
    if (value === undefined) return hop;
    if (this.#payloadBytes + payloadBytes > maxPayloadBytes) return { ...hop, payloadKept: 0 };
    this.#payloads.set(digest, JSON.stringify(value));
    this.#payloadBytes += payloadBytes;
    return hop;
  }
}
