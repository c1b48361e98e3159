import { canonicalText } from './canonical-text.ts';
import type { MasterData, MasterObject } from './objects.ts';
import { type FieldGroup, type Ownership, siteOwner } from './ownership.ts';
import { type MasterPart, type MasterRecord, type MasterVersion, ownerPart, recordAt } from './record.ts';

/** What a system says of a record. */
export interface MasterChange {
  readonly object: MasterObject;
  readonly id: string;
  readonly data: MasterData;
  readonly system: string;
  readonly messageId: string;
  /** When the system changed it; null when it did not say. */
  readonly changedAt: string | null;
  /** From when it is to hold; null: from the change on. */
  readonly validFrom: string | null;
  /** When we took it in. */
  readonly receivedAt: string;
}

export interface Known {
  readonly record: MasterRecord | null;
  /** What the site's files say. */
  readonly base: MasterData | null;
  readonly ownership: Ownership;
  readonly digest: (text: string) => string;
}

/**
 * - `changed`: another content holds, now or from `validFrom` on.
 * - `unchanged`: the system said this before.
 * - `late`: a newer version of the same owner is there; this one is kept for the time before it.
 * - `echo`: a system gives back what it was sent.
 * - `refused`: the system owns nothing of the object.
 */
export type TakenOutcome = 'changed' | 'unchanged' | 'late' | 'echo' | 'refused';

export interface Taken {
  readonly outcome: TakenOutcome;
  /** What to store; null when there is nothing to. */
  readonly record: MasterRecord | null;
  /** The whole record from `validFrom` on; null when it was refused, or its owner has not spoken yet. */
  readonly data: MasterData | null;
  readonly validFrom: string;
  /** Top-level fields that are different from before. */
  readonly fields: readonly string[];
  /** Systems to hand the change on to. */
  readonly subscribers: readonly string[];
}

/** An echo comes back within some changes; the digests of older ones are forgotten. */
const keptDigests = 20;
/** Beyond this the oldest versions of a part go, so that a record that changes daily stays small. */
const keptVersions = 100;

/** Takes in what a system says of a record, as far as the system owns it. */
export function takeIn(change: MasterChange, known: Known): Taken {
  const { record, base, ownership, digest } = known;
  const { system, receivedAt } = change;
  const changedAt = change.changedAt ?? receivedAt;
  const validFrom = change.validFrom ?? changedAt;
  const nothing = { record: null, data: null, validFrom, fields: [], subscribers: [] };
  const owned = partsOf(system, ownership);
  if (owned.length === 0) {
    return { ...nothing, outcome: isEcho(change, known) ? 'echo' : 'refused' };
  }
  const before = record ?? { object: change.object, id: change.id, parts: {}, sent: {} };
  const at = laterOf(validFrom, receivedAt);
  let parts = before.parts;
  for (const part of owned) {
    const version = {
      ...{ validFrom, changedAt, system, messageId: change.messageId },
      data: part.take(change.data),
    };
    const versions = insert(parts[part.name] ?? [], version, change);
    if (versions) parts = { ...parts, [part.name]: versions };
  }
  if (parts === before.parts) return { ...nothing, outcome: 'unchanged' };
  const after = { ...before, parts };
  const [old, data] = [recordAt(record, base, ownership, at), recordAt(after, base, ownership, at)];
  const fields = differing(old, data);
  if (fields.length === 0) {
    const newest = owned.some(({ name }) => parts[name]?.at(-1)?.messageId === change.messageId);
    return { ...nothing, record: after, outcome: newest ? 'unchanged' : 'late' };
  }
  const subscribers = data === null ? [] : ownership.subscribers.filter((other) => other !== system);
  const sent = { ...before.sent };
  for (const other of subscribers) {
    sent[other] = [...(sent[other] ?? []), digest(canonicalText(data))].slice(-keptDigests);
  }
  return { outcome: 'changed', record: { ...after, sent }, data, validFrom, fields, subscribers };
}

function laterOf(one: string, other: string): string {
  if (one > other) return one;
  return other;
}

interface OwnedPart {
  readonly name: string;
  readonly take: (data: MasterData) => MasterData;
}

/** The parts of an object that a system may write. */
function partsOf(system: string, { owner, groups }: Ownership): readonly OwnedPart[] {
  if (system === siteOwner) return [];
  const grouped = new Set(Object.values(groups).flatMap(({ fields }) => fields));
  const whole: readonly OwnedPart[] =
    owner === system ? [{ name: ownerPart, take: (data) => pick(data, (field) => !grouped.has(field)) }] : [];
  const own = Object.entries(groups)
    .filter(([, group]: [string, FieldGroup]) => group.owner === system)
    .map(([name, { fields }]) => ({
      name,
      take: (data: MasterData) => pick(data, (field) => fields.includes(field)),
    }));
  return [...whole, ...own];
}

const pick = (data: MasterData, wanted: (field: string) => boolean): MasterData =>
  Object.fromEntries(Object.entries(data).filter(([field]) => wanted(field)));

/** The part with the version in its place; null when it adds nothing. `given`: what the system itself said of when. */
function insert(part: MasterPart, version: MasterVersion, given: MasterChange): MasterPart | null {
  const place = part.findLastIndex((one) => !isAfter(one, version)) + 1;
  const before = part[place - 1];
  if (before && canonicalText(before.data) === canonicalText(version.data)) {
    const sameFrom = before.validFrom === version.validFrom;
    const again = sameFrom && (given.changedAt === null || before.changedAt === version.changedAt);
    // One that the system dated is kept even so: it tells until when it was so.
    if (again || (given.changedAt === null && given.validFrom === null)) return null;
  }
  return [...part.slice(0, place), version, ...part.slice(place)].slice(-keptVersions);
}

const isAfter = (one: MasterVersion, other: MasterVersion): boolean =>
  one.validFrom === other.validFrom ? one.changedAt > other.changedAt : one.validFrom > other.validFrom;

function differing(before: MasterData | null, after: MasterData | null): readonly string[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names]
    .filter((name) => canonicalText(before?.[name] ?? null) !== canonicalText(after?.[name] ?? null))
    .sort();
}

/** Exactly what it was sent, of late or long ago, or no more than a share of what holds now. */
function isEcho({ data, system, receivedAt }: MasterChange, { record, base, ownership, digest }: Known) {
  const sent = record?.sent[system] ?? [];
  if (sent.length === 0) return false;
  if (sent.includes(digest(canonicalText(data)))) return true;
  const now = recordAt(record, base, ownership, receivedAt) ?? {};
  return Object.entries(data).every(
    ([field, value]) => canonicalText(now[field] ?? null) === canonicalText(value),
  );
}
