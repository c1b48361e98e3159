import { CrossdockError } from '../../domain/errors.ts';
import type { Json } from '../../ledger/ledger.ts';
import type { MasterObject } from '../face.ts';
import type { MasterDataView } from '../packs-view.ts';
import { masterTables } from './objects.ts';
import { type MasterData, type PlacedRecord, readRecords } from './records.ts';

const objects = Object.keys(masterTables) as MasterObject[];

/** The view, and what is wrong with the files it was read from. */
export interface MasterDataCheck {
  readonly view: MasterDataView;
  readonly problems: readonly CrossdockError[];
}

/**
 * Reads the master data of a site from `folder` and indexes it by own id, GLN, GTIN, SKU, SCAC and every partner
 * identifier. No folder, no data.
 */
export function checkMasterData(folder: string | null): MasterDataCheck {
  const lists = new Map<MasterObject, readonly MasterData[]>();
  const index = new Map<string, PlacedRecord>();
  const problems: CrossdockError[] = [];
  for (const object of folder === null ? [] : objects) {
    const read = readRecords(folder ?? '', object);
    lists.set(
      object,
      read.records.map(({ data }) => data),
    );
    problems.push(...read.problems);
    for (const record of read.records) {
      for (const [scheme, value] of identifiersOf(object, record.data)) {
        const key = keyOf(object, scheme, value);
        const other = index.get(key);
        if (other !== undefined && other !== record && !masterTables[object].versioned) {
          problems.push(
            new CrossdockError('CD_MASTER_DATA_AMBIGUOUS', {
              where: record.where,
              object,
              scheme,
              value,
              other: other.where,
            }),
          );
        }
        index.set(key, record);
      }
    }
  }
  const view: MasterDataView = {
    lookup: (object, scheme, value): Json | null => index.get(keyOf(object, scheme, value))?.data ?? null,
    list: (object) => lists.get(object) ?? [],
  };
  return { view, problems };
}

/** @throws CD_MASTER_DATA_INVALID naming every problem with file, line and column */
export function loadMasterData(folder: string | null): MasterDataView {
  const { view, problems } = checkMasterData(folder);
  if (problems.length === 0) return view;
  throw new CrossdockError('CD_MASTER_DATA_INVALID', {
    folder: folder ?? '',
    count: problems.length,
    problems: problems.map(({ code, message }) => `  ${code} ${message}`).join('\n'),
  });
}

function identifiersOf(object: MasterObject, record: MasterData): [scheme: string, value: string][] {
  if (object === 'cross-reference') return [[String(record.scheme), String(record.value)]];
  const { id, unique } = masterTables[object];
  const own = [['id', record[id]] as const, ...unique.map((name) => [name, record[name]] as const)];
  const partner = Array.isArray(record.identifiers)
    ? (record.identifiers as readonly MasterData[]).map(
        ({ scheme, value }) => [String(scheme), value] as const,
      )
    : [];
  return [...own, ...partner].flatMap(([scheme, value]) =>
    typeof value === 'string' ? [[scheme, value] as [string, string]] : [],
  );
}

/** A GTIN is the same item in 8, 12, 13 or 14 digits (GS1 General Specifications 3.3.2). */
function keyOf(object: MasterObject, scheme: string, value: string): string {
  const form = scheme.toLowerCase();
  return JSON.stringify([object, form, form === 'gtin' ? value.padStart(14, '0') : value]);
}
