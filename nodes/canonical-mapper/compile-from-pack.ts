import { readFileSync } from 'node:fs';
import { isCanonicalObject, validateCanonical } from '../../domain/canonical/validate.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { type CompiledMapping, compileMapping } from '../../domain/mapping/compile.ts';
import { mappingName } from '../../domain/mapping/read-mapping.ts';
import type { Form, TargetValidation } from '../../domain/mapping/types.ts';
import { masterObjects } from '../../domain/master-data/objects.ts';
import type { NodeContext } from '../../runtime/face.ts';

/**
 * Compiles the mapping in a file of the node's pack; its layers are found by name below `mappings/`, there and in the packs it needs.
 *
 * @throws CD_MAPPING_* naming file and line
 */
export function compileFromPack(file: string, context: NodeContext): CompiledMapping {
  const { pack } = context.node;
  const name = mappingName(context.packFile(file).text);
  if (name === null) {
    const reason = 'this is no mapping file: it lacks "mapping", its name';
    throw new CrossdockError('CD_MAPPING_FILE_INVALID', { where: `${pack}/${file}:1`, reason });
  }
  return compileMapping(name, {
    files: context.mappingFiles(),
    canonicalSchema,
    validateTarget,
    masterObjects,
  });
}

/** The schemas as data: the generated validators do not say which fields there are. */
function canonicalSchema(object: string, version: string): unknown {
  if (!/^[a-z-]+$/.test(object) || !/^\d+$/.test(version)) return null;
  const file = new URL(`../../canonical-schemas/${object}/v${version}.schema.json`, import.meta.url);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (thrown) {
    if ((thrown as { code?: string }).code === 'ENOENT') return null;
    throw thrown;
  }
}

/** Other forms are validated by the node that writes them. */
function validateTarget({ object = '' }: Form, value: unknown): TargetValidation {
  return isCanonicalObject(object) ? validateCanonical(object, value) : { valid: true };
}
