import { CrossdockError } from '../errors.ts';
import type { CompiledMapping } from './compile.ts';
import { type Difference, differences } from './difference.ts';
import type { MappingContext, MappingProblem, Sample } from './types.ts';

export interface SampleOutcome {
  readonly name: string;
  readonly passed: boolean;
  /** Empty when the sample passed. */
  readonly differences: readonly Difference[];
  readonly problems: readonly MappingProblem[];
}

export interface SampleSources {
  /** The parsed content of a file beside the mapping file; EDI input in its JSON form. */
  read(path: string): unknown;
  /** What samples see that bring no context, master data or instant of their own. */
  readonly context: MappingContext;
}

/** Maps every sample of the mapping and compares the result with what the sample expects. */
export async function runSamples(mapping: CompiledMapping, sources: SampleSources): Promise<SampleOutcome[]> {
  const outcomes: SampleOutcome[] = [];
  for (const sample of mapping.samples) {
    const result = await mapping.run(sources.read(sample.input), contextOf(sample, sources.context));
    const problems = result.ok ? [] : result.problems;
    const found = differences(sources.read(sample.expected), result.value);
    outcomes.push({
      name: sample.name,
      passed: result.ok && found.length === 0,
      differences: [...problems.map(({ problem, file, line }) => `${problem} (${file}:${line})`), ...found],
      problems,
    });
  }
  return outcomes;
}

/** The failed samples as coded errors, one each, for lint and tests. */
export function sampleFaults(mapping: CompiledMapping, outcomes: readonly SampleOutcome[]): CrossdockError[] {
  return outcomes
    .filter((outcome) => !outcome.passed)
    .map(
      (outcome) =>
        new CrossdockError('CD_MAPPING_SAMPLE_DIFFERS', {
          where: mapping.file,
          mapping: mapping.name,
          sample: outcome.name,
          reason: outcome.differences.join('\n  '),
        }),
    );
}

function contextOf(sample: Sample, context: MappingContext): MappingContext {
  const { lookups, now } = sample;
  const instant = now === undefined ? undefined : new Date(now);
  return {
    now: instant ? () => instant : () => context.now(),
    values: { ...context.values, ...sample.context },
    lookup: lookups
      ? (object, scheme, value) =>
          lookups.find((one) => one.object === object && one.scheme === scheme && one.value === value)
            ?.record ?? null
      : context.lookup,
  };
}
