import {
  identifierKey,
  identifiersOf,
  type MasterData,
  type MasterObject,
} from '../../domain/master-data/objects.ts';
import type { Ownership } from '../../domain/master-data/ownership.ts';
import { boundariesOf, type MasterRecord, recordAt } from '../../domain/master-data/record.ts';
import type { MasterDataScope } from '../packs-view.ts';
import type { MasterFiles } from './load-master-data.ts';

interface Kept {
  readonly version: number;
  readonly record: MasterRecord;
}

/** What holds from `from` until before `until`. */
interface ListInTime {
  readonly from: string;
  readonly until: string;
  readonly list: readonly MasterData[];
}

export interface TenantRecordsOptions {
  readonly object: MasterObject;
  readonly tenant: string;
  readonly files: MasterFiles;
  readonly ownership: Ownership;
}

/** What systems have sent of one object for one tenant, over what the site's files say of it. */
export class TenantRecords {
  readonly #options: TenantRecordsOptions;
  readonly #records = new Map<string, Kept>();
  /** Ids of records that carry an identifier in any of their versions. */
  readonly #ids = new Map<string, Set<string>>();
  #list: ListInTime | null = null;

  constructor(options: TenantRecordsOptions) {
    this.#options = options;
  }

  /** Takes a record unless the same or a newer state of it is here; says whether it did. */
  put(version: number, record: MasterRecord): boolean {
    if ((this.#records.get(record.id)?.version ?? 0) >= version) return false;
    this.#records.set(record.id, { version, record });
    this.#list = null;
    const { object } = this.#options;
    const at = boundariesOf(record);
    const versions = at.map((instant) => this.#at(record, instant));
    for (const data of versions) {
      for (const [scheme, value] of data ? identifiersOf(object, data) : []) {
        const key = identifierKey(object, scheme, value);
        const ids = this.#ids.get(key) ?? new Set();
        this.#ids.set(key, ids.add(record.id));
      }
    }
    return true;
  }

  has(id: string): boolean {
    return this.#records.has(id);
  }

  lookup(scheme: string, value: string, at: string): MasterData | null {
    const { object } = this.#options;
    const key = identifierKey(object, scheme, value);
    for (const id of this.#ids.get(key) ?? []) {
      const data = this.named(id, key, at);
      if (data) return data;
    }
    return null;
  }

  /** The record, if it carries the identifier at that instant. */
  named(id: string, key: string, at: string): MasterData | null {
    const { object } = this.#options;
    const kept = this.#records.get(id);
    const data = kept ? this.#at(kept.record, at) : null;
    const carries = data && identifiersOf(object, data).some((one) => identifierKey(object, ...one) === key);
    return carries ? data : null;
  }

  /** `fromFiles`: what the files list for the tenant; records of ours take the place of those with their id. */
  list({ at }: MasterDataScope, fromFiles: () => readonly MasterData[]): readonly MasterData[] {
    const known = this.#list;
    if (known && known.from <= at && at < known.until) return known.list;
    let from = '';
    let until = '~';
    const own: MasterData[] = [];
    for (const { record } of this.#records.values()) {
      for (const boundary of boundariesOf(record)) {
        if (boundary <= at && boundary > from) from = boundary;
        if (boundary > at && boundary < until) until = boundary;
      }
      const data = this.#at(record, at);
      if (data) own.push(data);
    }
    const list = [...fromFiles(), ...own];
    this.#list = { from, until, list };
    return list;
  }

  #at(record: MasterRecord, at: string): MasterData | null {
    const { object, tenant, files, ownership } = this.#options;
    return recordAt(record, files.record(object, record.id, tenant), ownership, at);
  }
}
