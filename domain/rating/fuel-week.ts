import type { RateAgreement, RateAgreementFuel } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { agreementPath, type Input } from './explain.ts';
import type { ShipmentFact } from './types.ts';

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const dayMs = 86_400_000;

export interface FuelStep {
  readonly percent: string;
  /** First day on which the percentage holds. */
  readonly from: string;
  /** What the agreement's rule for the week adds to the inputs. */
  readonly because: readonly Input[];
}

/**
 * The fuel percentage of a shipment: the one in force on the day it left or, where the agreement names a week, on
 * the first day of that week; no older than the agreement allows.
 *
 * @throws CD_RATING_FUEL_INDEX_MISSING, CD_RATING_FUEL_INDEX_STALE
 */
export function fuelStep(
  agreement: RateAgreement,
  { index, week, maxAgeDays }: RateAgreementFuel,
  { shippedOn }: Pick<ShipmentFact, 'shippedOn'>,
): FuelStep {
  const date = week ? weekBegins(shippedOn, week) : shippedOn;
  let found: RateAgreementFuel['index'][number] | null = null;
  for (const step of index) if (step.from <= date && (found === null || step.from > found.from)) found = step;
  if (!found) throw new CrossdockError('CD_RATING_FUEL_INDEX_MISSING', { agreement: agreement.id, date });
  const { from } = found;
  const age = (Date.parse(date) - Date.parse(from)) / dayMs;
  if (maxAgeDays !== undefined && age > maxAgeDays) {
    const parameters = { agreement: agreement.id, from, date, age, most: maxAgeDays };
    throw new CrossdockError('CD_RATING_FUEL_INDEX_STALE', parameters);
  }
  const source = agreementPath(agreement, 'fuel.week');
  return { ...found, because: week ? [{ name: 'fuel week', value: `from ${date}`, source }] : [] };
}

/** Calendar dates have no zone: the arithmetic is in whole days of UTC. */
function weekBegins(date: string, { starts, weeksBefore }: NonNullable<RateAgreementFuel['week']>): string {
  const at = Date.parse(`${date}T00:00:00Z`);
  const sinceStart = (new Date(at).getUTCDay() - weekdays.indexOf(starts) + 7) % 7;
  return new Date(at - (sinceStart + 7 * weeksBefore) * dayMs).toISOString().slice(0, 10);
}
