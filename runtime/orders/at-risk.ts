import { deadlines } from '../../domain/process/expectations.ts';
import { foundProcess } from '../../domain/process/locate.ts';
import {
  levelOf,
  type OrderAtRisk,
  type Risk,
  rankRisks,
  riskOf,
  risksOf,
} from '../../domain/process/risks.ts';
import type { ProcessTerms } from '../../domain/process/terms.ts';
import { statuses } from '../../domain/process/types.ts';
import type { Ledger, StoredProcess } from '../../ledger/ledger.ts';
import { type Clock, instant } from '../clock.ts';
import { lookThrough } from './open-processes.ts';

/** Orders of which something is overdue or nearly so, those with the most money first. */
export interface AtRisk {
  readonly asOf: string;
  /** Orders that were looked at: all that are neither posted nor cancelled. */
  readonly orders: number;
  /** False when there were more orders than are looked at. */
  readonly complete: boolean;
  /** Of how many something is overdue or nearly so; the first are named. */
  readonly count: number;
  readonly sums: readonly { readonly amount: string; readonly currency: string }[];
  readonly first: readonly OrderAtRisk[];
}

export interface AtRiskOptions {
  readonly ledger: Pick<Ledger, 'processes'>;
  readonly clock: Clock;
  readonly terms: ProcessTerms;
}

const mostNamed = 100;
const open = statuses.filter((each) => each !== 'posted' && each !== 'cancelled');

/** Looks through every open order for what is expected and does not come. */
export async function atRisk({ ledger, clock, terms }: AtRiskOptions): Promise<AtRisk> {
  const asOf = instant(clock);
  const looked = await lookThrough({ ledger, clock }, open, (stored) => risksIn(stored, terms, asOf));
  const found = looked.found.flat();
  const { sums, ranked } = rankRisks(found);
  const first = ranked.slice(0, mostNamed);
  const { complete } = looked;
  return { asOf, orders: looked.found.length, complete, count: found.length, sums, first };
}

function risksIn(stored: StoredProcess, terms: ProcessTerms, asOf: string): readonly OrderAtRisk[] {
  const { process } = foundProcess(stored);
  const risks = risksOf(process, terms, asOf);
  if (risks.length === 0) return [];
  const { tenant, key } = stored;
  const { orderNumber, customer } = process.order;
  return [{ tenant, key, orderNumber, customer: customer.id, status: process.status, risks }];
}

/** Something an order waits for, and how near it is. */
export type ExpectedStep = Omit<Risk, 'level'> & { readonly level: Risk['level'] | 'expected' };

/** What an order waits for, soonest first. */
export function expectedOf(
  stored: StoredProcess,
  { clock, terms }: Pick<AtRiskOptions, 'clock' | 'terms'>,
): readonly ExpectedStep[] {
  const { process } = foundProcess(stored);
  const now = instant(clock);
  return deadlines(process, terms).map((deadline) => {
    const level = levelOf(deadline, now);
    return { ...riskOf(process, deadline, level ?? 'at-risk', terms), level: level ?? 'expected' };
  });
}
