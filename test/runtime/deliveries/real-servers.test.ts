import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { freePort } from '../../../cli/start/free-port.ts';
import { request } from '../../../connect/http/request.ts';
import type { Ledger, StoredDelivery } from '../../../ledger/ledger.ts';
import { openSqliteLedger } from '../../../ledger/sqlite/open.ts';
import { systemClock } from '../../../runtime/clock.ts';
import { DeliveryExecutor } from '../../../runtime/deliveries/delivery-executor.ts';
import { DeployedNodes } from '../../../runtime/deployed-nodes.ts';
import { systemIds } from '../../../runtime/ids.ts';
import type { SystemConfig } from '../../../runtime/site/site.ts';
import { MemoryDeliveries } from '../../support/runtime/memory-deliveries.ts';
import { testSite } from '../../support/runtime/test-site.ts';

/** A partner that does a thing once per idempotency key, and remembers in which order. */
class Partner {
  readonly effects: { readonly lane: string; readonly n: number }[] = [];
  readonly keys = new Set<string>();
  requests = 0;
  /** What happens to a request; true: it was answered otherwise. */
  trouble: (n: number, response: ServerResponse) => boolean = () => false;
  private server: Server | null = null;
  port = 0;

  async listen(): Promise<void> {
    this.port ||= await freePort('127.0.0.1');
    const server = createServer((incoming, response) => this.handle(incoming, response));
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.server = server;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  private handle(incoming: IncomingMessage, response: ServerResponse): void {
    this.requests += 1;
    const key = String(incoming.headers['idempotency-key']);
    incoming.resume().on('end', () => {
      if (this.trouble(this.requests, response)) return;
      this.take(key);
      response.end();
    });
  }

  take(key: string): void {
    if (this.keys.has(key)) return;
    this.keys.add(key);
    const [lane = '', n] = key.split(' ');
    this.effects.push({ lane, n: Number(n) });
  }

  expectInOrder(): void {
    const last = new Map<string, number>();
    for (const { lane, n } of this.effects) {
      expect(n, `order of ${lane}`).to.be.above(last.get(lane) ?? -1);
      last.set(lane, n);
    }
  }
}

/** A real ledger and real connections, with a clock in real time: everything here is over in a second or two. */
describe('deliveries to real servers', () => {
  let folder: string;
  let ledger: Ledger;
  let partner: Partner;
  let standIn: Partner;
  let executor: DeliveryExecutor;
  let answered: number;
  let changed: () => void;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-real-'));
    ledger = await openSqliteLedger({ file: join(folder, 'ledger.sqlite'), clock: () => new Date() });
    [partner, standIn] = [new Partner(), new Partner()];
    await Promise.all([partner.listen(), standIn.listen()]);
    answered = 0;
    changed = () => {};
  });
  afterEach(async () => {
    await executor.stop();
    await Promise.all([partner.close(), standIn.close(), ledger.close()]);
    rmSync(folder, { recursive: true });
  });

  function start(own: Partial<SystemConfig>): void {
    const system = (name: string, { port }: Partner): SystemConfig => ({
      ...(testSite.systems.erp as SystemConfig),
      ...{ name, baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 1_000, maxConcurrent: 8 },
      retry: { attempts: 1_000, firstDelayMs: 5, factor: 2, maxDelayMs: 50 },
      circuitBreaker: { failures: 5, openMs: 50 },
    });
    const systems = { erp: { ...system('erp', partner), ...own }, standin: system('standin', standIn) };
    const deployed = new DeployedNodes(() => 'core');
    deployed.add({
      ...{ id: 'post', type: 'post', name: 'Post', flowId: 'f', role: 'delivery', outputs: ['answer'] },
      ...{ config: {}, emit: () => {}, status: () => {} },
      async deliver(body, context) {
        const { called, idempotencyKey } = context as { called: SystemConfig; idempotencyKey: string };
        const { status } = await request(called, {
          ...{ method: 'POST', path: '/orders', body: body as never, idempotencyKey },
        });
        return { output: 'answer', payload: { status } };
      },
    });
    executor = new DeliveryExecutor({
      ...{ ledger, site: { ...testSite, systems }, clock: systemClock, ids: systemIds, deployed },
      log: () => {},
      contextFor: (_, { idempotencyKey }, called) => ({ called, idempotencyKey }),
      ownerOf: () => undefined,
      rest: { hold: () => {}, atRest: () => true },
      onAnswered: () => {
        answered += 1;
        changed();
      },
      onDeferred: () => changed(),
    });
  }

  /** So many deliveries over so many lanes, as runs would have staged them. */
  async function stage(count: number, lanes: number, request: StoredDelivery['request'] = {}): Promise<void> {
    const {
      sequence: _,
      state: __,
      attempts: ___,
      availableAt: ____,
      stagedAt: _____,
      ...fresh
    } = new MemoryDeliveries().stage();
    const operations = Array.from({ length: count }, (_____, n) => {
      const [id, messageId, key] = [systemIds.uuid(), systemIds.uuid(), `K${n % lanes}`];
      const own = { id, messageId, key, idempotencyKey: `${key} ${n}`, request };
      return { op: 'deliver', delivery: { ...fresh, ...own } } as const;
    });
    await ledger.commit(operations);
    executor.wake();
  }

  async function until(check: () => boolean): Promise<void> {
    while (!check()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      changed = resolve;
      await promise;
    }
  }

  it('brings everything once and in order to a partner that fails three calls in ten', async () => {
    let chance = 0;
    partner.trouble = (n, response) => {
      chance = (chance + 7) % 10;
      if (chance >= 3) return false;
      if (chance === 0) response.destroy();
      else response.writeHead(chance === 1 ? 500 : 503).end(`request ${n}`);
      return true;
    };
    start({});
    executor.resume();
    await stage(300, 40);
    await until(() => answered === 300);
    expect(partner.effects).to.have.length(300);
    partner.expectInOrder();
    expect((await ledger.counts()).deliveries).to.include({ pending: 0, delivered: 300 });
  });

  it('brings everything once and in order to a partner that is away, and back with everything queued', async () => {
    await partner.close();
    start({
      circuitBreaker: { failures: 3, openMs: 40, recovery: { startPerSecond: 100, doubleEveryMs: 100 } },
    });
    executor.resume();
    await stage(400, 50);
    await until(() => executor.views()[0]?.circuit === 'open');
    await partner.listen();
    await until(() => answered === 400);
    expect(partner.effects).to.have.length(400);
    partner.expectInOrder();
  });

  it('gets over a partner that takes requests and hangs', async () => {
    partner.trouble = (n) => n <= 12;
    start({ timeoutMs: 40 });
    executor.resume();
    await stage(60, 20);
    await until(() => answered === 60);
    expect(partner.effects).to.have.length(60);
    partner.expectInOrder();
  });

  it('does nothing twice when the first system broke off in the middle and the fallback takes over', async () => {
    const taken: ServerResponse[] = [];
    partner.trouble = (_, response) => {
      // The work is done, its answer lost: no call ends before all four are there.
      partner.take(`K${taken.push(response)} unanswered`);
      if (taken.length === 4) void partner.close();
      return true;
    };
    start({ fallback: 'standin', fallbackAfterMs: 30, maxConcurrent: 4 });
    executor.resume();
    await stage(40, 40);
    await until(() => answered === 36);
    expect(standIn.effects).to.have.length(36);
    const pinned = await ledger.deliveries({ state: 'pending', limit: 10 });
    expect(pinned.map(({ lastError }) => lastError?.parameters.unknownAt)).to.deep.equal(
      Array(4).fill('erp'),
    );
    partner.trouble = () => false;
    await partner.listen();
    await until(() => answered === 40);
    expect(standIn.effects).to.have.length(36);
  });

  it('sends a content above 64 KB whole', async () => {
    start({});
    executor.resume();
    await stage(3, 3, { text: 'x'.repeat(200_000) });
    await until(() => answered === 3);
    expect(partner.effects).to.have.length(3);
  });
});
