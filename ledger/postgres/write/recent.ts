import type { DeliveryState, MessageState } from '../../ledger.ts';
import type { DeliveryRef, HeldProcess, MessageRef } from '../../write/source.ts';
import { RecentBlocks } from '../blocks.ts';

/** Rows of each kind that are remembered; beyond it the older half is forgotten. */
const maxRows = 20_000;

class Bounded<Value> {
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  get(name: string): Value | undefined {
    return this.#young.get(name) ?? this.#old.get(name);
  }

  set(name: string, value: Value): void {
    if (this.#young.size >= maxRows / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(name, value);
  }

  delete(name: string): void {
    this.#young.delete(name);
    this.#old.delete(name);
  }
}

/**
 * What this process wrote or read of late: planning goes by it and so mostly needs no read of its own. It may be
 * out of date, since others write too: then the commit is refused by its guards and planned again on what is read
 * afresh.
 */
export class Recent {
  readonly messages = new Bounded<{ readonly ref: MessageRef; readonly state: MessageState }>();
  readonly deliveries = new Bounded<{ readonly ref: DeliveryRef; readonly state: DeliveryState }>();
  readonly processes = new Bounded<HeldProcess>();
  readonly blocks = new RecentBlocks();
}
