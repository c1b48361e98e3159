/** Full message lives per second against the disk's own flush rate, measured in the same run. */
import { fdatasyncSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Envelope, Ledger, NewMessage } from '../ledger/ledger.ts';
import { openSqliteLedger } from '../ledger/sqlite/open.ts';

const messages = 20_000;
const inFlight = 1_000;
const at = '2026-03-02T09:00:00.000Z';

interface Row {
  what: string;
  value: number;
  unit: string;
  ratio?: string;
}

/** @returns rows for the bench table: lives, their ratio to flushes, event-loop p99, bytes per message. */
export async function run(): Promise<{ name: string; rows: Row[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-bench-'));
  try {
    const flushes = flushesPerSecond(join(folder, 'flush'));
    const file = join(folder, 'ledger.sqlite');
    const ledger = await openSqliteLedger({ file, clock: () => new Date() });
    await lives(ledger, 'warm', 2_000);
    const before = sizeOf(file);
    const loop = monitorEventLoopDelay({ resolution: 1 });
    loop.enable();
    const rate = await lives(ledger, 'hot', messages);
    loop.disable();
    const alone = await oneAtATime(ledger);
    await ledger.close();
    const rows: Row[] = [
      { what: 'flushes of the disk (4 KB, fdatasync)', value: Math.round(flushes), unit: '/s' },
      {
        what: `message lives, ${inFlight} in flight`,
        value: Math.round(rate),
        unit: '/s',
        ratio: `${(rate / flushes).toFixed(1)} x flushes`,
      },
      {
        what: 'accepts, one at a time',
        value: Math.round(alone),
        unit: '/s',
        ratio: `${(alone / flushes).toFixed(2)} x flushes`,
      },
      {
        what: 'event-loop delay p99 meanwhile',
        value: Number((loop.percentile(99) / 1e6).toFixed(1)),
        unit: 'ms',
      },
      { what: 'file per message life', value: Math.round((sizeOf(file) - before) / messages), unit: 'bytes' },
    ];
    return { name: 'ledger (SQLite, synchronous=FULL, 2 KB messages)', rows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sizeOf(file: string): number {
  return statSync(file).size;
}

function flushesPerSecond(file: string): number {
  const descriptor = openSync(file, 'w');
  const page = Buffer.alloc(4096, 1);
  const started = performance.now();
  let flushes = 0;
  while (performance.now() - started < 1_000) {
    writeSync(descriptor, page, 0, page.length, (flushes % 256) * page.length);
    fdatasyncSync(descriptor);
    flushes += 1;
  }
  return flushes / ((performance.now() - started) / 1_000);
}

async function lives(ledger: Ledger, name: string, count: number): Promise<number> {
  const started = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await life(ledger, `${name}-${next}`);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return count / ((performance.now() - started) / 1_000);
}

/** What one order message goes through: taken in, run and committed with its effects, delivered, answer taken in. */
async function life(ledger: Ledger, name: string): Promise<void> {
  const message = order(name);
  const { id, key, tenant } = message.envelope;
  await ledger.accept([message]);
  await ledger.commit([
    { op: 'done', messageId: id },
    {
      op: 'process',
      ...{ tenant, key, expectVersion: 0 },
      state: { order: name, milestones: ['received', 'posted'] },
      summary: { status: 'open', customer: 'C-ACME', held: false, updatedAt: at },
      identifiers: [{ scheme: 'customer-order', value: name }],
    },
    {
      op: 'deliver',
      delivery: {
        ...{ id: `${id}-d`, messageId: id, tenant, nodeId: 'post', nodeType: 'crossdock-erp-post' },
        ...{ system: 'erp', key, idempotencyKey: `${id}/post` },
        ...{ request: { order: name }, envelope: message.envelope, continuation: {} },
      },
    },
    {
      op: 'journal',
      entries: [{ tenant, key, at, kind: 'received', messageId: id, text: 'order received' }],
    },
  ]);
  await ledger.commit([{ op: 'delivered', deliveryId: `${id}-d`, answer: { erpOrderNumber: name } }]);
}

async function oneAtATime(ledger: Ledger): Promise<number> {
  const count = 300;
  const started = performance.now();
  for (let index = 0; index < count; index += 1) await ledger.accept([order(`alone-${index}`)]);
  return count / ((performance.now() - started) / 1_000);
}

function order(name: string): NewMessage {
  const envelope: Envelope = {
    ...{
      id: `018f-${name}`,
      correlationId: `018f-${name}`,
      causationId: null,
      tenant: 'northwind',
      site: 'bench',
    },
    ...{ type: 'sales-order', schemaVersion: '1', key: `C-ACME/${name}`, receivedAt: at },
    source: { system: 'acme', protocol: 'sftp', reference: `in/${name}.edi` },
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  };
  const lines = Array.from({ length: 16 }, (_, line) => ({
    lineNumber: String(line + 1),
    item: { sku: `NW-${1000 + line}`, description: 'Oat biscuits, 12 x 200 g' },
    quantity: { value: '12', unit: 'CT' },
  }));
  return {
    ...{ envelope, queue: 'entry:sftp', idempotencyKey: `sales-order/${name}`, digest: name.padEnd(64, '0') },
    body: { payload: { orderNumber: name, currency: 'USD', lines } },
  };
}

if (import.meta.main) console.table((await run()).rows);
