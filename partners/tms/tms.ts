import { type Credentials, type HttpStandIn, httpStandIn } from '../http-stand-in.ts';
import type { Load, World } from '../world.ts';

interface ShipmentRequest {
  readonly releaseNumber: string;
  readonly orderNumber: string;
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly unitWeightKg: number;
  }[];
  readonly serviceLevel: string;
  readonly origin: { country: string; postalCode: string; unLocode?: string };
  readonly destination: { name: string; country: string; postalCode: string; city: string };
}

interface Planned {
  readonly reference: string;
  /** As the load was asked for or changed last. */
  readonly body: ShipmentRequest;
  readonly answer: object;
}

/** What the driver shows at customs. */
interface Paper {
  readonly number: string;
  readonly orderNumber: string;
  readonly shipments: readonly string[];
  readonly goods: readonly object[];
}

/** Publishes one message at QoS 1 on the demo's broker. */
export type Publish = (topic: string, payload: string) => void;

/**
 * The TMS: plans a load by REST (idempotent by key) and takes the papers of loads, and tells its milestones by
 * MQTT on `tms/shipments/<shipmentId>/events`. Loads of carrier SWFT are told by that carrier's own 214 instead. Of what
 * goes to a postcode that ends in 93 nothing is told after its dispatch.
 */
export function startTms(
  credentials: Credentials,
  world: World,
  publish: Publish,
  firstNumber = 880001,
): HttpStandIn {
  const standIn = httpStandIn('TMS', credentials);
  const { app, recorder } = standIn;
  const papers = new Map<string, Paper>();
  const planned = new Map<string, Planned>();

  app.post('/tms/v1/shipments', (request, response) => {
    const key = request.headers['idempotency-key'];
    const body = request.body as ShipmentRequest;
    if (
      typeof key !== 'string' ||
      !body.releaseNumber ||
      !(weightOf(body) > 0) ||
      !body.destination?.postalCode
    ) {
      recorder.record('shipment', body.releaseNumber, body, '422');
      response.status(422).json({
        error: {
          code: 'TMS-100',
          message:
            'Idempotency-Key, releaseNumber, lines with weights and a destination postal code are required',
        },
      });
      return;
    }
    const before = planned.get(key);
    if (before) {
      recorder.record('shipment', body.releaseNumber, body, `again ${before.reference}`);
      response.status(200).json(before.answer);
      return;
    }
    const load = plan(body, firstNumber + planned.size);
    const answer = shipment(body, load);
    planned.set(key, { reference: load.shipmentId, body, answer });
    recorder.effect('shipment', body.releaseNumber, load.shipmentId);
    recorder.record('shipment', body.releaseNumber, body, `201 ${load.shipmentId}`);
    response.status(201).json(answer);
    world.later(1, () => tell(load, 'TENDER_ACCEPTED'));
    world.plan(load);
  });

  app.patch('/tms/v1/shipments/:number', (request, response) => {
    const number = String(request.params.number);
    const known = [...planned.entries()].find(([, { reference }]) => reference === number);
    const before = known && world.loads.get(known[1].body.releaseNumber);
    const refuse = (status: number, code: string, message: string): void => {
      recorder.record('shipment changed', number, request.body, `${status} ${code}`);
      response.status(status).json({ error: { code, message } });
    };
    if (!known || !before) return refuse(404, 'TMS-404', `load ${number} is not known`);
    const [key, { body: earlier, answer: told }] = known;
    if (world.hasLeft(before.releaseNumber)) return refuse(409, 'TMS-409', `load ${number} is on the road`);
    const body = { ...earlier, ...(request.body as Partial<ShipmentRequest>) };
    if (!(weightOf(body) > 0)) return refuse(422, 'TMS-100', 'lines with weights are required');
    const load = { ...plan(body, 0), ...numbersOf(before) };
    const answer = { ...told, expectedCharges: chargesOf(load) };
    planned.set(key, { reference: number, body, answer });
    world.change(load);
    recorder.record('shipment changed', number, request.body, '200');
    response.status(200).json(answer);
  });

  app.delete('/tms/v1/shipments/:number', (request, response) => {
    const number = String(request.params.number);
    const isKnown = [...planned.values()].some(({ reference }) => reference === number);
    recorder.record('shipment cancelled', number, {}, isKnown ? 'yes' : 'no');
    if (isKnown) response.status(200).json({ number, cancelled: true });
    else response.status(404).json({ error: { code: 'TMS-404', message: `load ${number} is not known` } });
  });

  app.post('/tms/v1/papers', (request, response) => {
    const paper = request.body as Paper;
    const isComplete = Boolean(paper.number) && Array.isArray(paper.goods) && paper.goods.length > 0;
    const known = papers.get(paper.number);
    recorder.record('papers', paper.number, paper, isComplete ? (known ? 'again' : '201') : '422');
    if (!isComplete) {
      const message = 'number and goods are required';
      response.status(422).json({ error: { code: 'TMS-110', message } });
      return;
    }
    if (!known) recorder.effect('papers', paper.number, paper.orderNumber);
    papers.set(paper.number, paper);
    response.status(known ? 200 : 201).json({ number: paper.number, shipments: paper.shipments });
  });

  function tell(load: Load, code: string, more: Record<string, unknown> = {}): void {
    if (load.scac === 'SWFT') return;
    const event = {
      eventId: `${load.shipmentId}-${code}`,
      shipmentId: load.shipmentId,
      pro: load.pro,
      bol: load.bol,
      carrier: load.scac,
      code,
      occurredAt: new Date().toISOString(),
      timeZone: 'Europe/Berlin',
      ...more,
    };
    recorder.record(`event ${code}`, load.shipmentId, event, 'published');
    publish(`tms/shipments/${load.shipmentId}/events`, JSON.stringify(event));
  }

  world.on('shipped', ({ releaseNumber }) => {
    const load = world.loads.get(releaseNumber);
    if (!load) return;
    const pod = { proofOfDelivery: { signedBy: 'M. Weber', document: `POD-${load.shipmentId}` } };
    world.later(1, () => tell(load, 'DISPATCHED'));
    if (load.destinationPostalCode.endsWith('93')) return;
    // An odd carrier bills a tail lift at every stop; three hours at the dock run past the free time.
    const accessorials = load.destinationPostalCode.endsWith('7')
      ? [{ code: 'detention', hours: 3 }]
      : [{ code: 'liftgate', count: 1 }];
    if (load.destinationPostalCode.endsWith('99')) {
      world.later(2, () =>
        tell(load, 'EXCEPTION', { exception: { type: 'damage', text: 'two cartons crushed' } }),
      );
      world.later(6, () => tell(load, 'EXCEPTION_CLEARED'));
      world.later(7, () => tell(load, 'DELIVERED', { accessorials, ...pod }));
      return;
    }
    const late = load.destinationPostalCode.endsWith('98');
    world.later(2, () => tell(load, 'DELIVERED', { accessorials, ...(late ? {} : pod) }));
    if (late) world.later(8, () => tell(load, 'PROOF_OF_DELIVERY', pod));
  });
  return standIn;
}

const weightOf = ({ lines }: ShipmentRequest): number =>
  (lines ?? []).reduce((sum, line) => sum + line.quantity * line.unitWeightKg, 0);

function plan(body: ShipmentRequest, serial: number): Load {
  const scac = body.destination.country === 'US' ? 'SWFT' : 'NRDX';
  const linehaul = Math.round(weightOf(body) * 18) / 100;
  return {
    shipmentId: `SH${serial}`,
    loadNumber: `LD${serial}`,
    releaseNumber: body.releaseNumber,
    scac,
    pro: `${scac}${serial}`,
    bol: `BOL${serial}`,
    destinationPostalCode: body.destination.postalCode,
    charges: { linehaul: linehaul.toFixed(2), fuel: (linehaul * 0.1).toFixed(2) },
  };
}

/** By what a load is known; a change of what it carries leaves it. */
const numbersOf = ({ shipmentId, loadNumber, scac, pro, bol }: Load) => ({
  ...{ shipmentId, loadNumber, scac, pro, bol },
});

const chargesOf = ({ charges: { linehaul, fuel } }: Load): readonly object[] => [
  { code: 'LINEHAUL', description: 'Line haul', amount: linehaul, currency: 'EUR' },
  { code: 'FUEL', description: 'Fuel surcharge', amount: fuel, currency: 'EUR' },
];

function shipment(body: ShipmentRequest, load: Load): object {
  const hours = (count: number): string => new Date(Date.now() + count * 3_600_000).toISOString();
  return {
    shipmentId: load.shipmentId,
    loadNumber: load.loadNumber,
    releaseNumber: body.releaseNumber,
    status: 'PLANNED',
    carrier: { scac: load.scac, name: load.scac === 'SWFT' ? 'Swift Carrier' : 'Nordex Road' },
    mode: 'ROAD',
    pro: load.pro,
    bol: load.bol,
    distanceKm: 412,
    pickupAt: hours(6),
    deliveryAt: hours(30),
    expectedCharges: chargesOf(load),
  };
}
