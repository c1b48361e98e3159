import type { CodeKeywordDefinition, KeywordErrorDefinition } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { _ } from 'ajv/dist/compile/codegen/index.js';
import { firstRepeat, formats } from '../../domain/canonical/formats.ts';
import { isGln, isGtin, isSscc } from '../../domain/canonical/identifiers.ts';
import type { SchemaFile } from './schemas.ts';

/**
 * Ajv for JSON Schema 2020-12 and the keywords of the canonical schemas:
 * `gln`, `gtin`, `sscc` (check digits), `codeList` (a list in code-lists/), `uniqueBy` (a property that no two entries share),
 * and `x-expects`, which says in words what a value must be.
 */
export function canonicalAjv(
  files: readonly SchemaFile[],
  codeLists: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    strictRequired: false,
    code: { source: true, esm: true, lines: true, formats: _`require("./formats.ts").formats` },
  });
  ajv.addVocabulary(['x-expects']);
  for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, format);
  for (const keyword of [
    checkDigits('gln', isGln),
    checkDigits('gtin', isGtin),
    checkDigits('sscc', isSscc),
    codeList(codeLists),
    uniqueBy,
  ])
    ajv.addKeyword(keyword);
  for (const { schema } of files) ajv.addSchema({ ...schema });
  return ajv;
}

const says = (message: string): KeywordErrorDefinition => ({ message });

function checkDigits(
  keyword: 'gln' | 'gtin' | 'sscc',
  holds: (text: string) => boolean,
): CodeKeywordDefinition {
  const code = {
    gln: _`require("./identifiers.ts").isGln`,
    gtin: _`require("./identifiers.ts").isGtin`,
    sscc: _`require("./identifiers.ts").isSscc`,
  }[keyword];
  return {
    keyword,
    type: 'string',
    schemaType: 'boolean',
    error: says(`must be a ${keyword.toUpperCase()}`),
    code(context) {
      const check = context.gen.scopeValue('func', { ref: holds, code });
      context.fail(_`!${check}(${context.data})`);
    },
  };
}

function codeList(lists: Readonly<Record<string, Readonly<Record<string, string>>>>): CodeKeywordDefinition {
  return {
    keyword: 'codeList',
    type: 'string',
    schemaType: 'string',
    error: says('must be in the code list'),
    code(context) {
      const list = lists[String(context.schema)];
      if (list === undefined)
        throw new Error(`canonical-schemas/code-lists/${context.schema}.json is missing`);
      const codes = context.gen.scopeValue('schema', {
        ref: list,
        code: _`new Set(${Object.keys(list).join(' ')}.split(" "))`,
      });
      context.fail(_`!${codes}.has(${context.data})`);
    },
  };
}

const uniqueBy: CodeKeywordDefinition = {
  keyword: 'uniqueBy',
  type: 'array',
  schemaType: 'string',
  error: {
    message: 'must not have two entries with the same value',
    params: ({ schemaCode, params }) => _`{property: ${schemaCode}, index: ${params.index}}`,
  },
  code(context) {
    const find = context.gen.scopeValue('func', {
      ref: firstRepeat,
      code: _`require("./formats.ts").firstRepeat`,
    });
    const index = context.gen.const('repeat', _`${find}(${context.data}, ${context.schemaCode})`);
    context.setParams({ index });
    context.fail(_`${index} >= 0`);
  },
};
