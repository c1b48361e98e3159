import { isCanonicalObject, type ObjectId, validateCanonical } from '../../domain/canonical/validate.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import { definition } from './definition.ts';

export const runtime = nodeRuntime(definition, {
  prepare: ({ object }) => known(object),
  input(message, { document }, _context, object) {
    const result = validateCanonical(object, document);
    return result.valid ? { valid: message } : { invalid: { ...message, problems: result.problems } };
  },
});

/** Said at deploy, not at the first message. */
function known(object: string): ObjectId {
  if (isCanonicalObject(object)) return object;
  throw new CrossdockError('CD_CANONICAL_OBJECT_UNKNOWN', { object });
}
