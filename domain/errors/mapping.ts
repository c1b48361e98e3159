import type { ErrorTable } from './table.ts';

/** The first eleven are faults of a mapping file, found when it is compiled; the rest are faults of one document. */
export const mappingErrors = {
  CD_MAPPING_UNKNOWN: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: there is no mapping named "{mapping}"',
    remedy: 'Correct the name, or add a mapping file with `mapping: {mapping}`. Known: {known}.',
  },
  CD_MAPPING_FILE_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: {reason}',
    remedy: 'Correct the line; docs/mapping.md lists what a mapping file may hold.',
  },
  CD_MAPPING_LAYERS_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: {reason}',
    remedy:
      'Layers go base, industry, tenant, partner: each extends a lower one and holds only what differs.',
  },
  CD_MAPPING_RULE_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: rule for {target}: {reason}',
    remedy: 'Correct the rule; docs/mapping.md shows each kind with an example.',
  },
  CD_MAPPING_PATH_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: path "{path}": {reason}',
    remedy: 'Correct the path; docs/mapping.md explains names, [0], [last], filters, $, ^ and #.',
  },
  CD_MAPPING_TABLE_UNKNOWN: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: rule for {target}: there is no table named "{table}"',
    remedy: 'Add the table under `tables` in this layer or a lower one. Known: {known}.',
  },
  CD_MAPPING_TARGET_UNKNOWN: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: "{target}" is not a field of {object}: {reason}',
    remedy: 'Use a field of the schema canonical-schemas/{object}/v{version}.schema.json.',
  },
  CD_MAPPING_TARGET_INCOMPLETE: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: no rule writes "{target}", which {object} requires',
    remedy: 'Add a rule for {target} in this layer or a lower one.',
  },
  CD_MAPPING_SCHEMA_UNKNOWN: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: there is no canonical object {object} in version {version}',
    remedy: 'Use an object and a version that exist under canonical-schemas/.',
  },
  CD_MAPPING_EXPRESSION_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: JSONata expression for {target}: {reason}',
    remedy: 'Correct the expression; $eval, $random and $shuffle are not allowed in mappings.',
  },
  CD_MAPPING_SAMPLE_DIFFERS: {
    retry: 'terminal',
    fault: 'technical',
    message: '{where}: sample "{sample}" of {mapping} differs: {reason}',
    remedy: 'Correct the rules, or the expected file when the new output is right.',
  },
  CD_MAPPING_FAILED: {
    retry: 'terminal',
    fault: 'business',
    message: '{mapping} could not map the document: {count} problem(s), first: {first}',
    remedy: 'Correct the document, the master data or the mapping rule named in each problem, then retry.',
  },
  CD_MAPPING_VALUE_MISSING: {
    retry: 'terminal',
    fault: 'business',
    message: '{target}: {source} is missing in the document',
    remedy: 'Ask the partner to send it, or give the rule at {where} a default.',
  },
  CD_MAPPING_VALUE_UNREADABLE: {
    retry: 'terminal',
    fault: 'business',
    message: '{target}: {source} is {value}: {reason}',
    remedy: 'Correct the value in the document, or the conversion at {where}.',
  },
  CD_MAPPING_CODE_UNKNOWN: {
    retry: 'terminal',
    fault: 'business',
    message: '{target}: {source} is {value}, which table "{table}" does not know',
    remedy:
      'Add the code to the table used at {where} (in the partner layer when only this partner sends it).',
  },
  CD_MAPPING_MASTER_DATA_UNKNOWN: {
    retry: 'terminal',
    fault: 'business',
    message: '{target}: {source} is {value}: {reason}',
    remedy: 'Add or complete the master data, then retry; the rule is at {where}.',
  },
  CD_MAPPING_EXPRESSION_FAILED: {
    retry: 'terminal',
    fault: 'business',
    message: '{target}: the expression failed: {reason}',
    remedy: 'Compare the document with what the expression at {where} expects.',
  },
  CD_MAPPING_TARGET_INVALID: {
    retry: 'terminal',
    fault: 'business',
    message: '{target} {reason}',
    remedy: 'Correct the value in the document, or the rule at {where}.',
  },
  CD_MAPPING_LIMIT_REACHED: {
    retry: 'terminal',
    fault: 'business',
    message: '{target}: {reason}',
    remedy:
      'The document is larger, deeper or slower than the mapping may handle; split it or raise the limit.',
  },
} as const satisfies ErrorTable;
