import type { EffectivePeriod, RateAgreement } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';

/** Whether a calendar date lies in the period, first and last day included. */
export const inForce = ({ from, to }: EffectivePeriod, date: string): boolean =>
  from <= date && (to === undefined || date <= to);

/**
 * The version of a customer's agreement that holds on a date.
 *
 * @throws CD_RATING_AGREEMENT_MISSING, CD_RATING_AGREEMENT_AMBIGUOUS
 */
export function agreementInForce(
  agreements: readonly RateAgreement[],
  id: string,
  customer: string,
  date: string,
): RateAgreement {
  const holding = agreements.filter(
    (each) => each.id === id && each.customer === customer && inForce(each.effective, date),
  );
  const [agreement, ...others] = holding;
  if (!agreement) throw new CrossdockError('CD_RATING_AGREEMENT_MISSING', { customer, agreement: id, date });
  if (others.length > 0) {
    const versions = holding.map((each) => each.version).join(', ');
    throw new CrossdockError('CD_RATING_AGREEMENT_AMBIGUOUS', { versions, agreement: id, date });
  }
  return agreement;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar date on the wall at an instant: `2026-03-02`. */
export function localDate(instant: string, zone: string): string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(zone, format);
  }
  return format.format(Date.parse(instant));
}
