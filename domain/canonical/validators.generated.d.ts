import type { ErrorObject } from 'ajv';
import type { CanonicalDocuments } from './types.generated.ts';

/** A compiled schema: true, or false with `errors` of that call; past a thousand the list has holes. */
export interface CompiledSchema {
  (value: unknown): boolean;
  errors?: readonly (ErrorObject | undefined)[] | null;
}

/** Per object and schema version, the newest last. Compiled from canonical-schemas/ by `npm run build`; not committed. */
export const validators: {
  readonly [Object in keyof CanonicalDocuments]: Readonly<Record<string, CompiledSchema>>;
};
