import { CrossdockError } from '../domain/errors.ts';
import { ownershipOf, ownershipOfDocument } from '../domain/master-data/ownership.ts';
import type { Ledger, StoredDelivery } from '../ledger/ledger.ts';
import type { NodeInstance } from '../node-kit/host.ts';
import { type Clock, instant } from './clock.ts';
import type { End } from './cluster/duties.ts';
import { deliveryTraceparent } from './entries/envelope.ts';
import type { AcceptOutcome, Arrival, GatewayRoute, NodeContext, SystemConfig } from './face.ts';
import type { Log } from './log.ts';
import { billingTerms } from './orders/billing-terms.ts';
import { reconciliation } from './orders/reconciliation.ts';
import { tenantsOf } from './orders/tenants-of.ts';
import { mappingFiles } from './packs/mapping-files.ts';
import type { MasterDataScope, MasterDataView, PacksView } from './packs-view.ts';
import { effectId } from './runs/effect-id.ts';
import { label } from './runs/run.ts';
import type { Site } from './site/site.ts';
import { systemOf } from './site/tenants.ts';
import { isSampled, traceIdOf } from './traces/sampling.ts';

export interface ContextParts {
  readonly ledger: Ledger;
  readonly site: Site;
  readonly packs: PacksView;
  readonly masterData: MasterDataView;
  readonly clock: Clock;
  readonly log: Log;
  readonly packOf: (flowId: string) => string;
}

/** What an entry may do; bound to its node by the host. */
export interface EntryActions {
  accept(arrival: Arrival): Promise<AcceptOutcome>;
  serve(route: GatewayRoute): () => void;
  schedule(pattern: string, timeZone: string, task: (slot: Date) => Promise<void>): () => void;
  onOneWorker(open: () => End): () => Promise<void>;
  requireRoom(): void;
  room(givenUp?: AbortSignal): Promise<void>;
}

export type Always = Omit<
  NodeContext,
  | 'envelope'
  | 'attempt'
  | 'process'
  | 'processByIdentifier'
  | 'remembered'
  | 'releaseException'
  | 'inThread'
  | 'effectId'
  | 'stage'
>;

/** What a node may do at any time; the same for all its messages. */
export function always(node: NodeInstance, actions: EntryActions, parts: ContextParts): Always {
  const { ledger, site, packs, clock, log } = parts;
  const pack = parts.packOf(node.flowId);
  const defaultTenant = site.tenants[0]?.id ?? 'default';
  const where = label(node);
  return {
    node: { id: node.id, type: node.type, name: where, pack },
    site: {
      id: site.id,
      defaultTenant,
      tenants: site.tenants.map(({ id }) => id),
      timeZone: site.timeZone,
      fileBytes: site.limits.fileBytes,
    },
    now: () => clock.now(),
    log: (level, text, details) => log(level, `${where}: ${text}`, { nodeId: node.id, pack, ...details }),
    system(name) {
      const system = Object.hasOwn(site.systems, name) ? site.systems[name] : undefined;
      if (!system) throw new CrossdockError('CD_RUN_SYSTEM_UNKNOWN', { node: where, system: name });
      return system;
    },
    packFile(path) {
      const file = packs.file(pack, path);
      if (!file) throw new CrossdockError('CD_RUN_PACK_FILE', { node: where, pack, path });
      return file;
    },
    siteTerms: packs.siteTerms?.(pack) ?? null,
    billingTerms: () => billingTerms(packs),
    packFiles: (folder) => packs.files(pack, folder),
    mappingFiles: () => mappingFiles(pack, packs),
    ...masterDataOf(() => ({ tenant: defaultTenant, at: instant(clock) }), parts),
    accept: (arrival) => actions.accept(arrival),
    requireRoom: () => actions.requireRoom(),
    room: (givenUp) => actions.room(givenUp),
    state: (name) => ledger.state(name),
    tenantsOf: (number) => tenantsOf(number, site, ledger),
    reconciliation: (tenant, agedDays) =>
      reconciliation({
        ...{ ledger, clock, terms: billingTerms(packs), masterData: parts.masterData, tenant, agedDays },
      }),
    serve: (route) => actions.serve(route),
    worker: ledger.cluster.worker,
    onOneWorker: (open) => actions.onOneWorker(open),
    schedule(pattern, timeZone, task) {
      if (/\s/.test(pattern)) return actions.schedule(pattern, timeZone, task);
      const named = Object.hasOwn(site.schedules, pattern) ? site.schedules[pattern] : undefined;
      if (!named) throw new CrossdockError('CD_RUN_SCHEDULE_UNKNOWN', { node: where, schedule: pattern });
      return actions.schedule(named.cron, named.timeZone, task);
    },
  };
}

/** Master data as one node sees it; a run sees that of its own tenant and instant. */
export function masterDataOf(
  scope: () => MasterDataScope,
  { masterData, site }: Pick<ContextParts, 'masterData' | 'site'>,
): Pick<NodeContext, 'lookup' | 'list' | 'ownership' | 'ownershipOfDocument' | 'fileRecord'> {
  return {
    lookup: (object, scheme, value) => masterData.lookup(object, scheme, value, scope()),
    list: (object) => masterData.list(object, scope()),
    ownership: (object) => ownershipOf(site.systemOfRecord, object, scope().tenant),
    ownershipOfDocument: (type) => ownershipOfDocument(site.systemOfRecord, type, scope().tenant),
    fileRecord: (object, id) => masterData.record?.(object, id, scope().tenant) ?? null,
  };
}

/** What a node sees while no message is handled. */
export function openContext(node: NodeInstance, actions: EntryActions, parts: ContextParts): NodeContext {
  const { ledger } = parts;
  const none = (what: string) => new CrossdockError('CD_RUN_NONE', { node: label(node), what });
  return {
    ...always(node, actions, parts),
    get envelope(): never {
      throw none('the envelope');
    },
    get attempt(): never {
      throw none('the attempt');
    },
    process: (tenant, key) => ledger.process(tenant, key),
    processByIdentifier: (tenant, scheme, value) => ledger.processByIdentifier(tenant, scheme, value),
    remembered: (scope, key) => ledger.remembered(scope, key),
    inThread() {
      throw none('a thread');
    },
    releaseException() {
      throw none('the release of an exception');
    },
    effectId() {
      throw none('an effect id');
    },
    stage() {
      throw none('staging');
    },
  };
}

/**
 * What a node sees in `deliver`: the run has committed, nothing can be staged. Under the name of the delivery's system
 * it finds the one that is called: that system or its fallback.
 */
export function deliveryContext(
  node: NodeInstance,
  delivery: StoredDelivery,
  called: SystemConfig,
  actions: EntryActions,
  parts: ContextParts,
): NodeContext {
  const { id, idempotencyKey, envelope, attempts } = delivery;
  const methods = openContextMethods(node, actions, parts);
  const recorded = isSampled(traceIdOf(envelope.traceparent), parts.site.tracing.sample);
  return {
    ...methods,
    ...masterDataOf(() => ({ tenant: envelope.tenant, at: instant(parts.clock) }), parts),
    system: (name) => {
      const meant = systemOf(parts.site, envelope.tenant, name);
      return meant === delivery.system ? called : methods.system(meant);
    },
    envelope: { ...envelope, traceparent: deliveryTraceparent(envelope.traceparent, id, recorded) },
    attempt: attempts + 1,
    delivery: { id, idempotencyKey: `${envelope.tenant}/${idempotencyKey}` },
    effectId: (discriminator = '') => effectId(envelope.id, node.id, `${id} ${discriminator}`),
  };
}

function openContextMethods(
  node: NodeInstance,
  actions: EntryActions,
  parts: ContextParts,
): Omit<NodeContext, 'envelope' | 'attempt'> {
  const {
    process,
    processByIdentifier,
    remembered,
    inThread: noThread,
    releaseException: noRelease,
    effectId: id,
    stage: none,
  } = openContext(node, actions, parts);
  return {
    ...always(node, actions, parts),
    process,
    processByIdentifier,
    remembered,
    inThread: noThread,
    releaseException: noRelease,
    effectId: id,
    stage: none,
  };
}
