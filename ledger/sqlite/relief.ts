import type { Worker } from 'node:worker_threads';

/** Below this share of its time a thread would only wait longer for what another does for it. */
const busyAbove = 0.9;

/**
 * Tells whether the writer is what everything waits for: busy nearly all the time since it was asked for last. Then
 * the thread that calls does part of its work; when the caller has more to do than the writer, it does not.
 */
export function busyWriter(): (writer: Worker) => boolean {
  let of: Worker | null = null;
  let before: ReturnType<Worker['performance']['eventLoopUtilization']> | null = null;
  return (writer) => {
    const { performance } = writer;
    const now = performance.eventLoopUtilization();
    const since = before && of === writer ? performance.eventLoopUtilization(now, before) : null;
    of = writer;
    before = now;
    return since !== null && since.utilization > busyAbove;
  };
}
