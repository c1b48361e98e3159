import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkSite, loadSite } from '../../../runtime/site/load-site.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const small = join(fixtures, 'sites/small.yaml');

/** A reference to a variable, as it stands in a site file. */
const ref = (name: string) => '$'.concat('{', name, '}');

describe('loadSite', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-site-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const minimal = [
    'site: t',
    'environment: test',
    'timeZone: Europe/Berlin',
    `packFolder: ${join(fixtures, 'packs')}`,
    'packs: { orders: 1.0.0 }',
    'tenants: { a: { name: A } }',
    'editor: { pack: orders }',
  ];
  const write = (...lines: string[]): string => {
    const file = join(folder, 'site.yaml');
    writeFileSync(file, lines.join('\n'));
    return file;
  };
  const codes = (file: string, env = {}) => checkSite(file, env).problems.map(({ code }) => code);
  const places = (file: string, env = {}) =>
    checkSite(file, env).problems.map(({ parameters }) => String(parameters.where).slice(file.length + 1));

  it('fills the documented defaults', () => {
    const site = loadSite(write(...minimal), {});
    expect(site.http).to.deep.equal({ host: '127.0.0.1', port: 1880 });
    expect(site.retry).to.deep.equal({ attempts: 8, firstDelayMs: 500, factor: 2, maxDelayMs: 60_000 });
    expect(site.editor.functionNodes).to.equal(false);
  });

  it('keeps what goes before the process terms of a pack, and finds what is wrong with it in its place', () => {
    const with_ = (terms: string) => write(...minimal, `processTerms: { ${terms} }`);
    const site = loadSite(with_('orders: { podWithinHours: 24, calendar: { zone: UTC } }'), {});
    expect(site.processTerms).to.deep.equal({ orders: { podWithinHours: 24, calendar: { zone: 'UTC' } } });
    expect(loadSite(write(...minimal), {}).processTerms).to.deep.equal({});
    expect(codes(with_('orders: { podWithinHour: 24 }'))).to.deep.equal(['CD_SITE_FIELD']);
    expect(places(with_('orders: { podWithinHours: -1 }'))).to.deep.equal(['8:43']);
    expect(codes(with_('orders: { calendar: { zone: Europe/Atlantis } }'))).to.deep.equal(['CD_SITE_FIELD']);
    expect(codes(with_('billing: { podWithinHours: 24 }'))).to.deep.equal(['CD_SITE_REFERENCE']);
  });

  it('keeps what is set for one channel or entry, and how long what is finished is kept', () => {
    const site = loadSite(
      write(
        ...minimal,
        'channels: { sales-orders: { limits: { count: 5 }, retry: { attempts: 2, retryable: [CD_EDI_*] } } }',
        'entries: { Orders of the shop: { limits: { ageSeconds: 60 } } }',
        'retention: { traceDays: 3 }',
      ),
      {},
    );
    expect(site.channels).to.deep.equal({
      'sales-orders': { limits: { count: 5 }, retry: { attempts: 2, retryable: ['CD_EDI_*'] } },
    });
    expect(site.entries['Orders of the shop']).to.deep.equal({ limits: { ageSeconds: 60 } });
    expect(site.retention).to.deep.equal({
      contentDays: 90,
      processDays: 400,
      idempotencyDays: 90,
      traceDays: 3,
    });
    expect(site.limits).to.include({ maxQueued: 100_000, maxQueuedBytes: 1_000_000_000 });
  });

  it('keeps how many runs of a channel or entry go at a time, and which go first', () => {
    const site = loadSite(
      write(
        ...minimal,
        'channels: { a: { concurrency: 2, priority: 5 } }',
        'entries: { b: { priority: -1 } }',
      ),
      {},
    );
    expect(site.channels).to.deep.equal({ a: { concurrency: 2, priority: 5 } });
    expect(site.entries).to.deep.equal({ b: { priority: -1 } });
  });

  it('keeps the ledger in a file of the data folder unless told otherwise', () => {
    expect(loadSite(write(...minimal), {}).ledger).to.deep.equal({ store: 'sqlite' });
  });

  it('takes the connection of a PostgreSQL ledger as a secret', () => {
    const login = 'admin: { passwordHash: "env:HASH" }';
    const file = write(...minimal, login, 'ledger: { store: postgres, url: "env:DB", worker: a-1 }');
    expect(loadSite(file, { HASH: '$2a$', DB: 'postgres://u:p@db/x' }).ledger).to.deep.equal({
      store: 'postgres',
      url: 'postgres://u:p@db/x',
      schema: 'crossdock',
      worker: 'a-1',
      poolSize: 4,
      ttlMs: 2_000,
    });
    const plain = write(...minimal, login, 'ledger: { store: postgres, url: "postgres://u:p@db/x" }');
    expect(codes(plain, { HASH: '$2a$' })).to.deep.equal(['CD_SITE_SECRET_PLAIN']);
  });

  it('refuses a PostgreSQL ledger without a connection, or without a password that all workers know', () => {
    const missing = write(...minimal, 'admin: { passwordHash: "env:HASH" }', 'ledger: { store: postgres }');
    expect(codes(missing, { HASH: '$2a$' })).to.deep.equal(['CD_SITE_FIELD']);
    const open = write(...minimal, 'ledger: { store: postgres, url: "env:DB" }');
    expect(codes(open, { DB: 'postgres://db/x' })).to.deep.equal(['CD_START_LOGIN_MISSING']);
    expect(places(open, { DB: 'postgres://db/x' })).to.deep.equal(['8:1']);
  });

  const rest = 'protocol: rest, baseUrl: "http://a"';

  it('spares a system by default, and keeps what is set for it', () => {
    const own = 'rateLimit: { requests: 5, perMs: 1000 }, degraded: reject, giveUpAfterMs: 60000';
    const { a, b } = loadSite(
      write(...minimal, `systems: { a: { ${rest} }, b: { ${rest}, ${own} } }`),
      {},
    ).systems;
    const shared = {
      maxConcurrent: 4,
      retryBudget: { ratio: 0.2, perSecond: 10 },
      circuitBreaker: {
        failures: 5,
        openMs: 10_000,
        recovery: { startPerSecond: 5, doubleEveryMs: 5_000 },
      },
      fallbackAfterMs: 60_000,
      fallbackWhenUnknown: false,
    };
    expect(a).to.deep.include({ ...shared, degraded: 'hold' });
    expect(a).not.to.have.any.keys('rateLimit', 'fallback', 'giveUpAfterMs', 'retry');
    expect(b).to.deep.include({ ...shared, degraded: 'reject', giveUpAfterMs: 60_000 });
    expect(b?.rateLimit).to.deep.equal({ requests: 5, perMs: 1_000 });
  });

  it('refuses a fallback that cannot stand in', () => {
    const fallback = (more: string, other = '') => {
      const file = write(...minimal, `systems: { a: { ${rest}, ${more} }, b: { ${rest} }${other} }`);
      return checkSite(file, {}).problems.map(({ code, parameters }) => [code, parameters.path]);
    };
    expect(fallback('fallback: b')).to.deep.equal([]);
    expect(fallback('fallback: c')).to.deep.equal([['CD_SITE_REFERENCE', 'systems.a.fallback']]);
    const field = [['CD_SITE_FIELD', 'systems.a.fallback']];
    expect(fallback('fallback: a')).to.deep.equal(field);
    expect(fallback('fallback: b, degraded: reject')).to.deep.equal(field);
    expect(fallback('fallback: c', `, c: { ${rest}, inbound: true }`)).to.deep.equal(field);
    expect(fallback('fallback: c', ', c: { protocol: sftp, baseUrl: "sftp://a" }')).to.deep.equal(field);
  });

  it('gives systems that call us further logins, bound to whom they speak for', () => {
    const logins = (login: string, more = '') => {
      const systems = `{ door: { ${rest}, inbound: true }, a: { ${rest}, ${login} }${more} }`;
      const { problems } = checkSite(write(...minimal, `systems: ${systems}`), {});
      return problems.map(({ code, parameters }) => [code, parameters.path]);
    };
    expect(logins('inbound: true, loginOf: door, parties: [NRDX, SWFT]')).to.deep.equal([]);
    const at = (property: string) => [['CD_SITE_FIELD', `systems.a.${property}`]];
    expect(logins('loginOf: door')).to.deep.equal(at('loginOf'));
    expect(logins('parties: [NRDX]')).to.deep.equal(at('parties'));
    expect(logins('inbound: true, loginOf: nowhere')).to.deep.equal(at('loginOf'));
    expect(logins('inbound: true, loginOf: a')).to.deep.equal(at('loginOf'));
    expect(logins('inbound: true, loginOf: b', `, b: { ${rest} }`)).to.deep.equal(at('loginOf'));
  });

  it('takes statuses in a pattern of codes', () => {
    const policy = (pattern: string) => write(...minimal, `retry: { retryable: ["${pattern}"] }`);
    expect(codes(policy('CD_CONNECT_*:5xx'))).to.deep.equal([]);
    expect(codes(policy('CD_NONE_*:5xx'))).to.deep.equal(['CD_SITE_CODE_UNKNOWN']);
    expect(codes(policy('CD_CONNECT_*:5'))).to.deep.equal(['CD_SITE_FIELD']);
  });

  it('refuses a pattern of codes that no code fits', () => {
    const file = write(
      ...minimal,
      'retry: { terminal: [CD_CONECT_*] }',
      'channels: { a: { retry: { retryable: [CD_NO] } } }',
    );
    expect(codes(file)).to.deep.equal(['CD_SITE_CODE_UNKNOWN', 'CD_SITE_CODE_UNKNOWN']);
  });

  it('records every trace with digests of payloads unless told otherwise', () => {
    const file = write(...minimal);
    expect(loadSite(file, {}).tracing).to.deep.equal({
      sample: 1,
      payloads: 'digest',
      maxPayloadBytes: 65_536,
    });
    const kept = write(...minimal, 'tracing: { sample: 0.25, payloads: kept, maxPayloadBytes: 0 }');
    expect(loadSite(kept, {}).tracing).to.deep.equal({ sample: 0.25, payloads: 'kept', maxPayloadBytes: 0 });
    expect(codes(write(...minimal, 'tracing: { sample: 1.5 }'))).to.have.length(1);
  });

  it('resolves paths and file secrets relative to the site file, trimmed', () => {
    const site = loadSite(small, {});
    expect(site.packs[0]?.folder).to.equal(join(fixtures, 'packs/orders'));
    expect(site.systems.erp?.auth).to.deep.equal({
      kind: 'basic',
      username: 'crossdock',
      password: readFileSync(join(fixtures, 'sites/secrets/erp'), 'utf8').trim(),
    });
  });

  it('takes variables from the environment it is given, and defaults without it', () => {
    const site = loadSite(small, { CROSSDOCK_PORT: '4242', ERP_URL: 'https://erp.example' });
    expect(site.http.port).to.equal(4242);
    expect(site.systems.erp?.baseUrl).to.equal('https://erp.example/sap/opu/odata/sap');
    expect(loadSite(small, {}).systems.erp?.baseUrl).to.match(/^http:\/\/127\.0\.0\.1:4010\//);
  });

  it('reads a quoted and an unquoted variable as the type the field wants', () => {
    expect(loadSite(write(...minimal, `http: { port: "${ref('P')}" }`), { P: '81' }).http.port).to.equal(81);
    expect(loadSite(write(...minimal, `http: { port: ${ref('P')} }`), { P: '82' }).http.port).to.equal(82);
  });

  it('does not let a variable write YAML', () => {
    const file = write(...minimal, `http: { host: ${ref('H')} }`);
    expect(loadSite(file, { H: '::1, port: 9' }).http).to.deep.equal({ host: '::1, port: 9', port: 1880 });
  });

  it('keeps a literal dollar brace that is doubled', () => {
    expect(loadSite(write(...minimal, `http: { host: "$${ref('H')}" }`), {}).http.host).to.equal(
      `${ref('H')}`,
    );
  });

  it('names an unset variable once, with line and column, and not its consequences', () => {
    const file = write(...minimal, `http: { port: ${ref('NOPE')} }`);
    expect(codes(file)).to.deep.equal(['CD_SITE_VARIABLE_MISSING']);
    expect(places(file)).to.deep.equal(['8:15']);
  });

  it('refuses a secret in plain text without repeating it', () => {
    const system =
      'systems: { erp: { protocol: rest, baseUrl: "http://x", auth: { kind: bearer, token: hunter2 } } }';
    const { problems } = checkSite(write(...minimal, system), {});
    expect(problems.map(({ code }) => code)).to.deep.equal(['CD_SITE_SECRET_PLAIN']);
    expect(JSON.stringify(problems)).not.to.include('hunter2');
  });

  it('refuses a plain secret that came through a variable', () => {
    const system = `systems: { erp: { protocol: rest, baseUrl: "http://x", auth: { kind: bearer, token: "${ref('T')}" } } }`;
    expect(codes(write(...minimal, system), { T: 'hunter2' })).to.deep.equal(['CD_SITE_SECRET_PLAIN']);
  });

  for (const [title, reference, env] of [
    ['an unset variable', 'env:TOKEN', {}],
    ['an empty variable', 'env:TOKEN', { TOKEN: ' ' }],
    ['a missing file', 'file:nowhere', {}],
  ] as const) {
    it(`names a secret that leads to ${title}`, () => {
      const system = `systems: { erp: { protocol: rest, baseUrl: "http://x", auth: { kind: bearer, token: "${reference}" } } }`;
      const { problems } = checkSite(write(...minimal, system), env);
      expect(problems.map(({ code }) => code)).to.deep.equal(['CD_SITE_SECRET_MISSING']);
      expect(problems[0]?.message).to.include(reference).and.to.include('systems.erp.auth.token');
    });
  }

  it('reports every problem, each at its place', () => {
    const { problems, site } = checkSite(join(fixtures, 'sites/bad.yaml'), {});
    expect(site).to.equal(null);
    const seen = problems.map(
      ({ code, parameters }) => `${code} ${String(parameters.where).split('bad.yaml:')[1]}`,
    );
    expect(seen).to.have.members([
      'CD_FILE_DUPLICATE 7:36',
      'CD_SITE_VARIABLE_MISSING 4:15',
      'CD_SITE_FIELD 1:7',
      'CD_SITE_FIELD 2:14',
      'CD_SITE_FIELD 3:11',
      'CD_SITE_FIELD 9:36',
      'CD_SITE_FIELD 10:95',
      'CD_SITE_SECRET_PLAIN 9:90',
      'CD_SITE_SECRET_MISSING 10:76',
      'CD_SITE_PACK_VERSION 5:18',
      'CD_SITE_PACK_MISSING 5:25',
      'CD_SITE_REFERENCE 11:32',
      'CD_SITE_REFERENCE 12:17',
    ]);
  });

  it('names an empty field instead of guessing a value', () => {
    const file = write(...minimal, 'http: { port: }');
    expect(checkSite(file, {}).problems[0]?.message).to.include('http.port is empty');
  });

  it('refuses an object that is not canonical in systemOfRecord', () => {
    const system = 'systems: { erp: { protocol: rest, baseUrl: "http://x" } }';
    expect(codes(write(...minimal, system, 'systemOfRecord: { sale-order: erp }'))).to.deep.equal([
      'CD_SITE_FIELD',
    ]);
  });

  it('refuses partner stand-ins in a production site', () => {
    const lines = minimal.map((line) => line.replace('environment: test', 'environment: production'));
    writeFileSync(join(folder, 'p.ts'), '');
    const { problems } = checkSite(write(...lines, 'partners: p.ts'), {});
    expect(problems.map(({ message }) => message).join()).to.include('real partners');
  });

  it('says where the YAML breaks', () => {
    const file = write('site: t', 'packs: { a: 1.0.0');
    expect(codes(file)[0]).to.equal('CD_FILE_SYNTAX');
    expect(places(file)[0]).to.match(/^2:/);
  });

  it('says so when the file is not there', () => {
    expect(() => loadSite(join(folder, 'none.yaml'), {})).to.throw(/CD_FILE_UNREADABLE.*does not exist/s);
  });
});
