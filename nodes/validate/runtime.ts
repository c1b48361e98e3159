import { isCanonicalObject, type ObjectId, validateCanonical } from '../../domain/canonical/validate.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import { definition } from './definition.ts';

export const runtime = nodeRuntime(definition, {
  /** A name that is no canonical object is a mistake of the flow: said at deploy, not at the first message. */
  open({ object }) {
    known(object);
  },
  input(message, { object, document }) {
    const result = validateCanonical(known(object), document);
    return result.valid ? { valid: message } : { invalid: { ...message, problems: result.problems } };
  },
});

function known(object: string): ObjectId {
  if (isCanonicalObject(object)) return object;
  throw new CrossdockError('CD_CANONICAL_OBJECT_UNKNOWN', { object });
}
