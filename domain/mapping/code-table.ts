import { fault, placeOf, type RuleContext } from './compilation.ts';
import { asText, below, isAbsent, report, type Scope } from './run-state.ts';
import type { Json } from './types.ts';
import { failed, type Step } from './value.ts';

/** What the `default` entry of a table means. */
type Otherwise = { readonly kind: 'error' | 'pass' } | { readonly kind: 'value'; readonly value: Json };

/** Compiles a code table into a map look-up. */
export function compileTable(context: RuleContext, name: string, locate: (scope: Scope) => string): Step {
  const { tables } = context.compilation.mapping;
  const table = tables.get(name);
  if (!table) {
    const known = [...tables.keys()].join(', ') || 'none';
    fault(context, 'CD_MAPPING_TABLE_UNKNOWN', { table: name, known }, 'table');
    return (value) => value;
  }
  const values = new Map<string, Json>();
  let otherwise: Otherwise = { kind: 'error' };
  for (const [code, { value }] of table.entries) {
    if (code !== 'default') values.set(code, value);
    else if (value === 'error' || value === 'pass') otherwise = { kind: value };
    else otherwise = { kind: 'value', value };
  }
  const place = placeOf(context, 'table');
  const { quiet, field } = context;
  return (value, scope) => {
    if (isAbsent(value)) return value;
    const found = values.get(asText(value) ?? '');
    if (found !== undefined) return found;
    if (otherwise.kind === 'pass') return value;
    if (otherwise.kind === 'value') return otherwise.value;
    if (quiet) return undefined;
    report(
      scope.run,
      'CD_MAPPING_CODE_UNKNOWN',
      place,
      { target: below(scope.target, field), source: locate(scope), value },
      { table: name },
    );
    return failed;
  };
}
