import { randomUUID } from 'node:crypto';
import { itemBySku, pick, withCheckDigit } from '../catalogue.ts';
import { httpCall } from '../http-call.ts';
import { type Credentials, type HttpStandIn, httpStandIn } from '../http-stand-in.ts';
import type { World } from '../world.ts';
import { type CloudDock, cloudStock } from './stock.ts';

interface ReleaseLine {
  readonly line: string;
  readonly sku: string;
  readonly quantity: number;
  readonly unit: string;
  readonly substitutionAllowed?: boolean;
}

interface Release {
  readonly releaseNumber: string;
  readonly orderNumber: string;
  readonly lines: readonly ReleaseLine[];
}

interface ReleaseChange {
  readonly requestNumber: string;
  readonly releaseNumber: string;
  /** None when only the address changes. */
  readonly lines?: readonly (Omit<ReleaseLine, 'substitutionAllowed'> & { readonly restock?: number })[];
}

/** Where it tells what happens: Crossdock's address. */
export interface Webhook {
  readonly url: string;
  readonly credentials: Credentials;
}

export interface CloudWms extends HttpStandIn {
  readonly dock: CloudDock;
}

/**
 * The cloud warehouse: confirms a release at once, then picks, packs and ships it and calls the webhook for each
 * stage, again and again until it is answered with 2xx. Its stock of earlier starts is kept in `file`.
 */
export function startCloudWms(
  credentials: Credentials,
  world: World,
  webhook: Webhook,
  firstNumber = 50001,
  file: string | null = null,
): CloudWms {
  const standIn = httpStandIn('Cloud WMS', credentials);
  const { app, recorder } = standIn;
  const references = new Map<string, { key: string; reference: string; confirmedAt: string }>();
  /** Releases as they stand; null once they have been shipped. */
  const open = new Map<string, Release | null>();
  let parcels = firstNumber % 10_000_000;

  app.post('/api/v1/releases', (request, response) => {
    const key = request.headers['idempotency-key'];
    const release = request.body as Release;
    if (typeof key !== 'string') {
      response
        .status(400)
        .json({ error: { code: 'IDEMPOTENCY_KEY_MISSING', message: 'Idempotency-Key is required' } });
      return;
    }
    const unknown = release.lines?.find((line) => !itemBySku.has(line.sku));
    if (!release.releaseNumber || !release.lines?.length || unknown) {
      recorder.record('release', release.releaseNumber, release, '422');
      response.status(422).json({
        error: {
          code: 'ITEM_UNKNOWN',
          message: unknown ? `Item ${unknown.sku} is unknown` : 'releaseNumber and lines are required',
        },
      });
      return;
    }
    const before = references.get(release.releaseNumber);
    if (before?.key === key) {
      recorder.record('release', release.releaseNumber, release, `again ${before.reference}`);
      response.status(200).json({
        releaseNumber: release.releaseNumber,
        warehouseReference: before.reference,
        confirmedAt: before.confirmedAt,
      });
      return;
    }
    const reference = `WC-${firstNumber + references.size}`;
    const confirmedAt = new Date().toISOString();
    recorder.effect('release', release.releaseNumber, reference);
    references.set(release.releaseNumber, { key, reference, confirmedAt });
    open.set(release.releaseNumber, release);
    recorder.record('release', release.releaseNumber, release, `201 ${reference}`);
    response
      .status(201)
      .json({ releaseNumber: release.releaseNumber, warehouseReference: reference, confirmedAt });
    for (const [step, stage] of (['picked', 'packed', 'shipped'] as const).entries())
      world.later(step + 1, () => {
        const now = open.get(release.releaseNumber);
        if (stage === 'shipped') open.set(release.releaseNumber, null);
        if (now && now.lines.length > 0) void confirm(now, stage);
      });
  });

  app.delete('/api/v1/releases/:number', (request, response) => {
    const number = String(request.params.number);
    const known = open.get(number);
    recorder.record('release cancelled', number, {}, known ? 'yes' : 'no');
    if (!known) {
      const message = known === null ? 'the goods have left' : 'the release is not known';
      response.status(409).json({ error: { code: 'RELEASE_GONE', message } });
      return;
    }
    open.set(number, { ...known, lines: [] });
    response.status(200).json({ number, cancelled: true });
  });

  /** Yes as long as the goods are here: the same question has the same answer. */
  const answers = new Map<string, object>();
  app.post('/api/v1/release-changes', (request, response) => {
    const change = request.body as ReleaseChange;
    const { requestNumber, releaseNumber } = change;
    const known = open.get(releaseNumber);
    const reason = known === undefined ? 'the release is not known' : 'the goods have left';
    const answer = answers.get(requestNumber) ?? {
      ...{ requestNumber, releaseNumber, accepted: Boolean(known), answeredAt: new Date().toISOString() },
      ...(known ? {} : { reason }),
    };
    if (known && !answers.has(requestNumber)) open.set(releaseNumber, changed(known, change));
    answers.set(requestNumber, answer);
    recorder.record('release change', requestNumber, change, known ? 'yes' : reason);
    response.status(200).json(answer);
  });

  /** Sends one and the same body until it is taken, as a sender that lost an answer has to. */
  async function call(path: string, what: string, reference: string, body: object, taken = () => {}) {
    const authorization = `Bearer ${webhook.credentials.password}`;
    const status = await httpCall(`${webhook.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(body),
      timeoutMs: 10_000,
    });
    recorder.record(`webhook ${what}`, reference, body, String(status || 'no answer'));
    const again = (): void => void call(path, what, reference, body, taken);
    if (status === 0) world.later(10, again);
    else if (status < 200 || status > 299) world.later(1, again);
    else taken();
  }
  const dock = cloudStock(standIn, (...told) => void call(...told), firstNumber, file);

  function confirm(release: Release, stage: 'picked' | 'packed' | 'shipped'): Promise<void> {
    const number = release.releaseNumber;
    const at = new Date();
    const body = confirmation(release, stage, at, () =>
      withCheckDigit(`0340063811${String(++parcels).padStart(7, '0')}`),
    );
    const picked = body.lines.map(({ sku, confirmed }) => ({ sku, cartons: confirmed }));
    if (stage === 'shipped') dock.issue(number, at, picked);
    const taken = (): void => (stage === 'shipped' ? world.ship(number) : undefined);
    return call('/api/wms/confirmations', stage, number, body, taken);
  }
  return { ...standIn, dock };
}

function changed(release: Release, { lines = [] }: ReleaseChange): Release {
  const others = release.lines.filter(({ line }) => !lines.some((each) => each.line === line));
  const kept = lines.filter(({ quantity }) => quantity > 0);
  return { ...release, lines: [...others, ...kept.map(({ restock: _, ...line }) => line)] };
}

function confirmation(release: Release, stage: string, at: Date, nextSscc: () => string) {
  const lines = release.lines.map((line) => {
    const picked = pick(line.sku, line.quantity, line.substitutionAllowed === true);
    return {
      line: line.line,
      sku: picked.sku,
      ordered: line.quantity,
      confirmed: picked.quantity,
      unit: line.unit,
      status: picked.status,
      ...(picked.status === 'substituted' ? { substitutedFor: line.sku } : {}),
      ...(picked.status === 'short' ? { reason: 'not enough stock' } : {}),
      lot: `L26${picked.sku.slice(-3)}`,
      serials: picked.sku === 'NW-1005' ? [`SN-${release.releaseNumber}-${line.line}`] : [],
    };
  });
  const kilograms = lines.reduce(
    (sum, line) => sum + line.confirmed * (itemBySku.get(line.sku)?.kilograms ?? 0),
    0,
  );
  const full = lines.filter((line) => line.confirmed > 0);
  return {
    event: 'fulfilment',
    eventId: `${release.releaseNumber}-${stage}`,
    stage,
    releaseNumber: release.releaseNumber,
    orderNumber: release.orderNumber,
    occurredAt: at.toISOString(),
    grossWeightKg: Math.round(kilograms * 1000) / 1000,
    lines,
    parcels:
      stage === 'picked'
        ? []
        : full.map((line) => ({
            sscc: nextSscc(),
            type: 'pallet',
            line: line.line,
            quantity: line.confirmed,
            unit: line.unit,
            lot: line.lot,
          })),
    requestId: randomUUID(),
  };
}
