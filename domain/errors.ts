import { canonicalErrors } from './errors/canonical.ts';
import { commonErrors } from './errors/common.ts';
import { connectErrors } from './errors/connect.ts';
import { connectNodeErrors } from './errors/connect-nodes.ts';
import { controlNodeErrors } from './errors/control-nodes.ts';
import { deliveryErrors } from './errors/deliveries.ts';
import { ediErrors } from './errors/edi.ts';
import { ediNodeErrors } from './errors/edi-nodes.ts';
import { inventoryErrors } from './errors/inventory.ts';
import { ledgerErrors } from './errors/ledger.ts';
import { ledgerCommandErrors } from './errors/ledger-command.ts';
import { mappingErrors } from './errors/mapping.ts';
import { masterDataErrors } from './errors/master-data.ts';
import { nodeKitErrors } from './errors/node-kit.ts';
import { processErrors } from './errors/process.ts';
import { ratingErrors } from './errors/rating.ts';
import { replayErrors } from './errors/replay.ts';
import { runtimeErrors } from './errors/runtime.ts';
import { settlementErrors } from './errors/settlement.ts';
import { siteErrors } from './errors/site.ts';
import type { ErrorRow, Fault, Retry } from './errors/table.ts';
import { tenantErrors } from './errors/tenants.ts';

/** Every code Crossdock can raise; `docs/errors.md` is generated from it. */
export const errorTable = {
  ...canonicalErrors,
  ...commonErrors,
  ...connectErrors,
  ...connectNodeErrors,
  ...controlNodeErrors,
  ...deliveryErrors,
  ...ediErrors,
  ...ediNodeErrors,
  ...inventoryErrors,
  ...ledgerErrors,
  ...ledgerCommandErrors,
  ...mappingErrors,
  ...masterDataErrors,
  ...nodeKitErrors,
  ...processErrors,
  ...ratingErrors,
  ...replayErrors,
  ...runtimeErrors,
  ...settlementErrors,
  ...siteErrors,
  ...tenantErrors,
} as const;

export type ErrorCode = keyof typeof errorTable;
export type ErrorParameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** What a stored, shown or transported error looks like. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
  readonly retry: Retry;
  readonly fault: Fault;
  readonly parameters: ErrorParameters;
}

const fill = (template: string, parameters: ErrorParameters): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? `(no ${name})`));

/** What a code says, without the cost of an error object. */
export function sentencesOf(
  code: ErrorCode,
  parameters: ErrorParameters,
): { readonly message: string; readonly remedy: string } {
  const row: ErrorRow = errorTable[code];
  return { message: fill(row.message, parameters), remedy: fill(row.remedy, parameters) };
}

/**
 * The one error class. The code decides whether the runtime retries and whose fault it is.
 *
 * @example throw new CrossdockError('CD_CONFIG_INVALID', { where: 'sites/demo.yaml:12', reason: 'no such pack' })
 */
export class CrossdockError extends Error {
  readonly code: ErrorCode;
  readonly parameters: ErrorParameters;
  readonly retry: Retry;
  readonly fault: Fault;
  readonly remedy: string;

  constructor(code: ErrorCode, parameters: ErrorParameters = {}, options?: { cause?: unknown }) {
    const row: ErrorRow = errorTable[code];
    const { message, remedy } = sentencesOf(code, parameters);
    super(message, options);
    this.name = 'CrossdockError';
    this.code = code;
    this.parameters = parameters;
    this.retry = row.retry;
    this.fault = row.fault;
    this.remedy = remedy;
  }

  /** The JSON form: no stack, no cause. */
  record(): ErrorRecord {
    const { code, message, remedy, retry, fault, parameters } = this;
    return { code, message, remedy, retry, fault, parameters };
  }
}

/** Any thrown value as a coded error; an unknown one becomes `CD_INTERNAL` with the value as its cause. */
export function asCrossdockError(thrown: unknown, where: string): CrossdockError {
  if (thrown instanceof CrossdockError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new CrossdockError('CD_INTERNAL', { where, reason }, { cause: thrown });
}
