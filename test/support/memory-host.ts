import { randomUUID } from 'node:crypto';
import { CrossdockError } from '../../domain/errors.ts';
import { type MasterData, recordId } from '../../domain/master-data/objects.ts';
import {
  type OwnershipMatrix,
  ownershipOf,
  ownershipOfDocument,
} from '../../domain/master-data/ownership.ts';
import type { FlowMessage, NodeHost, NodeInstance, StageOptions } from '../../node-kit/host.ts';
import type {
  Arrival,
  Effect,
  Envelope,
  GatewayRoute,
  Json,
  MasterObject,
  NodeContext,
  StoredProcess,
  SystemConfig,
} from '../../runtime/face.ts';
import { inThread } from '../../runtime/threads.ts';

export interface StagedDelivery {
  readonly nodeId: string;
  readonly message: FlowMessage;
  readonly request: unknown;
  readonly options: StageOptions;
}

/** What nodes find around them, all of it optional. */
export interface Surroundings {
  readonly now?: () => Date;
  readonly systems?: Readonly<Record<string, SystemConfig>>;
  /** Pack files by path: text, or `{ text, data }` where the node reads parsed data. */
  /** What the site says of the terms of the node's pack. */
  readonly siteTerms?: unknown;
  readonly billingTerms?: NodeContext['billingTerms'];
  readonly packFiles?: Readonly<Record<string, string | { text: string; data: unknown }>>;
  readonly systemOfRecord?: OwnershipMatrix;
  readonly tenantsOf?: (number: string) => readonly string[];
  /** Nothing is open when absent. */
  readonly reconciliation?: NodeContext['reconciliation'];
  readonly masterData?: Readonly<Partial<Record<MasterObject, readonly Json[]>>>;
  readonly processes?: readonly StoredProcess[];
  readonly envelope?: Partial<Envelope>;
  readonly attempt?: number;
  /** Answer of `accept`; accepted with a fresh id when absent. */
  readonly accept?: NodeContext['accept'];
  /** Opens at once when absent. */
  readonly onOneWorker?: NodeContext['onOneWorker'];
  /** What `requireRoom` throws; it returns when absent. */
  readonly requireRoom?: NodeContext['requireRoom'];
  /** Resolves at once when absent. */
  readonly room?: NodeContext['room'];
  /** Aborted when the run ends; it goes on when absent. */
  readonly ended?: AbortSignal;
  /** Durable state; what accepted arrivals and staged effects wrote when absent. */
  readonly state?: NodeContext['state'];
}

/** A NodeHost without a ledger: every message gets a run at once, effects and deliveries are recorded. */
export interface MemoryHost {
  readonly host: NodeHost;
  readonly instances: readonly NodeInstance[];
  readonly effects: readonly Effect[];
  readonly deliveries: readonly StagedDelivery[];
  readonly arrivals: readonly Arrival[];
  readonly routes: readonly GatewayRoute[];
  readonly schedules: readonly { pattern: string; timeZone: string; task: (slot: Date) => Promise<void> }[];
  readonly detached: readonly { id: string; removed: boolean }[];
  /** Exceptions that were to be released. */
  readonly released: readonly string[];
  readonly logs: readonly { level: string; text: string; details?: Record<string, unknown> | undefined }[];
  context(instance: NodeInstance, message?: FlowMessage): NodeContext;
}

/** Of every message that brings none of its own. */
export const defaultEnvelope: Envelope = {
  id: '01890000-0000-7000-8000-000000000001',
  correlationId: '01890000-0000-7000-8000-000000000001',
  causationId: null,
  tenant: 'northwind',
  site: 'test',
  type: 'sales-order',
  schemaVersion: '1',
  key: 'C-ACME/PO-1',
  source: { system: 'test', protocol: 'test', reference: 'test' },
  receivedAt: '2026-03-01T12:00:00.000Z',
  traceparent: '00-00000000000000000000000000000001-0000000000000001-01',
};

export function memoryHost(around: Surroundings = {}): MemoryHost {
  const instances: NodeInstance[] = [];
  const effects: Effect[] = [];
  const deliveries: StagedDelivery[] = [];
  const arrivals: Arrival[] = [];
  const routes: GatewayRoute[] = [];
  const schedules: { pattern: string; timeZone: string; task: (slot: Date) => Promise<void> }[] = [];
  const detached: { id: string; removed: boolean }[] = [];
  const released: string[] = [];
  const logs: { level: string; text: string; details?: Record<string, unknown> | undefined }[] = [];
  const remembered = new Map<
    string,
    { scope: string; key: string; digest: string; value?: Json; at: string }
  >();
  const states = new Map<string, Json>();
  const now = around.now ?? (() => new Date('2026-03-01T12:00:00.000Z'));

  const context = (instance: NodeInstance, message: FlowMessage = {}): NodeContext => ({
    node: { id: instance.id, type: instance.type, name: instance.name, pack: 'test' },
    site: {
      id: 'test',
      defaultTenant: 'northwind',
      tenants: ['northwind', 'hooli'],
      timeZone: 'Europe/Berlin',
    },
    now,
    log: (level, text, details) => void logs.push({ level, text, details }),
    system(name) {
      const system = around.systems?.[name];
      if (!system) throw new CrossdockError('CD_RUN_SYSTEM_UNKNOWN', { node: instance.id, system: name });
      return system;
    },
    ...(around.siteTerms !== undefined && { siteTerms: around.siteTerms }),
    ...(around.billingTerms && { billingTerms: around.billingTerms }),
    packFile(path) {
      const found = around.packFiles?.[path];
      if (found === undefined)
        throw new CrossdockError('CD_RUN_PACK_FILE', { node: instance.id, pack: 'test', path });
      return typeof found === 'string' ? { path, text: found, data: found } : { path, ...found };
    },
    packFiles: (folder) =>
      Object.keys(around.packFiles ?? {}).filter((path) => path.startsWith(`${folder.replace(/\/$/, '')}/`)),
    mappingFiles: () =>
      Object.entries(around.packFiles ?? {})
        .filter(([path]) => /^mappings\/.*\.ya?ml$/.test(path))
        .map(([path, file]) => ({ path: `test/${path}`, text: typeof file === 'string' ? file : file.text })),
    lookup: (object, scheme, value) =>
      around.masterData?.[object]?.find((record) => isIdentifiedBy(record, scheme, value)) ?? null,
    list: (object) => around.masterData?.[object] ?? [],
    ownership: (object) =>
      ownershipOf(around.systemOfRecord ?? {}, object, context(instance, message).envelope.tenant),
    ownershipOfDocument: (type) =>
      ownershipOfDocument(around.systemOfRecord ?? {}, type, context(instance, message).envelope.tenant),
    fileRecord: (object, id) =>
      around.masterData?.[object]?.find((record) => recordId(object, record as MasterData) === id) ?? null,
    async accept(arrival) {
      arrivals.push(arrival);
      const outcome = (await around.accept?.(arrival)) ?? { outcome: 'accepted', id: randomUUID() };
      if (arrival.state) states.set(arrival.state.name, arrival.state.value);
      return outcome;
    },
    requireRoom: around.requireRoom ?? (() => {}),
    room: around.room ?? (async () => {}),
    state: around.state ?? (async (name) => states.get(name) ?? null),
    serve(route) {
      routes.push(route);
      return () => void routes.splice(routes.indexOf(route), 1);
    },
    schedule(pattern, timeZone, task) {
      const schedule = { pattern, timeZone, task };
      schedules.push(schedule);
      return () => void schedules.splice(schedules.indexOf(schedule), 1);
    },
    worker: 'only',
    onOneWorker:
      around.onOneWorker ??
      ((open) => {
        const end = open();
        return async () => end();
      }),
    envelope: (message.crossdock as Envelope | undefined) ?? { ...defaultEnvelope, ...around.envelope },
    attempt: around.attempt ?? 1,
    process: async (tenant, key) =>
      around.processes?.find((process) => process.tenant === tenant && process.key === key) ?? null,
    processByIdentifier: async (tenant, scheme, value) =>
      (around.processes ?? []).filter(
        (process) =>
          process.tenant === tenant &&
          process.identifiers.some(
            (own) => own.value === value && (scheme === null || own.scheme === scheme),
          ),
      ),
    tenantsOf: async (number) => around.tenantsOf?.(number) ?? ['northwind'],
    reconciliation:
      around.reconciliation ??
      (async () => ({ asOf: now().toISOString(), orders: 0, complete: true, kinds: [] })),
    remembered: async (scope, key) => remembered.get(`${scope}\n${key}`) ?? null,
    async releaseException(id) {
      released.push(id);
      return true;
    },
    inThread: (job) => inThread(job, instance.id, around.ended ?? new AbortController().signal),
    effectId: (discriminator) =>
      [context(instance, message).envelope.id, instance.id, ...(discriminator ? [discriminator] : [])].join(
        ':',
      ),
    stage(effect) {
      effects.push(effect);
      if (effect.kind === 'state') states.set(effect.name, effect.value);
      if (effect.kind !== 'remember') return;
      const { entry } = effect;
      remembered.set(`${entry.scope}\n${entry.key}`, { ...entry, at: now().toISOString() });
    },
  });

  const host: NodeHost = {
    attach(instance) {
      instances.push(instance);
      return {
        context: context(instance),
        async enter(message) {
          const own = context(instance, message);
          message.crossdock = Object.freeze({ ...own.envelope });
          return { message, context: own };
        },
        leave() {},
        async stage(message, request, options) {
          deliveries.push({ nodeId: instance.id, message, request, options });
        },
        async detach(removed) {
          detached.push({ id: instance.id, removed });
        },
      };
    },
  };
  return {
    host,
    instances,
    effects,
    deliveries,
    arrivals,
    routes,
    schedules,
    detached,
    released,
    logs,
    context,
  };
}

/** Ours by `id`, `sku` or `scac`; a partner's by the record's identifiers. */
function isIdentifiedBy(record: Json, scheme: string, value: string): boolean {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return false;
  const fields = record as Readonly<Record<string, Json>>;
  if (fields[scheme] === value) return true;
  const identifiers = Array.isArray(fields.identifiers) ? fields.identifiers : [];
  return identifiers.some((own) => own.scheme === scheme && own.value === value);
}
