import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import type { NodeRuntime } from '../../../node-kit/node-runtime.ts';
import { runtime as apiCall } from '../../../nodes/api-call/runtime.ts';
import { runtime as erpPost } from '../../../nodes/erp-post/runtime.ts';
import { readEvent } from '../../../nodes/event-in/read-event.ts';
import { runtime as tmsShipment } from '../../../nodes/tms-shipment/runtime.ts';
import { runtime as wmsRelease } from '../../../nodes/wms-release/runtime.ts';
import type { SystemConfig } from '../../../runtime/face.ts';
import { deploy } from '../../support/deploy-node.ts';
import { delivery, entry, step } from '../../support/runtime/nodes.ts';
import { RunningFlows } from '../../support/runtime/running-flows.ts';

const received = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const traceId = received.slice(3, 35);
const partsOf = (traceparent: string) => traceparent.split('-');

describe('trace context', () => {
  const requests: { url: string; headers: IncomingHttpHeaders }[] = [];
  const answers: Record<string, object> = {
    '/releases': { warehouseReference: 'W', confirmedAt: '2026-03-01T12:00:00Z' },
    '/shipments': { shipmentId: 'S', carrier: { scac: 'X' } },
  };
  const server = createServer(async (request, response) => {
    const { url = '', method = '', headers } = request;
    requests.push({ url: `${method} ${url}`, headers });
    await buffer(request);
    response.setHeader('content-type', 'application/json');
    response.setHeader('x-csrf-token', 'token');
    const created = { d: { MaterialDocument: 'M-1' } };
    const found = url.includes('$filter') ? { d: { results: [] } } : created;
    response.end(JSON.stringify(answers[url] ?? found));
  });
  let partner: SystemConfig;
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    partner = {
      ...{ name: 'partner', protocol: 'rest', auth: { kind: 'none' }, timeoutMs: 2_000, maxConcurrent: 1 },
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      circuitBreaker: { failures: 5, openMs: 100 },
    };
  });
  after(() => server.close());

  const called = async (runtime: NodeRuntime, config: object, payload: unknown) => {
    requests.length = 0;
    const node = deploy(
      runtime,
      { system: 'partner', ...config },
      {
        systems: { partner },
        envelope: { traceparent: received },
      },
    );
    const { error } = await node.receive({ payload });
    if (error) throw error;
    const [staged] = node.deliveries;
    await node.deliver(staged?.request, { id: 'd', idempotencyKey: 'k' });
    await node.close();
    return requests.map(({ headers }) => headers.traceparent);
  };

  it('goes out with every call over HTTP', async () => {
    const config = { path: '/any', idempotencyKey: 'k', idempotencyKeyType: 'str' };
    expect(await called(apiCall, config, {})).to.deep.equal([received]);
    expect(await called(wmsRelease, {}, { releaseNumber: 'R' })).to.deep.equal([received]);
    expect(await called(tmsShipment, {}, { releaseNumber: 'R' })).to.deep.equal([received]);
  });

  it('goes out with every call over OData, the fetch of a token included', async () => {
    const sent = await called(erpPost, { document: 'goods-issue' }, { ReferenceDocument: 'R' });
    expect(sent).to.have.length(3);
    expect(new Set(sent)).to.deep.equal(new Set([received]));
  });

  it('comes in with a CloudEvent', () => {
    const event = {
      specversion: '1.0',
      id: '1',
      source: '/x',
      type: 't',
      subject: 'K',
      traceparent: received,
    };
    const bytes = Buffer.from(JSON.stringify({ ...event, data: {} }));
    const read = readEvent('topic', bytes, { key: 'none', idempotency: 'none', maxBytes: 10_000 });
    expect(read).to.include({ traceparent: received });
  });

  it('is one trace from the entry to the outside, whose parent there is the delivery', async () => {
    const flow = [
      entry('orders', 'post'),
      delivery('post', 'answered', []),
      step('answered', 'note', 'again'),
      delivery('again', [], []),
    ];
    const flows = await RunningFlows.start(flow);
    try {
      await flows.accept('orders', { n: 1 }, { key: 'A', traceparent: received });
      await flows.until('both calls were made', () => flows.calls().length === 2);
      const deliveries = await flows.ledger('deliveries', { key: 'A', limit: 10 });
      const sent = flows.calls().map(({ traceparent }) => partsOf(traceparent));
      expect(sent.map(([, trace]) => trace)).to.deep.equal([traceId, traceId]);
      expect(sent.map(([, , parent]) => parent)).to.have.members(
        deliveries.map(({ id }) => id.replaceAll('-', '').slice(-16)),
      );
    } finally {
      await flows.stop();
    }
  });
});
