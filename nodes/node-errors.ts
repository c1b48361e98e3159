import { asCrossdockError, CrossdockError } from '../domain/errors.ts';
import type { NodeErrors } from '../node-kit/node-errors.ts';

/** Gives node-kit, which imports none of our rooms, the code table. */
export const nodeErrors: NodeErrors = {
  make: (code, parameters, cause) => new CrossdockError(code, parameters, { cause }),
  from: asCrossdockError,
};
