import type { ErrorObject } from 'ajv';
import type { CanonicalDocuments } from './types.generated.ts';

/** A compiled schema: true, or false with `errors` of that call. */
export interface CompiledSchema {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}

/** Compiled from canonical-schemas/ by `npm run build`; not committed. */
export const validators: { readonly [Object in keyof CanonicalDocuments]: CompiledSchema };
