import { isCanonicalObject, type ObjectId, validateCanonical } from '../../domain/canonical/validate.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import { definition } from './definition.ts';

export const runtime = nodeRuntime(definition, {
  prepare: ({ object }) => known(object),
  input(message, { document }, _context, object) {
    const result = validateCanonical(object, document);
    if (result.valid) return { valid: message };
    const { problems } = result;
    const [first] = problems;
    const path = first?.path || 'the document itself';
    const parameters = { object, path, problem: first?.problem, count: problems.length };
    const error = { ...new CrossdockError('CD_CANONICAL_INVALID', parameters).record(), problems };
    return { invalid: { ...message, problems, error } };
  },
});

/** Said at deploy, not at the first message. */
function known(object: string): ObjectId {
  if (isCanonicalObject(object)) return object;
  throw new CrossdockError('CD_CANONICAL_OBJECT_UNKNOWN', { object });
}
