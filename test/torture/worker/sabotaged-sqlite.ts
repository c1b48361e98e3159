import * as real from '../../../ledger/sqlite/open.ts';
import type { Sabotage } from '../options.ts';
import { sabotaged } from './sabotage.ts';

export const openSqliteLedger: typeof real.openSqliteLedger = async (options) =>
  sabotaged(await real.openSqliteLedger(options), process.env.TORTURE_SABOTAGE as Sabotage);
