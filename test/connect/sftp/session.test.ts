import { expect } from 'chai';
import type { Connection } from '../../../connect/connection.ts';
import { openSftp, withSftp } from '../../../connect/sftp/session.ts';
import { connectionTo, failure } from '../support.ts';
import { fingerprint, type SftpServer, sftpServer } from './server.ts';

const auth = { kind: 'basic', username: 'ada', password: 'pw' } as const;

describe('withSftp', () => {
  let server: SftpServer;
  let connection: Connection;
  beforeEach(async () => {
    server = await sftpServer();
    connection = connectionTo(`sftp://127.0.0.1:${server.port}`, { auth, hostKey: fingerprint });
    server.files.set('/in/b.edi', Buffer.from('ISA')).set('/in/older.edi', Buffer.from('UNB'));
  });
  afterEach(() => server.close());

  it('lists plain files, oldest first, without folders and half-written ones', async () => {
    server.files.set('/in/c.edi.part', Buffer.from('half')).set('/in/sub/', Buffer.alloc(0));
    const list = await withSftp(connection, (files) => files.list('/in'));
    expect(list).to.deep.equal([
      { name: 'older.edi', path: '/in/older.edi', size: 3, modifiedAt: new Date(1_000) },
      { name: 'b.edi', path: '/in/b.edi', size: 3, modifiedAt: new Date(2_000) },
    ]);
  });

  it('reads a file up to a limit, whatever size the server tells', async () => {
    const big = Buffer.alloc(300_000, 'x');
    server.files.set('/in/big', big);
    expect((await withSftp(connection, (files) => files.get('/in/big', 300_000))).equals(big)).to.equal(true);
    const get = () => failure(withSftp(connection, (files) => files.get('/in/big', 299_999)));
    expect((await get()).code).to.equal('CD_CONNECT_TOO_LARGE');
    server.toldSize = 10;
    expect((await get()).code).to.equal('CD_CONNECT_TOO_LARGE');
  });

  it('reads an empty file', async () => {
    server.files.set('/in/empty', Buffer.alloc(0));
    expect(await withSftp(connection, (files) => files.get('/in/empty', 10))).to.have.length(0);
  });

  it('writes under .part and renames, so that a file appears whole', async () => {
    await withSftp(connection, (files) => files.put('/in/new.edi', Buffer.from('ISA*00')));
    expect(server.asked).to.include.members(['OPEN /in/new.edi.part', 'RENAME /in/new.edi.part /in/new.edi']);
    expect(server.files.get('/in/new.edi')?.toString()).to.equal('ISA*00');
    expect(server.files.has('/in/new.edi.part')).to.equal(false);
  });

  it('replaces a file of the same name, also where rename does not', async () => {
    await withSftp(connection, (files) => files.put('/in/b.edi', Buffer.from('second')));
    expect(server.files.get('/in/b.edi')?.toString()).to.equal('second');
  });

  it('moves to an archive that it makes, and never over a file that is there', async () => {
    const move = () => withSftp(connection, (files) => files.move('/in/b.edi', '/in/archive/b.edi'));
    expect(await move()).to.equal('/in/archive/b.edi');
    server.files.set('/in/b.edi', Buffer.from('again'));
    expect(await move()).to.equal('/in/archive/b.edi.1');
    expect(server.files.get('/in/archive/b.edi')?.toString()).to.equal('ISA');
  });

  it('removes a file, and one that is gone without error', async () => {
    await withSftp(connection, async (files) => {
      expect(await files.exists('/in/b.edi')).to.equal(true);
      await files.remove('/in/b.edi');
      await files.remove('/in/b.edi');
      expect(await files.exists('/in/b.edi')).to.equal(false);
    });
  });

  it('names the file or folder that is missing or closed to us', async () => {
    const missing = await failure(withSftp(connection, (files) => files.get('/in/none', 10)));
    expect(missing.code).to.equal('CD_CONNECT_FILE_MISSING');
    expect(missing.message).to.contain('/in/none');
    const folder = await failure(withSftp(connection, (files) => files.list('/none')));
    expect(folder.code).to.equal('CD_CONNECT_FILE_MISSING');
    const closed = await failure(withSftp(connection, (files) => files.list('/secret')));
    expect(closed.code).to.equal('CD_CONNECT_UNAUTHORIZED');
  });

  it('sends no password to a server with another host key, and says both keys', async () => {
    const hostKey = 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    const error = await failure(withSftp({ ...connection, hostKey }, (files) => files.list('/in')));
    expect(error.code).to.equal('CD_CONNECT_HOST_KEY');
    expect(error.parameters.found).to.equal(fingerprint.replace(/=+$/, ''));
    expect(server.logins).to.equal(0);
  });

  it('takes the fingerprint as ssh-keygen writes it', async () => {
    const hostKey = `SHA256:${fingerprint.replace(/=+$/, '')}`;
    expect(await withSftp({ ...connection, hostKey }, (files) => files.exists('/in/b.edi'))).to.equal(true);
  });

  it('refuses to log in without a host key, or by a token', async () => {
    const { hostKey: _, ...open } = connection;
    expect((await failure(withSftp(open, (files) => files.list('/in')))).code).to.equal('CD_CONNECT_CONFIG');
    const bearer = { ...connection, auth: { kind: 'bearer', token: 't' } as const };
    expect((await failure(withSftp(bearer, (files) => files.list('/in')))).code).to.equal(
      'CD_CONNECT_CONFIG',
    );
  });

  it('tells a wrong password from a server that is away', async () => {
    const wrong = { ...connection, auth: { ...auth, password: 'no' } };
    const refused = await failure(withSftp(wrong, (files) => files.list('/in')));
    expect(refused).to.include({ code: 'CD_CONNECT_UNAUTHORIZED', retry: 'terminal' });
    const away = { ...connection, baseUrl: 'sftp://127.0.0.1:1' };
    const error = await failure(withSftp(away, (files) => files.list('/in')));
    expect(error).to.include({ code: 'CD_CONNECT_REFUSED', retry: 'retryable' });
  });

  it('gives up on a server that goes silent', async () => {
    server.silent = 'OPENDIR';
    const error = await failure(withSftp({ ...connection, timeoutMs: 150 }, (files) => files.list('/in')));
    expect(error).to.include({ code: 'CD_CONNECT_TIMEOUT', retry: 'retryable' });
  });
});

describe('openSftp', () => {
  let server: SftpServer;
  let connection: Connection;
  beforeEach(async () => {
    server = await sftpServer();
    connection = connectionTo(`sftp://127.0.0.1:${server.port}`, { auth, hostKey: fingerprint });
  });
  afterEach(() => server.close());

  it('logs in once for many polls, and runs uses one after the other', async () => {
    const session = openSftp(connection);
    const order: string[] = [];
    const use = (name: string) =>
      session.use(async (files) => {
        order.push(`${name} begins`);
        await files.list('/in');
        order.push(`${name} ends`);
      });
    await Promise.all([use('a'), use('b')]);
    await use('c');
    expect(server.logins).to.equal(1);
    expect(order).to.deep.equal(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    await session.close();
  });

  it('logs in again after an error', async () => {
    const session = openSftp(connection);
    await failure(session.use((files) => files.list('/none')));
    expect(await session.use((files) => files.list('/in'))).to.deep.equal([]);
    expect(server.logins).to.equal(2);
    await session.close();
  });

  it('fails with a retryable error when the connection breaks in the middle, and is well again afterwards', async () => {
    const session = openSftp(connection);
    server.silent = 'STAT';
    const broken = session.use(async (files) => {
      const asked = files.exists('/in/x');
      server.dropAll();
      return asked;
    });
    expect((await failure(broken)).retry).to.equal('retryable');
    server.silent = null;
    expect(await session.use((files) => files.list('/in'))).to.deep.equal([]);
    await session.close();
  });
});
