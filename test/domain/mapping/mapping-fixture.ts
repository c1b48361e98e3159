import { readFileSync } from 'node:fs';
import { validateCanonical } from '../../../domain/canonical/validate.ts';
import { type CompiledMapping, checkMapping, compileMapping } from '../../../domain/mapping/compile.ts';
import type {
  Form,
  Json,
  MappingContext,
  MappingLimits,
  TargetValidation,
} from '../../../domain/mapping/types.ts';

const root = new URL('../../../', import.meta.url);

export const canonicalSchema = (object: string, version: string): unknown => {
  try {
    return JSON.parse(
      readFileSync(new URL(`canonical-schemas/${object}/v${version}.schema.json`, root), 'utf8'),
    );
  } catch {
    return null;
  }
};

export const validateTarget = (target: Form, value: unknown): TargetValidation =>
  target.form === 'canonical' ? validateCanonical(target.object as never, value) : { valid: true };

/** 8 March 2026, 10:00 UTC: the day New York's clocks go forward. */
export const context: MappingContext = {
  now: () => new Date('2026-03-08T10:00:00Z'),
  lookup: () => null,
};

const head = (name: string, more: string): string =>
  `mapping: ${name}\nversion: 1.0.0\nlayer: partner\nsource: { form: json }\ntarget: { form: json }\n${more}\n`;

/** A JSON to JSON mapping of these rules; `top` holds further properties of the file. */
export const jsonMapping = (rules: string, top = ''): string =>
  head('test', `${top}\nrules:\n${rules.replace(/^/gm, '  ')}`);

export const compileText = (text: string, limits?: Partial<MappingLimits>): CompiledMapping =>
  compileMapping('test', {
    files: [{ path: 'test.mapping.yaml', text }],
    canonicalSchema,
    ...(limits ? { limits } : {}),
  });

/** What the rules make of a document; throws the first problem's text when they cannot. */
export async function mapped(
  rules: string,
  document: unknown,
  more: Partial<MappingContext> = {},
): Promise<Json> {
  const result = await compileText(jsonMapping(rules)).run(document, { ...context, ...more });
  if (!result.ok) throw new Error(result.problems[0]?.problem);
  return result.value;
}

/** Codes and places of a faulty mapping's faults: `CD_MAPPING_RULE_INVALID test.mapping.yaml:7`. */
export const faultsOf = (...texts: string[]): string[] =>
  checkMapping('test', {
    files: texts.map((text, at) => ({
      path: at === 0 ? 'test.mapping.yaml' : `lower-${at}.mapping.yaml`,
      text,
    })),
    canonicalSchema,
  }).faults.map((fault) => `${fault.code} ${fault.message}`);
