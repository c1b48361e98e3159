import { inflict, type Victims } from './inflict.ts';
import { described, type Fault, type Slice } from './plan.ts';
import { nameOf } from './recording.ts';
import type { Sender } from './sender.ts';
import type { Sightings } from './sightings.ts';

/** One fault as it went. Times are milliseconds since the start of the run. */
export interface FaultRecord {
  readonly fault: Fault;
  readonly text: string;
  readonly beganAt: number;
  /** When the process was back, the partner answered again. */
  overAt?: number;
  /** From then until a message that was acknowledged afterwards had all its effects. */
  recoveredMs?: number;
  takeoverMs?: number;
}

export interface Conducted {
  readonly sender: Sender;
  readonly sightings: Sightings;
  readonly victims: Victims;
  /** Filled as the run goes on. */
  readonly records: FaultRecord[];
  readonly began: number;
  readonly problem: (text: string) => void;
}

const recoversWithinMs = 60_000;
/** Part of what a stretch has left that may be sent while its faults last; the rest shows that all works again. */
const duringShare = 0.6;

/** Goes through the plan: traffic before, during and after each fault, and the next when all has recovered. */
export async function conduct(plan: readonly Slice[], run: Conducted): Promise<void> {
  const { sender } = run;
  for (const [index, { begins, until, faults }] of plan.entries()) {
    sender.allow(begins);
    await sender.reached(begins);
    sender.allow(Math.min(until - 1, begins + Math.floor((until - begins) * duringShare)));
    const records = await Promise.all(faults.map((fault) => endured(fault, `${index + 1}`, run)));
    const probe = sender.next();
    sender.allow(until);
    if (faults.length === 0) continue;
    await recovered(await probe, records, run);
  }
}

async function endured(
  fault: Fault,
  stamp: string,
  { victims, records, began }: Conducted,
): Promise<FaultRecord> {
  const record: FaultRecord = {
    fault,
    text: described(fault),
    beganAt: Math.round(performance.now() - began),
  };
  records.push(record);
  const { takeoverMs } = await inflict(fault, stamp, victims);
  record.overAt = Math.round(performance.now() - began);
  if (takeoverMs !== undefined) record.takeoverMs = takeoverMs;
  return record;
}

async function recovered(
  probe: Parameters<Sightings['byAll']>[0],
  records: readonly FaultRecord[],
  { sightings, began, problem }: Conducted,
): Promise<void> {
  const arrived = await sightings.byAll(probe, recoversWithinMs);
  if (!arrived) {
    const what = records.map(({ text }) => text).join(' and ');
    const missing = sightings.missing(probe).join(', ');
    problem(
      `not recovered within ${recoversWithinMs} ms: ${what}; ${nameOf(probe)} is missing at ${missing}`,
    );
    return;
  }
  const now = Math.round(performance.now() - began);
  for (const record of records) record.recoveredMs = now - (record.overAt ?? now);
}
