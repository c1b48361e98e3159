/** What the formats and array rules of the canonical schemas mean. */

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const instantPattern =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;
const zonePattern = /^[A-Z][A-Za-z0-9_+-]{0,31}(?:\/[A-Za-z0-9_+-]{1,32}){0,2}$/;

/** A calendar date that exists: RFC 3339 full-date. */
export function isDate(text: string): boolean {
  const parts = datePattern.exec(text);
  if (parts === null) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

/**
 * An RFC 3339 date-time with seconds and offset, on a date that exists.
 * Stricter than the standard where JavaScript's Date is: capital T and Z, and no leap second.
 */
export function isInstant(text: string): boolean {
  const parts = instantPattern.exec(text);
  return parts?.[1] !== undefined && isDate(parts[1]);
}

/** An IANA time zone that this runtime knows, such as `Europe/Berlin` or `UTC`; offsets are not zones. */
export function isZone(text: string): boolean {
  if (knownZones.has(text)) return true;
  if (!zonePattern.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
  } catch {
    return false;
  }
  if (knownZones.size < zonesWorldwide) knownZones.add(text);
  return true;
}

/** The index of the first entry whose `property` has a value that an earlier entry has too; -1 when there is none. */
export function firstRepeat(entries: readonly unknown[], property: string): number {
  const seen = new Set<unknown>();
  return entries.findIndex((entry) => {
    if (typeof entry !== 'object' || entry === null) return false;
    const value: unknown = (entry as Readonly<Record<string, unknown>>)[property];
    if (value === undefined) return false;
    const repeated = seen.has(value);
    seen.add(value);
    return repeated;
  });
}

/** Formats by the name that schemas use. */
export const formats = { date: isDate, 'date-time': isInstant, 'iana-zone': isZone } as const;

/** The tz database has some 600 names, so the memory of known ones cannot grow further than that in good faith. */
const zonesWorldwide = 1000;
const knownZones = new Set<string>(['UTC']);

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
