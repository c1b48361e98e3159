import type { Site, SystemConfig } from '../../../runtime/site/site.ts';

const system = (name: string): SystemConfig => ({
  name,
  protocol: 'rest',
  baseUrl: 'http://127.0.0.1:1',
  auth: { kind: 'basic', username: 'acme', password: 'secret' },
  timeoutMs: 1_000,
  maxConcurrent: 2,
  circuitBreaker: { failures: 3, openMs: 60_000 },
});

/** A small site: retries after a second, three attempts, systems `erp` and `wms`. */
export const testSite: Site = {
  file: '/test/site.yaml',
  id: 'test',
  environment: 'test',
  timeZone: 'Europe/Berlin',
  dataFolder: '/test',
  http: { host: '127.0.0.1', port: 0 },
  packs: [],
  tenants: [{ id: 'northwind', name: 'Northwind', timeZone: 'Europe/Berlin' }],
  systems: { erp: system('erp'), wms: system('wms') },
  systemOfRecord: {},
  schedules: { nightly: { cron: '0 2 * * *', timeZone: 'Europe/Berlin' } },
  masterDataFolder: null,
  editor: { pack: 'core', functionNodes: true, readOnly: false },
  limits: {
    bodyBytes: 100_000,
    fileBytes: 100_000,
    runTimeoutMs: 30_000,
    drainTimeoutMs: 5_000,
    maxQueued: 1_000,
    maxQueuedBytes: 10_000_000,
  },
  retry: { attempts: 3, firstDelayMs: 1_000, factor: 2, maxDelayMs: 60_000 },
  channels: {},
  entries: {},
  tracing: { sample: 1, payloads: 'digest', maxPayloadBytes: 65_536 },
  retention: { contentDays: 90, processDays: 400, idempotencyDays: 90, traceDays: 7 },
};
