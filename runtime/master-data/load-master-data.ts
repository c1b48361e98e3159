import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TaxRule } from '../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../domain/errors.ts';
import {
  identifierKey,
  identifiersOf,
  type MasterData,
  type MasterObject,
  masterObjects,
  masterTables,
  recordId,
} from '../../domain/master-data/objects.ts';
import { ambiguousRules } from '../../domain/rating/tax-rules.ts';
import type { MasterDataScope, MasterDataView } from '../packs-view.ts';
import { type PlacedRecord, readRecords } from './records.ts';

/** The master data of the files: for all tenants, and what is one tenant's own. */
export interface MasterFiles extends MasterDataView {
  /** By `recordId`. */
  record(object: MasterObject, id: string, tenant: string): MasterData | null;
}

/** The view, and what is wrong with the files it was read from. */
export interface MasterDataCheck {
  readonly view: MasterFiles;
  readonly problems: readonly CrossdockError[];
}

/** The records of one folder. */
interface Shelf {
  readonly lists: ReadonlyMap<MasterObject, readonly MasterData[]>;
  readonly byIdentifier: ReadonlyMap<string, PlacedRecord>;
  /** By object and `recordId`. */
  readonly byId: ReadonlyMap<string, MasterData>;
}

/** Files hold at any time. */
const anyTime = '1970-01-01T00:00:00Z';

/**
 * Reads the master data of a site from `folder` and indexes it by own id, GLN, GTIN, SKU, SCAC and every partner
 * identifier. What stands in `tenants/<id>` is that tenant's alone and goes before what is for all. No folder, no data.
 * `tenants`: the ids there may be; any when absent.
 */
export function checkMasterData(folder: string | null, tenants?: readonly string[]): MasterDataCheck {
  const problems: CrossdockError[] = [];
  const shared = readShelf(folder, problems);
  const own = new Map<string, Shelf>();
  for (const tenant of tenantFolders(folder)) {
    const place = join(folder ?? '', 'tenants', tenant);
    if (tenants && !tenants.includes(tenant)) {
      const parameters = { folder: place, tenant, known: tenants.join(', ') };
      problems.push(new CrossdockError('CD_MASTER_DATA_TENANT', parameters));
    }
    own.set(tenant, readShelf(place, problems));
  }
  const view = viewOf(shared, own);
  const ambiguous = [undefined, ...own.keys()].flatMap((tenant) => {
    const scope = tenant === undefined ? undefined : { tenant, at: anyTime };
    return ambiguousRules(view.list('tax-rule', scope) as unknown as readonly TaxRule[]);
  });
  const once = new Map(ambiguous.map((problem) => [problem.message, problem]));
  return { view, problems: [...problems, ...once.values()] };
}

/** @throws CD_MASTER_DATA_INVALID naming every problem with file, line and column */
export function loadMasterData(folder: string | null, tenants?: readonly string[]): MasterFiles {
  const { view, problems } = checkMasterData(folder, tenants);
  if (problems.length === 0) return view;
  throw new CrossdockError('CD_MASTER_DATA_INVALID', {
    folder: folder ?? '',
    count: problems.length,
    problems: problems.map(({ code, message }) => `  ${code} ${message}`).join('\n'),
  });
}

function tenantFolders(folder: string | null): readonly string[] {
  const place = folder === null ? '' : join(folder, 'tenants');
  if (place === '' || !existsSync(place)) return [];
  return readdirSync(place, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function readShelf(folder: string | null, problems: CrossdockError[]): Shelf {
  const lists = new Map<MasterObject, readonly MasterData[]>();
  const byIdentifier = new Map<string, PlacedRecord>();
  const byId = new Map<string, MasterData>();
  for (const object of folder === null ? [] : masterObjects) {
    const read = readRecords(folder ?? '', object);
    lists.set(
      object,
      read.records.map(({ data }) => data),
    );
    problems.push(...read.problems);
    for (const record of read.records) {
      byId.set(idKey(object, recordId(object, record.data)), record.data);
      for (const [scheme, value] of identifiersOf(object, record.data)) {
        const key = identifierKey(object, scheme, value);
        const other = byIdentifier.get(key);
        if (other !== undefined && other !== record && !masterTables[object].versioned) {
          const parameters = { where: record.where, object, scheme, value, other: other.where };
          problems.push(new CrossdockError('CD_MASTER_DATA_AMBIGUOUS', parameters));
        }
        byIdentifier.set(key, record);
      }
    }
  }
  return { lists, byIdentifier, byId };
}

function viewOf(shared: Shelf, own: ReadonlyMap<string, Shelf>): MasterFiles {
  const shelfOf = (scope?: MasterDataScope) => (scope ? own.get(scope.tenant) : undefined);
  const combined = new Map<string, readonly MasterData[]>();
  return {
    lookup(object, scheme, value, scope) {
      const key = identifierKey(object, scheme, value);
      const mine = shelfOf(scope);
      const found = mine?.byIdentifier.get(key);
      if (found) return found.data;
      const common = shared.byIdentifier.get(key)?.data;
      if (common === undefined) return null;
      // A record that the tenant has its own version of is not found by what only the common one is called.
      return mine?.byId.has(idKey(object, recordId(object, common))) ? null : common;
    },
    list(object, scope) {
      const mine = shelfOf(scope);
      if (!mine || !scope) return shared.lists.get(object) ?? [];
      const key = `${scope.tenant} ${object}`;
      const list = combined.get(key) ?? [
        ...(shared.lists.get(object) ?? []).filter(
          (data) => !mine.byId.has(idKey(object, recordId(object, data))),
        ),
        ...(mine.lists.get(object) ?? []),
      ];
      combined.set(key, list);
      return list;
    },
    record: (object, id, tenant) =>
      own.get(tenant)?.byId.get(idKey(object, id)) ?? shared.byId.get(idKey(object, id)) ?? null,
  };
}

const idKey = (object: MasterObject, id: string): string => `${object} ${id}`;
