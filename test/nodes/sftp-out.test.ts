import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { CrossdockError } from '../../domain/errors.ts';
import { runtime } from '../../nodes/sftp-out/runtime.ts';
import { Exchange } from '../../partners/exchange/sftp-server.ts';
import type { FlowMessage, SystemConfig } from '../../runtime/face.ts';
import { type DeployedNode, deploy } from '../support/deploy-node.ts';

const config = { system: 'exchange', folder: '/acme/outbox' };
const file = { payload: 'ISA*1', filename: '997-1.edi' };

describe('crossdock-sftp-out', () => {
  const offline: SystemConfig = {
    ...{ name: 'exchange', protocol: 'sftp', baseUrl: 'sftp://127.0.0.1:1' },
    auth: { kind: 'basic', username: 'crossdock', password: 'pw' },
    ...{ timeoutMs: 2000, maxConcurrent: 2, circuitBreaker: { failures: 5, openMs: 100 } },
  };
  const stage = async (message: FlowMessage, more: Record<string, unknown> = {}) => {
    const node = deploy(runtime, { ...config, ...more }, { systems: { exchange: offline } });
    const { error } = await node.receive(message);
    return { error, staged: node.deliveries[0] };
  };

  it('stages the text as a text, so that the ledger can put control numbers in', async () => {
    const { staged } = await stage({ payload: 'ISA*⟦n.1⟧', filename: '997-⟦n.1⟧.edi', encoding: 'latin1' });
    expect(staged?.request).to.deep.equal({
      ...{ filename: '997-⟦n.1⟧.edi', content: 'ISA*⟦n.1⟧', encoding: 'latin1' },
    });
    expect(staged?.options).to.deep.equal({
      ...{ system: 'exchange', idempotencyKey: 'sftp:exchange/acme/outbox/997-⟦n.1⟧.edi' },
    });
  });

  for (const [what, message, code] of [
    ['no name', { payload: 'x' }, 'CD_NODE_VALUE_MISSING'],
    ['a name that leaves the folder', { payload: 'x', filename: '../a' }, 'CD_SFTP_FILENAME_INVALID'],
    ['a name of dots', { payload: 'x', filename: '..' }, 'CD_SFTP_FILENAME_INVALID'],
    ['a document', { payload: { a: 1 }, filename: 'a' }, 'CD_SFTP_CONTENT_KIND'],
    ['nothing', { filename: 'a' }, 'CD_SFTP_CONTENT_KIND'],
    ['an unknown encoding', { ...file, encoding: 'ebcdic' }, 'CD_SFTP_ENCODING_UNKNOWN'],
  ] as const) {
    it(`fails a message with ${what}`, async () => {
      expect((await stage(message)).error?.code).to.equal(code);
    });
  }

  describe('against an SFTP server', () => {
    let root: string;
    let outbox: string;
    let exchange: Exchange;
    let system: SystemConfig;
    const open: DeployedNode[] = [];

    before(async () => {
      root = mkdtempSync(join(tmpdir(), 'crossdock-sftp-out-'));
      outbox = join(root, 'acme/outbox');
      exchange = new Exchange(root, [{ username: 'crossdock', password: 'pw', home: '' }]);
      const port = await exchange.listen(0);
      system = { ...offline, baseUrl: `sftp://127.0.0.1:${port}`, hostKey: exchange.fingerprint };
    });
    beforeEach(() => mkdirSync(outbox, { recursive: true }));
    afterEach(async () => {
      await Promise.all(open.splice(0).map((node) => node.close()));
      rmSync(outbox, { recursive: true });
    });
    after(async () => {
      await exchange.close();
      rmSync(root, { recursive: true });
    });

    async function deliver(message: FlowMessage, more: Record<string, unknown> = {}) {
      const node = deploy(runtime, { ...config, ...more }, { systems: { exchange: system } });
      open.push(node);
      const { error } = await node.receive(message);
      if (error) throw error;
      return node.deliver(node.deliveries[0]!.request);
    }
    const at = (name: string) => join(outbox, name);

    it('puts the file there, whole, and leaves nothing else', async () => {
      const arrived: string[] = [];
      exchange.on('arrived', (path) => arrived.push(path));
      const answer = await deliver({ ...file });
      expect(answer).to.deep.equal({
        output: 'delivered',
        payload: { path: '/acme/outbox/997-1.edi', filename: '997-1.edi', bytes: 5, existed: false },
      });
      expect(readdirSync(outbox)).to.deep.equal(['997-1.edi']);
      expect(arrived).to.deep.equal(['acme/outbox/997-1.edi']);
      exchange.removeAllListeners('arrived');
    });

    it('sends bytes as they are and a text in its encoding', async () => {
      await deliver({ payload: Buffer.from([0, 255, 10]), filename: 'a.bin' });
      await deliver({ payload: 'Köln', filename: 'b.edi', encoding: 'latin1' });
      await deliver({ payload: 'Köln', filename: 'c.txt' });
      expect([...readFileSync(at('a.bin'))]).to.deep.equal([0, 255, 10]);
      expect(readFileSync(at('b.edi')).toString('latin1')).to.equal('Köln');
      expect(readFileSync(at('c.txt')).toString('utf8')).to.equal('Köln');
    });

    it('takes the file of an earlier attempt for its own', async () => {
      await deliver({ ...file });
      const answer = await deliver({ ...file });
      expect(answer.payload).to.deep.include({ existed: true });
      expect(readdirSync(outbox)).to.deep.equal(['997-1.edi']);
    });

    for (const there of ['ISA*2', 'ISA*1 and more', '']) {
      it(`refuses a name that has "${there}", untouched, as a business rejection`, async () => {
        writeFileSync(at('997-1.edi'), there);
        const error = await deliver({ ...file }).then(
          () => expect.fail('it was delivered'),
          (thrown: CrossdockError) => thrown,
        );
        expect(error).to.deep.include({ code: 'CD_SFTP_FILE_EXISTS', fault: 'business' });
        expect(readFileSync(at('997-1.edi'), 'utf8')).to.equal(there);
      });
    }

    it('replaces it when it may', async () => {
      writeFileSync(at('997-1.edi'), 'ISA*2');
      const answer = await deliver({ ...file }, { overwrite: true });
      expect(answer.payload).to.deep.include({ existed: false });
      expect(readFileSync(at('997-1.edi'), 'utf8')).to.equal('ISA*1');
    });

    it('fails technically when the folder is missing or the server is not the one expected', async () => {
      const thrown = (work: Promise<unknown>): Promise<CrossdockError> =>
        work.then(
          () => expect.fail('it was delivered'),
          (error: CrossdockError) => error,
        );
      const missing = await thrown(deliver({ ...file }, { folder: '/nobody' }));
      expect(missing).to.deep.include({ code: 'CD_CONNECT_FILE_MISSING', fault: 'technical' });
      system = { ...system, hostKey: 'SHA256:AAAA' };
      const impostor = await thrown(deliver({ ...file, filename: 'secret.edi' }));
      expect(impostor.code).to.equal('CD_CONNECT_HOST_KEY');
      expect(existsSync(at('secret.edi'))).to.equal(false);
    });
  });
});
