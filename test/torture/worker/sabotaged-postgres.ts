import * as real from '../../../ledger/postgres/open.ts';
import type { Sabotage } from '../options.ts';
import { sabotaged } from './sabotage.ts';

export const openPostgresLedger: typeof real.openPostgresLedger = async (options) =>
  sabotaged(await real.openPostgresLedger(options), process.env.TORTURE_SABOTAGE as Sabotage);
