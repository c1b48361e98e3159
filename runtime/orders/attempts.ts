import { CrossdockError } from '../../domain/errors.ts';

/** A run may change a process between our reading and writing; more than this is no coincidence. */
const mostTries = 5;

/**
 * Reads and writes until what was read has not changed meanwhile, which `attempt` says with null.
 *
 * @throws CD_PROCESS_BUSY
 */
export async function untilCommitted<Result>(
  key: string,
  attempt: () => Promise<Result | null>,
): Promise<Result> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const result = await attempt();
    if (result !== null) return result;
  }
  throw new CrossdockError('CD_PROCESS_BUSY', { order: key });
}
