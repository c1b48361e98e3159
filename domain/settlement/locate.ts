import { freightKey } from './plan.ts';
import type { FreightProcess } from './types.ts';

/** A process as the ledger stores it. */
export interface StoredFreight {
  readonly key: string;
  readonly version: number;
  readonly state: unknown;
}

/** Reads of stored processes, passed in. */
export interface FreightReader {
  process(tenant: string, key: string): Promise<StoredFreight | null>;
  processByIdentifier(tenant: string, scheme: string, value: string): Promise<readonly StoredFreight[]>;
}

export interface FoundFreight {
  readonly version: number;
  readonly process: FreightProcess;
}

/** Numbers by which a document names a shipment. */
export interface ShipmentNumbers {
  readonly shipmentId?: string | undefined;
  readonly pro?: string | undefined;
  readonly bol?: string | undefined;
  readonly carrier?: { readonly scac: string } | undefined;
}

/** True of the key of a shipment's cost, which is no order's. */
export const isFreightKey = (key: string): boolean => key.startsWith(freightKey(''));

/** Typed: states under freight keys are only ever written by `freightWrites`. */
export const foundFreight = ({ version, state }: StoredFreight): FoundFreight => ({
  version,
  process: state as FreightProcess,
});

/**
 * What is known of a shipment's cost, by its own number first. Carriers use their numbers again: of several shipments
 * under one, those of another carrier or with another number of their own do not count, and the last one changed is
 * meant.
 */
export async function findFreight(
  reader: FreightReader,
  tenant: string,
  { shipmentId, pro, bol, carrier }: ShipmentNumbers,
): Promise<FoundFreight | null> {
  const own = shipmentId === undefined ? null : await reader.process(tenant, freightKey(shipmentId));
  if (own) return foundFreight(own);
  const numbers = { 'freight-shipment': shipmentId, 'freight-pro': pro, 'freight-bol': bol };
  for (const [scheme, value] of Object.entries(numbers)) {
    if (value === undefined) continue;
    const found = (await reader.processByIdentifier(tenant, scheme, value)).map(foundFreight);
    const isMeant = ({ process }: FoundFreight): boolean =>
      process.mergedInto === undefined &&
      (carrier === undefined || process.carrier.scac === carrier.scac) &&
      (shipmentId === undefined || (process.shipmentId ?? shipmentId) === shipmentId);
    const meant = found
      .filter(isMeant)
      .sort((one, other) => Date.parse(other.process.updatedAt) - Date.parse(one.process.updatedAt))[0];
    if (meant) return meant;
  }
  return null;
}

/** The number under which a shipment is kept that only a carrier's document speaks of. */
export const numberOf = ({ shipmentId, pro, bol }: ShipmentNumbers): string => shipmentId ?? pro ?? bol ?? '';
