import type {
  DeliveryException,
  Milestone,
  OrderProcess,
  ProcessShipment,
  ReportedAccessorial,
  ShipmentMilestone,
} from '../types.ts';

/** The numbers by which a document names a shipment. */
export interface ShipmentReferences {
  readonly shipmentId?: string | undefined;
  readonly pro?: string | undefined;
  readonly bol?: string | undefined;
}

const provisional = /^(pro|bol):|^unplanned$/;

/** A shipment without anything reported on it. */
export const emptyShipment = (id: string): ProcessShipment => ({
  id,
  milestones: {},
  exceptions: [],
  accessorials: [],
});

/**
 * The shipment a document means, merged from every entry that carries one of its numbers: a carrier may speak
 * of a PRO before the TMS tells us which shipment that is. Undefined when several could be meant.
 */
export function locateShipment(
  process: OrderProcess,
  names: ShipmentReferences,
): ProcessShipment | undefined {
  const named = names.shipmentId ?? names.pro ?? names.bol;
  if (named === undefined) {
    const [only, ...others] = process.shipments.filter((each) => each.plan?.status !== 'cancelled');
    return others.length > 0 ? undefined : (only ?? emptyShipment('unplanned'));
  }
  const matches = process.shipments.filter((each) => isMeant(each, names));
  if (matches.filter((each) => !provisional.test(each.id)).length > 1) return undefined;
  const id =
    names.shipmentId ??
    matches.find((each) => !provisional.test(each.id))?.id ??
    (names.pro === undefined ? `bol:${names.bol}` : `pro:${names.pro}`);
  const [first = emptyShipment(id), ...rest] = matches;
  const merged = rest.reduce(mergeShipments, first);
  const pro = names.pro ?? merged.pro;
  const bol = names.bol ?? merged.bol;
  return { ...merged, id, ...(pro === undefined ? {} : { pro }), ...(bol === undefined ? {} : { bol }) };
}

/** The process with the shipment in place of every entry it was merged from. */
export function withShipment(process: OrderProcess, shipment: ProcessShipment): OrderProcess {
  const position = process.shipments.findIndex((each) =>
    isMeant(each, { ...shipment, shipmentId: shipment.id }),
  );
  const others = process.shipments.filter((each) => !isMeant(each, { ...shipment, shipmentId: shipment.id }));
  const at = position < 0 ? others.length : Math.min(position, others.length);
  return { ...process, shipments: [...others.slice(0, at), shipment, ...others.slice(at)] };
}

function isMeant(shipment: ProcessShipment, names: ShipmentReferences): boolean {
  if (shipment.id === names.shipmentId) return true;
  // Two real shipment numbers are two shipments, even when the carrier uses one PRO for both.
  if (names.shipmentId !== undefined && !provisional.test(shipment.id)) return false;
  if (shipment.id === 'unplanned') return names.shipmentId !== undefined;
  return (
    (names.pro !== undefined && shipment.pro === names.pro) ||
    (names.bol !== undefined && shipment.bol === names.bol)
  );
}

function mergeShipments(left: ProcessShipment, right: ProcessShipment): ProcessShipment {
  const milestones: Partial<Record<ShipmentMilestone, Milestone>> = { ...left.milestones };
  for (const [name, reached] of Object.entries(right.milestones) as [ShipmentMilestone, Milestone][]) {
    milestones[name] = earlier(milestones[name], reached);
  }
  const clearedAt = [left.clearedAt, right.clearedAt].filter((at) => at !== undefined).sort(latestFirst)[0];
  return {
    ...left,
    ...right,
    milestones,
    exceptions: unique<DeliveryException>([...left.exceptions, ...right.exceptions]),
    accessorials: [...left.accessorials, ...right.accessorials] satisfies ReportedAccessorial[],
    ...(clearedAt === undefined ? {} : { clearedAt }),
  };
}

/** The one that happened first. */
export const earlier = (known: Milestone | undefined, reported: Milestone): Milestone =>
  known !== undefined && Date.parse(known.at) <= Date.parse(reported.at) ? known : reported;

export const latestFirst = (left: string, right: string): number => Date.parse(right) - Date.parse(left);

function unique<T extends { readonly eventId: string }>(list: readonly T[]): readonly T[] {
  const byId = new Map(list.map((each) => [each.eventId, each]));
  return [...byId.values()];
}
