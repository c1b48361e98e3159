import type {
  Place,
  RateAgreement,
  RateAgreementFreightRule,
  RateAgreementLaneEnd,
} from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import type { ShipmentFact } from './types.ts';

/**
 * The freight rule that fits a shipment most closely. An end of a lane counts more the smaller the area it
 * names; then a rule for the shipment's service level and mode goes before one for any; among equals the
 * agreement's order decides.
 *
 * @throws CD_RATING_LANE_MISSING, CD_RATING_SHIP_TO_MISSING
 */
export function freightRule(agreement: RateAgreement, shipment: ShipmentFact): RateAgreementFreightRule {
  const { origin, destination, serviceLevel, mode, shipmentId } = shipment;
  requireCountry(origin, 'origin', shipmentId);
  requireCountry(destination, 'destination', shipmentId);
  let best: { readonly rule: RateAgreementFreightRule; readonly rank: number } | undefined;
  for (const rule of agreement.freight) {
    const from = closeness(rule.from, origin);
    const to = closeness(rule.to, destination);
    if (from === null || to === null) continue;
    if (rule.serviceLevel !== undefined && rule.serviceLevel !== (serviceLevel ?? 'standard')) continue;
    if (rule.mode !== undefined && rule.mode !== mode) continue;
    const rank =
      (from + to) * 4 + (rule.serviceLevel === undefined ? 0 : 2) + (rule.mode === undefined ? 0 : 1);
    if (best === undefined || rank > best.rank) best = { rule, rank };
  }
  if (best) return best.rule;
  throw new CrossdockError('CD_RATING_LANE_MISSING', {
    agreement: agreement.id,
    version: agreement.version,
    from: inWords(origin),
    to: inWords(destination),
    service: serviceLevel ?? 'standard',
    mode: mode ?? 'any',
    shipment: shipmentId,
  });
}

/** Points for each thing a lane end asks for and the place has; null when the place has another. */
function closeness(end: RateAgreementLaneEnd, place: Place): number | null {
  const { country, region, postalCode } = place.address ?? {};
  let points = 0;
  if (end.unLocode !== undefined) {
    if (end.unLocode !== place.unLocode) return null;
    points += 16;
  }
  if (end.postalCodeFrom !== undefined || end.postalCodeTo !== undefined) {
    if (postalCode === undefined || !between(postalCode, end.postalCodeFrom, end.postalCodeTo)) return null;
    points += end.postalCodeFrom === end.postalCodeTo ? 12 : 8;
  }
  if (end.region !== undefined) {
    if (end.region !== region) return null;
    points += 4;
  }
  if (end.country !== undefined) {
    if (end.country !== (country ?? place.unLocode?.slice(0, 2))) return null;
    points += 2;
  }
  return points;
}

/** Postcodes compare as text; the upper end includes every longer code that starts with it. */
const between = (code: string, from: string | undefined, to: string | undefined): boolean =>
  (from === undefined || code >= from) && (to === undefined || code <= to || code.startsWith(to));

function requireCountry(place: Place, end: string, shipment: string): void {
  if (place.address?.country === undefined && place.unLocode === undefined) {
    throw new CrossdockError('CD_RATING_SHIP_TO_MISSING', {
      end,
      shipment,
      property: 'country or UN/LOCODE',
    });
  }
}

const inWords = ({ unLocode, address }: Place): string =>
  [address?.country, address?.region, address?.postalCode, unLocode].filter(Boolean).join(' ');
