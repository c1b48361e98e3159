/**
 * A record of master data is kept in parts, one for the owner of the object and one per field group that another system
 * owns. A part is a list of versions, each in force from an instant until the next one's. What holds at an instant is
 * the owner's version with every group's own laid over it.
 */
import { canonicalText } from './canonical-text.ts';
import type { Json, MasterData, MasterObject } from './objects.ts';
import { type Ownership, siteOwner } from './ownership.ts';

export interface MasterVersion {
  /** Instant from which it is in force. */
  readonly validFrom: string;
  /** Instant at which its system changed it; of two with the same `validFrom` the later counts. */
  readonly changedAt: string;
  readonly data: MasterData;
  readonly system: string;
  readonly messageId: string;
}

/** In the order in which they come into force. */
export type MasterPart = readonly MasterVersion[];

export interface MasterRecord {
  readonly object: MasterObject;
  readonly id: string;
  /** `ownerPart`, or the name of a field group, to its versions. */
  readonly parts: Readonly<Record<string, MasterPart>>;
  /** System to digests of what was handed on to it, newest last. */
  readonly sent: Readonly<Record<string, readonly string[]>>;
}

/** Part of the object's owner; no field group may be named so. */
export const ownerPart = 'owner';

/** The status under which records are kept in the ledger, beside the orders. */
export const masterDataStatus = 'master-data';

/** The key of a record in the ledger. */
export const masterDataKey = (object: MasterObject, id: string): string =>
  `${masterDataStatus}/${object}/${id}`;

/** The version of a part that is in force at an instant; null when none is yet. */
export const inForce = (part: MasterPart, at: string): MasterVersion | null =>
  part.findLast(({ validFrom }) => validFrom <= at) ?? null;

/**
 * The record as it holds at `at`; null when nothing is known of it.
 * `base` is what the site's files say. It holds until the owner's first version; without it that version holds from the
 * beginning, because a record is not unknown for want of knowing when it came to be.
 */
export function recordAt(
  record: MasterRecord | null,
  base: MasterData | null,
  { owner, groups }: Ownership,
  at: string,
): MasterData | null {
  const parts = record?.parts ?? {};
  const owned = parts[ownerPart] ?? [];
  const version = owner === siteOwner && base !== null ? null : inForce(owned, at);
  const whole = version?.data ?? base ?? owned[0]?.data ?? null;
  if (whole === null) return null;
  const laid = Object.entries(groups).flatMap(([name, { fields }]) => {
    const part = parts[name] ?? [];
    const own = inForce(part, at) ?? (base === null ? part[0] : undefined);
    return own ? [{ fields, data: own.data }] : [];
  });
  if (laid.length === 0) return whole;
  const merged: Record<string, Json> = { ...whole };
  for (const { fields, data } of laid) {
    for (const field of fields) delete merged[field];
    Object.assign(merged, data);
  }
  return merged;
}

/** Instants at which a record may change. */
export const boundariesOf = ({ parts }: MasterRecord): readonly string[] =>
  Object.values(parts).flatMap((part) => part.map(({ validFrom }) => validFrom));

/** Whether two documents say the same, whatever the order of their properties. */
export const saysTheSame = (one: Json, other: Json): boolean => canonicalText(one) === canonicalText(other);
