import { CrossdockError } from '../domain/errors.ts';
import type { NodeInstance } from '../node-kit/host.ts';
import { type ReleaseOptions, releaseHeld } from './exceptions/release-held.ts';
import type { NodeContext } from './face.ts';
import { type Always, type ContextParts, masterDataOf } from './node-context.ts';
import { effectId } from './runs/effect-id.ts';
import { label, type Run, type Visit } from './runs/run.ts';
import { runView, stage } from './runs/run-view.ts';
import { systemOf } from './site/tenants.ts';
import { inThread } from './threads.ts';

/**
 * What a node sees while it works on a message of a run: made for every message, so that what it does not ask for costs
 * nothing.
 */
export function runContexts(
  node: NodeInstance,
  common: Always,
  parts: Pick<ContextParts, 'ledger' | 'masterData' | 'site'> & ReleaseOptions,
): (run: Run, visit: Visit) => NodeContext {
  class RunContext {
    readonly #run: Run;
    readonly #visit: Visit;
    #records: ReturnType<typeof masterDataOf> | null = null;
    #ledger: ReturnType<typeof runView> | null = null;

    constructor(run: Run, visit: Visit) {
      this.#run = run;
      this.#visit = visit;
    }

    get envelope() {
      return this.#run.envelope;
    }

    get attempt() {
      return this.#run.attempt;
    }

    get system(): Always['system'] {
      const { tenant } = this.envelope;
      return (name) => common.system(systemOf(parts.site, tenant, name));
    }

    get #masterData() {
      // A message that was retried sees what was corrected meanwhile.
      const scope = { tenant: this.envelope.tenant, at: this.#run.message.availableAt };
      this.#records ??= masterDataOf(() => scope, parts);
      return this.#records;
    }

    get lookup() {
      return this.#masterData.lookup;
    }

    get list() {
      return this.#masterData.list;
    }

    get ownership() {
      return this.#masterData.ownership;
    }

    get ownershipOfDocument() {
      return this.#masterData.ownershipOfDocument;
    }

    get fileRecord() {
      return this.#masterData.fileRecord;
    }

    get #view() {
      this.#ledger ??= runView(this.#run, parts.ledger);
      return this.#ledger;
    }

    get process() {
      return this.#view.process;
    }

    get processByIdentifier() {
      return this.#view.processByIdentifier;
    }

    get remembered() {
      return this.#view.remembered;
    }

    get inThread(): NodeContext['inThread'] {
      const run = this.#run;
      return (job) => inThread(job, label(node), endOf(run, node));
    }

    get releaseException(): NodeContext['releaseException'] {
      const run = this.#run;
      return async (id, reason) => {
        const released = await releaseHeld(id, reason, parts);
        if (released) run.staged.push({ ...released, node });
        return released !== null;
      };
    }

    get effectId(): NodeContext['effectId'] {
      const { id } = this.envelope;
      return (discriminator = '') => effectId(id, node.id, discriminator);
    }

    get stage(): NodeContext['stage'] {
      const run = this.#run;
      const visit = this.#visit;
      return (effect) => stage(run, node, effect, visit);
    }
  }
  Object.setPrototypeOf(RunContext.prototype, common);
  // The prototype has what the class lacks.
  return (run, visit) => new RunContext(run, visit) as RunContext & Always;
}

function endOf(run: Run, node: NodeInstance): AbortSignal {
  const ended = new AbortController();
  void run.outcome.then(() => ended.abort(new CrossdockError('CD_RUN_ENDED', { node: label(node) })));
  return ended.signal;
}
