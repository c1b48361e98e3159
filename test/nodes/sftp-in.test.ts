import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { freePort } from '../../cli/start/free-port.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { runtime } from '../../nodes/sftp-in/runtime.ts';
import { Exchange } from '../../partners/exchange/sftp-server.ts';
import type { AcceptOutcome, Arrival, SystemConfig } from '../../runtime/face.ts';
import { type DeployedNode, type DeployOptions, deploy } from '../support/deploy-node.ts';

describe('crossdock-sftp-in against an SFTP server', () => {
  let root: string;
  let exchange: Exchange;
  let system: SystemConfig;
  let inbox: string;
  const open: DeployedNode[] = [];

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'crossdock-sftp-in-'));
    exchange = new Exchange(root, [{ username: 'crossdock', password: 'pw', home: '' }]);
    inbox = join(root, 'acme/inbox');
    mkdirSync(inbox, { recursive: true });
    const port = await exchange.listen(await freePort('127.0.0.1'));
    system = {
      ...{ name: 'exchange', protocol: 'sftp', baseUrl: `sftp://127.0.0.1:${port}` },
      auth: { kind: 'basic', username: 'crossdock', password: 'pw' },
      hostKey: exchange.fingerprint,
      ...{ timeoutMs: 2000, maxConcurrent: 2, circuitBreaker: { failures: 5, openMs: 100 } },
    };
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((node) => node.close()));
    await exchange.close();
    rmSync(root, { recursive: true });
  });

  const drop = (name: string, content: string): void => writeFileSync(join(inbox, name), content);
  const has = (path: string): boolean => existsSync(join(root, 'acme', path));

  async function mailbox(
    config: Record<string, unknown> = {},
    more: DeployOptions = {},
  ): Promise<{ node: DeployedNode; poll: () => Promise<void> }> {
    const fields = {
      ...{ system: 'exchange', folder: '/acme/inbox', schedule: 'mailboxes', partner: 'acme' },
      settleSeconds: 0,
    };
    const node = deploy(runtime, { ...fields, ...config }, { systems: { exchange: system }, ...more });
    open.push(node);
    // What `open` does before it is ready is over after a turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    return { node, poll: async () => node.schedules[0]!.task(new Date()) };
  }

  /** Accepts like the ledger: by key and content. */
  function ledger(): (arrival: Arrival) => Promise<AcceptOutcome> {
    const known = new Map<string, string>();
    return async ({ idempotencyKey, raw }) => {
      const content = String(raw);
      const first = known.get(idempotencyKey);
      known.set(idempotencyKey, first ?? content);
      const outcome = first === undefined ? 'accepted' : first === content ? 'duplicate' : 'conflict';
      return { outcome, id: idempotencyKey };
    };
  }

  it('takes a file in with its bytes and name, and archives it', async () => {
    drop('PO-1.edi', 'ISA*1');
    const { node, poll } = await mailbox();
    expect(node.schedules[0]).to.deep.include({ pattern: 'mailboxes', timeZone: 'Europe/Berlin' });
    await poll();
    const [arrival] = node.arrivals;
    expect(node.arrivals).to.have.length(1);
    expect(arrival).to.deep.include({
      ...{ type: 'file', key: 'exchange/acme/inbox/PO-1.edi' },
      idempotencyKey: 'sftp:exchange/acme/inbox/PO-1.edi',
      source: { system: 'exchange', partner: 'acme', protocol: 'sftp', reference: '/acme/inbox/PO-1.edi' },
    });
    expect(String(arrival?.payload)).to.equal('ISA*1');
    expect(arrival?.raw).to.equal(arrival?.payload);
    expect(arrival?.properties).to.deep.include({ filename: 'PO-1.edi' });
    expect(readFileSync(join(inbox, 'archive/PO-1.edi'), 'utf8')).to.equal('ISA*1');
    expect(has('inbox/PO-1.edi')).to.equal(false);
    expect(node.statuses.at(-1)).to.match(/^\d\d:\d\d:\d\d UTC, 1 accepted$/);
  });

  it('archives only after the file is accepted', async () => {
    drop('PO-1.edi', 'ISA*1');
    const seen: boolean[] = [];
    const accept = async (): Promise<AcceptOutcome> => {
      seen.push(has('inbox/processing/PO-1.edi'));
      return { outcome: 'accepted', id: '1' };
    };
    const { poll } = await mailbox({}, { accept });
    await poll();
    expect(seen).to.deep.equal([true]);
    expect(has('inbox/archive/PO-1.edi')).to.equal(true);
  });

  it('takes files oldest first, and only those that fit', async () => {
    for (const [index, name] of ['b.edi', 'a.edi', 'notes.txt', 'c.edi.part', '.hidden.edi'].entries()) {
      drop(name, `content of ${name}`);
      utimesSync(join(inbox, name), 1_700_000_000 + index, 1_700_000_000 + index);
    }
    const { node, poll } = await mailbox({ pattern: '*.edi' });
    await poll();
    expect(node.arrivals.map(({ properties }) => properties?.filename)).to.deep.equal(['b.edi', 'a.edi']);
    const left = ['.hidden.edi', 'archive', 'c.edi.part', 'notes.txt', 'processing'];
    expect(readdirSync(inbox).sort()).to.deep.equal(left);
  });

  it('takes an upload when it is renamed, and an empty file when a second look finds it unchanged', async () => {
    drop('PO-1.edi.part', 'ISA*1');
    drop('empty.edi', '');
    const { node, poll } = await mailbox();
    await poll();
    expect(node.arrivals).to.deep.equal([]);
    renameSync(join(inbox, 'PO-1.edi.part'), join(inbox, 'PO-1.edi'));
    await poll();
    expect(node.arrivals.map(({ properties }) => properties?.filename).sort()).to.deep.equal([
      'PO-1.edi',
      'empty.edi',
    ]);
  });

  it('archives a repeated file and keeps both copies', async () => {
    const { node, poll } = await mailbox({}, { accept: ledger() });
    for (const _ of [1, 2]) {
      drop('PO-1.edi', 'ISA*1');
      await poll();
    }
    expect(node.statuses.at(-1)).to.contain('1 duplicate');
    expect(readdirSync(join(inbox, 'archive')).sort()).to.deep.equal(['PO-1.edi', 'PO-1.edi.1']);
  });

  it('hands the same content under another name in as the first, so that it is counted and not run', async () => {
    const { node, poll } = await mailbox({}, { accept: ledger() });
    drop('PO-1.edi', 'ISA*1');
    await poll();
    drop('PO-1-again.edi', 'ISA*1');
    await poll();
    expect(node.arrivals.map(({ idempotencyKey }) => idempotencyKey)).to.deep.equal([
      'sftp:exchange/acme/inbox/PO-1.edi',
      'sftp:exchange/acme/inbox/PO-1.edi',
    ]);
    expect(node.statuses.at(-1)).to.contain('1 duplicate');
    expect(has('inbox/archive/PO-1-again.edi')).to.equal(true);
    expect(node.logs.map(({ text }) => text).join()).to.contain('has the content of PO-1.edi');
  });

  it('archives a file of a known name with other content; the ledger keeps both', async () => {
    const { node, poll } = await mailbox({}, { accept: ledger() });
    drop('PO-1.edi', 'ISA*1');
    await poll();
    drop('PO-1.edi', 'ISA*2');
    await poll();
    expect(node.statuses.at(-1)).to.contain('1 conflict');
    expect(readdirSync(join(inbox, 'archive'))).to.have.length(2);
  });

  it('does not read a file that is too large: it is moved away and leaves as refused', async () => {
    drop('big.edi', 'x'.repeat(101));
    const { node, poll } = await mailbox({ maxBytes: 100 });
    await poll();
    const [arrival] = node.arrivals;
    expect(arrival).to.deep.include({ output: 'refused', payload: null });
    expect(arrival).to.not.have.property('raw');
    expect(arrival?.properties).to.have.nested.property('error.code', 'CD_SFTP_FILE_TOO_LARGE');
    expect(has('inbox/rejected/big.edi')).to.equal(true);
  });

  it('leaves the rest where it is when there is no room, and lets its schedule know', async () => {
    drop('a.edi', '1');
    drop('b.edi', '2');
    let full = true;
    const accept = async (): Promise<AcceptOutcome> => {
      if (full) throw new CrossdockError('CD_RUN_BACKPRESSURE', { name: 'the site' });
      return { outcome: 'accepted', id: '1' };
    };
    const { node, poll } = await mailbox({}, { accept });
    expect(await poll().catch(({ code }) => code)).to.equal('CD_RUN_BACKPRESSURE');
    expect(node.arrivals).to.have.length(1);
    expect(readdirSync(inbox).sort()).to.deep.equal(['b.edi', 'processing']);
    expect(node.logs).to.deep.equal([]);
    full = false;
    await poll();
    expect(readdirSync(join(inbox, 'archive')).sort()).to.deep.equal(['a.edi', 'b.edi']);
  });

  it('shows and logs a server that is down once, and reads on when it is back', async () => {
    const { node, poll } = await mailbox();
    await poll();
    const { port } = new URL(system.baseUrl);
    const { fingerprint } = exchange;
    await exchange.close();
    await poll();
    await poll();
    expect(node.statuses.at(-1)).to.contain('CD_CONNECT_');
    expect(node.logs.filter(({ level }) => level === 'warn')).to.have.length(1);
    exchange = new Exchange(root, [{ username: 'crossdock', password: 'pw', home: '' }]);
    expect(exchange.fingerprint).to.equal(fingerprint);
    await exchange.listen(Number(port));
    drop('a.edi', '1');
    await poll();
    expect(node.statuses.at(-1)).to.contain('1 accepted');
    expect(node.logs.at(-1)?.text).to.contain('is read again');
  });

  it('shows a folder that is missing and never throws', async () => {
    const { node, poll } = await mailbox({ folder: '/nobody' });
    await poll();
    expect(node.statuses.at(-1)).to.contain('CD_CONNECT_FILE_MISSING');
  });

  it('goes on with the next file when one cannot be moved', async () => {
    drop('a.edi', '1');
    drop('b.edi', '2');
    // A file where the archive should be.
    writeFileSync(join(inbox, 'archive'), '');
    const { node, poll } = await mailbox({ pattern: '*.edi' });
    await poll();
    expect(node.arrivals).to.have.length(2);
    expect(node.statuses.at(-1)).to.contain('CD_CONNECT_');
    rmSync(join(inbox, 'archive'));
    await poll();
    expect(readdirSync(join(inbox, 'archive')).sort()).to.deep.equal(['a.edi', 'b.edi']);
  });

  it('takes an upload that pauses under its final name once, as a whole', async () => {
    const seconds = { passed: 0 };
    const now = () => new Date(Date.now() + seconds.passed * 1000);
    const { node, poll } = await mailbox({ settleSeconds: 10 }, { now, accept: ledger() });
    drop('two.edi', 'ISA*1~IEA*1~');
    for (const second of [0, 2, 4, 6, 8]) {
      seconds.passed = second;
      await poll();
    }
    expect(node.arrivals).to.deep.equal([]);
    appendFileSync(join(inbox, 'two.edi'), 'ISA*2~IEA*2~');
    for (const second of [10, 12, 14, 16, 18]) {
      seconds.passed = second;
      await poll();
    }
    expect(node.arrivals).to.deep.equal([]);
    seconds.passed = 20;
    await poll();
    expect(node.arrivals.map(({ raw }) => String(raw))).to.deep.equal(['ISA*1~IEA*1~ISA*2~IEA*2~']);
    expect(has('inbox/archive/two.edi')).to.equal(true);
  });

  it('takes both contents when the partner replaces a file while it is taken', async () => {
    const accept = ledger();
    let replaced = false;
    const { node, poll } = await mailbox(
      {},
      {
        accept: (arrival) => {
          if (!replaced) drop('PO-1.edi', 'ISA*2');
          replaced = true;
          return accept(arrival);
        },
      },
    );
    drop('PO-1.edi', 'ISA*1');
    await poll();
    expect(readFileSync(join(inbox, 'PO-1.edi'), 'utf8')).to.equal('ISA*2');
    await poll();
    expect(node.arrivals.map(({ raw }) => String(raw))).to.deep.equal(['ISA*1', 'ISA*2']);
    const archive = join(inbox, 'archive');
    const archived = readdirSync(archive).map((name) => readFileSync(join(archive, name), 'utf8'));
    expect(archived.sort()).to.deep.equal(['ISA*1', 'ISA*2']);
  });

  it('takes again, as the other content it is then, what a writer adds while it is read', async () => {
    const accept = ledger();
    const { node, poll } = await mailbox(
      {},
      {
        accept: async (arrival) => {
          if (node.arrivals.length === 1) appendFileSync(join(inbox, 'processing/PO-1.edi'), '~more');
          return accept(arrival);
        },
      },
    );
    drop('PO-1.edi', 'ISA*1');
    await poll();
    expect(has('inbox/processing/PO-1.edi')).to.equal(true);
    expect(node.logs.at(-1)?.text).to.contain('was written to while it was read');
    await poll();
    expect(node.arrivals.map(({ raw }) => String(raw))).to.deep.equal(['ISA*1', 'ISA*1~more']);
    expect(node.statuses.at(-1)).to.contain('1 conflict');
    expect(readFileSync(join(inbox, 'archive/PO-1.edi'), 'utf8')).to.equal('ISA*1~more');
  });

  it('takes at the next start what a crash left between claim and accept, before a newer file of that name', async () => {
    mkdirSync(join(inbox, 'processing'));
    drop('processing/PO-1.edi', 'ISA*1');
    drop('PO-1.edi', 'ISA*2');
    const { node, poll } = await mailbox({}, { accept: ledger() });
    await poll();
    expect(node.arrivals.map(({ raw }) => String(raw))).to.deep.equal(['ISA*1']);
    expect(node.arrivals[0]).to.deep.include({
      ...{ idempotencyKey: 'sftp:exchange/acme/inbox/PO-1.edi', key: 'exchange/acme/inbox/PO-1.edi' },
    });
    await poll();
    expect(node.arrivals.map(({ raw }) => String(raw))).to.deep.equal(['ISA*1', 'ISA*2']);
    expect(readdirSync(join(inbox, 'processing'))).to.deep.equal([]);
  });

  it('archives what a crash left between accept and archive, as a duplicate', async () => {
    const accept = ledger();
    const killed = await mailbox({}, { accept });
    drop('PO-1.edi', 'ISA*1');
    writeFileSync(join(inbox, 'archive'), '');
    await killed.poll();
    expect(has('inbox/processing/PO-1.edi')).to.equal(true);
    rmSync(join(inbox, 'archive'));
    const { node, poll } = await mailbox({}, { accept });
    await poll();
    expect(node.statuses.at(-1)).to.contain('1 duplicate');
    expect(readdirSync(join(inbox, 'archive'))).to.deep.equal(['PO-1.edi']);
  });

  it('reads nothing and says why while there can be no folder to claim files in', async () => {
    drop('PO-1.edi', 'ISA*1');
    writeFileSync(join(inbox, 'processing'), '');
    const { node, poll } = await mailbox({ pattern: '*.edi' });
    await poll();
    expect(node.arrivals).to.deep.equal([]);
    expect(node.statuses.at(-1)).to.match(/^CD_SFTP_CLAIM_REFUSED: \/acme\/inbox of exchange is not read/);
    rmSync(join(inbox, 'processing'));
    await poll();
    expect(has('inbox/archive/PO-1.edi')).to.equal(true);
  });

  it('closes its connection and its schedule with the node', async () => {
    const { node, poll } = await mailbox();
    await poll();
    const connections = [...(exchange as unknown as { connections: Set<never> }).connections];
    const ended = once(connections[0]! as never, 'close');
    await node.close(true);
    await ended;
    expect(node.schedules).to.deep.equal([]);
  });
});
