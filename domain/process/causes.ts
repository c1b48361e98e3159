import type { Deadline } from './expectations.ts';
import { activeShipments } from './goods.ts';
import type { ProcessTerms } from './terms.ts';
import { type OrderProcess, type ProcessShipment, shipmentMilestones } from './types.ts';

/** Why something does not come, as far as the order's facts tell, and who can do something about it. */
export interface Cause {
  readonly text: string;
  readonly owner: string;
}

type Reading = (process: OrderProcess, deadline: Deadline, terms: ProcessTerms) => string | Cause;

const carrierDesk = 'carrier desk';

/** The probable cause of silence about each step; the deadline's owner acts where the reading names none. */
const readings: Readonly<Partial<Record<Deadline['milestone'], Reading>>> = {
  ordered: () => 'the ERP has not confirmed the order',
  released: (process) => held(process) ?? 'no warehouse has been given the order',
  'release-confirmed': (process) => `${warehouses(process)} has not taken the release`,
  planned: () => 'the TMS has not planned a shipment',
  shipped: (process) => notShipped(process),
  dispatched: (process, { shipmentId }) => notLeft(process, shipmentId),
  delivered: (process, { shipmentId }) =>
    process.goodsIssues.length === 0 && shipmentId === undefined
      ? { text: notShipped(process), owner: 'warehouse' }
      : { text: onTheRoad(process, shipmentId), owner: carrierDesk },
  'proof-of-delivery': (process, { shipmentId }) =>
    `${carrierOf(shipmentOf(process, shipmentId))} has not sent the signed proof`,
  invoiced: (process) => {
    const [reason] = process.billing.reasons;
    if (reason) return { text: reason.text, owner: reason.owner };
    return process.collected ? 'its billing period has not been closed' : 'nobody has asked for the bill';
  },
  posted: ({ invoices, postings }, _, terms) => {
    const missing = terms.postings.filter((system) =>
      invoices.some(
        ({ invoiceNumber }) =>
          !postings.some((each) => each.invoiceNumber === invoiceNumber && each.system === system),
      ),
    );
    return `${missing.join(' and ') || 'finance'} has not booked the invoice`;
  },
  'change-answered': (process, { requestNumber }) =>
    `${warehouses(process)} has not answered ${requestNumber}`,
};

/** The probable cause of a deadline's silence, from what is known of the order. */
export function causeOf(process: OrderProcess, deadline: Deadline, terms: ProcessTerms): Cause {
  const { milestone, owner } = deadline;
  const found = readings[milestone]?.(process, deadline, terms) ?? `nothing was heard of ${milestone}`;
  return typeof found === 'string' ? { text: found, owner } : found;
}

const held = ({ holds }: OrderProcess): Cause | null => {
  const open = holds.find(({ released }) => !released);
  return open ? { text: open.reason, owner: open.owner } : null;
};

function warehouses({ releases }: OrderProcess): string {
  const names = releases.flatMap(({ warehouse }) => warehouse?.id ?? warehouse?.name ?? []);
  return names.length > 0 ? [...new Set(names)].join(' and ') : 'the warehouse';
}

function notShipped(process: OrderProcess): string {
  const { packed, picked } = process.stages;
  const last = packed ? `packed at ${packed.at}` : picked ? `picked at ${picked.at}` : null;
  return last
    ? `${warehouses(process)} has not shipped; ${last}`
    : process.releases.length === 0
      ? 'no warehouse has been given the order'
      : `nothing was heard of ${warehouses(process)} since the release`;
}

const shipmentOf = (process: OrderProcess, id: string | undefined): ProcessShipment | undefined =>
  activeShipments(process).find((each) => id === undefined || each.id === id);

const carrierOf = (shipment: ProcessShipment | undefined): string =>
  shipment?.carrier?.name ?? shipment?.carrier?.scac ?? shipment?.plan?.carrier.scac ?? 'the carrier';

function notLeft(process: OrderProcess, id: string | undefined): string {
  const shipment = shipmentOf(process, id);
  if (shipment?.tender === 'rejected') return `${carrierOf(shipment)} rejected the tender`;
  return process.goodsIssues.length === 0
    ? notShipped(process)
    : `${carrierOf(shipment)} has not picked the goods up`;
}

/** What the carrier said last: trouble first. */
function onTheRoad(process: OrderProcess, id: string | undefined): string {
  const shipment = shipmentOf(process, id);
  const trouble = shipment?.exceptions.at(-1);
  if (trouble) {
    return `${carrierOf(shipment)} reported ${trouble.type} at ${trouble.at}${trouble.text ? `: ${trouble.text}` : ''}`;
  }
  const last = shipmentMilestones.filter((name) => shipment?.milestones[name]).at(-1);
  return last
    ? `last heard of ${carrierOf(shipment)}: ${last} at ${shipment?.milestones[last]?.at}`
    : `nothing was heard of ${carrierOf(shipment)}`;
}
