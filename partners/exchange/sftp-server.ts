import { createHash, generateKeyPairSync, timingSafeEqual } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2, { type AuthContext, type Connection } from 'ssh2';
import { serveFiles } from './sftp-session.ts';

export interface SftpUser {
  readonly username: string;
  readonly password: string;
  /** Folder below the exchange's root that is this user's `/`. */
  readonly home: string;
}

interface ExchangeEvents {
  /** A file is complete under its final name. `path` is relative to the exchange's root. */
  arrived: [path: string];
}

/** A real SFTP server over one folder: a mailbox per partner with `inbox` (to Crossdock) and `outbox` (from Crossdock). */
export class Exchange extends EventEmitter<ExchangeEvents> {
  readonly root: string;
  /** Base64 SHA-256 of the host key, as `ssh-keygen -lf` shows after `SHA256:`. */
  readonly fingerprint: string;
  private readonly server: ssh2.Server;
  private readonly connections = new Set<Connection>();

  constructor(root: string, users: readonly SftpUser[]) {
    super();
    this.root = root;
    for (const user of users) {
      for (const folder of ['inbox', 'outbox'])
        if (user.home !== '') mkdirSync(join(root, user.home, folder), { recursive: true });
    }
    const keys = hostKey(join(root, '.host-key'));
    this.fingerprint = keys.fingerprint;
    this.server = new ssh2.Server({ hostKeys: [keys.private] }, (connection) =>
      this.accept(connection, users),
    );
  }

  private accept(connection: Connection, users: readonly SftpUser[]): void {
    let home: string | null = null;
    // ssh2 has it on both sides, its types on neither: without it every small packet waits for Nagle's algorithm.
    (connection as Connection & { setNoDelay?: (on: boolean) => void }).setNoDelay?.(true);
    this.connections.add(connection);
    connection.on('close', () => this.connections.delete(connection));
    connection.on('error', () => connection.end());
    connection.on('authentication', (context: AuthContext) => {
      const user = users.find(({ username }) => username === context.username);
      if (context.method !== 'password') return context.reject(['password']);
      if (!user || !same(context.password, user.password)) return context.reject(['password']);
      home = join(this.root, user.home);
      context.accept();
    });
    connection.on('session', (acceptSession) => {
      acceptSession().on('sftp', (acceptSftp) => {
        const top = home;
        if (top)
          serveFiles(acceptSftp(), top, (path) => this.emit('arrived', path.slice(this.root.length + 1)));
      });
    });
  }

  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => {
        const address = this.server.address();
        resolve(typeof address === 'object' && address ? address.port : port);
      });
    });
  }

  close(): Promise<void> {
    for (const connection of this.connections) connection.end();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

function hostKey(file: string): { private: string; fingerprint: string } {
  if (!existsSync(file)) writeFileSync(file, newKey(), { mode: 0o600 });
  const text = readFileSync(file, 'utf8');
  const parsed = ssh2.utils.parseKey(text);
  if (parsed instanceof Error) throw parsed;
  return { private: text, fingerprint: createHash('sha256').update(parsed.getPublicSSH()).digest('base64') };
}

/** Not made by ssh2: it cannot read one in 256 of the Ed25519 keys that it makes. */
function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return privateKey;
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
