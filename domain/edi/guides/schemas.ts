import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { programSchemas } from '../../schema-options.ts';
import dictionarySchema from './dictionary.schema.json' with { type: 'json' };
import guideSchema from './guide.schema.json' with { type: 'json' };
import type { DictionaryFile, GuideFile, Overlay } from './guide.ts';
import overlaySchema from './overlay.schema.json' with { type: 'json' };

// Guides and overlays share definitions, so that each names parts of the other.
const ajv = new Ajv2020({
  ...programSchemas,
  strictTuples: false,
  strictRequired: false,
  strictTypes: false,
});
ajv.addSchema([guideSchema, overlaySchema]);

const schemaOf = <T>(id: string): ValidateFunction<T> => {
  const found = ajv.getSchema<T>(id);
  if (!found) throw new Error(`no schema ${id}`);
  return found;
};

export const isDictionary: ValidateFunction<DictionaryFile> = ajv.compile(dictionarySchema);
export const isGuide = schemaOf<GuideFile>(guideSchema.$id);
export const isOverlay = schemaOf<Overlay>(overlaySchema.$id);

/** Far more than any guide has. What checks and compiles guides goes deeper by calls, whose number has an end. */
const mostDepth = 200;

/** What is wrong with a file before its schema can be looked at; `null`: nothing. */
export function depthProblem(data: unknown): string | null {
  let level: readonly unknown[] = [data];
  for (let depth = 0; depth <= mostDepth; depth += 1) {
    if (level.length === 0) return null;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return `its parts lie more than ${mostDepth} deep in each other`;
}

/** The first error of a validation that failed, in words. */
export function problemIn({ errors }: ValidateFunction, what: string): string {
  const [first] = errors ?? [];
  return `${first?.instancePath || what} ${first?.message ?? 'is not valid'}`;
}
