import { CrossdockError } from '../errors.ts';
import type { CompiledRule, Fill } from './field-writer.ts';
import type { LayeredMapping } from './layering.ts';
import { LimitReached, type Run, report, type Scope } from './run-state.ts';
import { describeInvalid } from './target-problems.ts';
import type {
  Form,
  Json,
  MappingContext,
  MappingLimits,
  MappingProblem,
  MappingResult,
  TargetValidation,
} from './types.ts';

export interface Runnable {
  readonly layered: LayeredMapping;
  readonly rules: readonly CompiledRule[];
  readonly fill: Fill;
  readonly limits: MappingLimits;
  readonly validateTarget: ((target: Form, value: unknown) => TargetValidation) | undefined;
}

export interface Runner {
  run(source: unknown, context: MappingContext): Promise<MappingResult>;
  runSync(source: unknown, context: MappingContext): MappingResult;
}

/** Binds a compiled mapping to the two ways of running it. */
export function createRunner(runnable: Runnable): Runner {
  const runSync = (source: unknown, context: MappingContext): MappingResult => {
    const [scope, target] = begin(runnable, source, context);
    guarded(runnable, scope.run, () => runnable.fill(target, scope));
    return finish(runnable, scope, target);
  };
  return {
    runSync,
    async run(source, context) {
      const [scope, target] = begin(runnable, source, context);
      guarded(runnable, scope.run, () => runnable.fill(target, scope));
      try {
        for (const settle of scope.run.pending) await settle();
      } catch (thrown) {
        limitReached(runnable, scope.run, thrown);
      }
      return finish(runnable, scope, target);
    },
  };
}

function begin(
  runnable: Runnable,
  source: unknown,
  context: MappingContext,
): [Scope, Record<string, unknown>] {
  const { form } = runnable.layered.source;
  const isEdi = form === 'x12' || form === 'edifact';
  const root = isEdi ? (source as { segments?: unknown } | null)?.segments : source;
  const run: Run = {
    root,
    document: source,
    context,
    startedAt: context.now(),
    limits: runnable.limits,
    problems: [],
    pending: [],
    remaining: runnable.limits.size,
  };
  return [{ run, item: root, position: 0, parent: null, source: '', target: '' }, {}];
}

function guarded(runnable: Runnable, run: Run, fill: () => void): void {
  try {
    fill();
  } catch (thrown) {
    limitReached(runnable, run, thrown);
  }
}

function limitReached(runnable: Runnable, run: Run, thrown: unknown): void {
  const reason =
    thrown instanceof LimitReached
      ? thrown.message
      : thrown instanceof RangeError
        ? 'it is nested too deeply'
        : undefined;
  if (reason === undefined) throw thrown;
  run.pending.length = 0;
  // One more than the limit of problems may be needed to say that it was reached.
  const unlimited: Run = { ...run, limits: { ...run.limits, problems: Number.POSITIVE_INFINITY } };
  report(
    unlimited,
    'CD_MAPPING_LIMIT_REACHED',
    runnable.layered.targetPlace,
    { target: '', source: '' },
    { reason },
  );
}

function finish(runnable: Runnable, scope: Scope, mapped: Record<string, unknown>): MappingResult {
  const { run } = scope;
  const { target } = runnable.layered;
  const value = (
    target.form === 'x12' || target.form === 'edifact'
      ? { standard: target.form.toUpperCase(), version: target.version, type: target.type, segments: mapped }
      : mapped
  ) as Json;
  const limited = run.problems.some((problem) => problem.code === 'CD_MAPPING_LIMIT_REACHED');
  if (runnable.validateTarget && !limited) {
    const validation = runnable.validateTarget(target, value);
    if (!validation.valid) describeInvalid(runnable, scope, mapped, validation.problems);
  }
  return run.problems.length === 0 ? { ok: true, value } : { ok: false, value, problems: run.problems };
}

/** The one error for a document that could not be mapped; the problems travel beside it. */
export function mappingFailed(
  mapping: { readonly name: string },
  problems: readonly MappingProblem[],
): CrossdockError {
  return new CrossdockError('CD_MAPPING_FAILED', {
    mapping: mapping.name,
    count: problems.length,
    first: problems[0]?.problem ?? 'none',
    where: problems[0] ? `${problems[0].file}:${problems[0].line}` : '',
  });
}
