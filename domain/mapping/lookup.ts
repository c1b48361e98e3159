import { closestTo } from './closest.ts';
import { invalid, pathOf, placeOf, type RuleContext } from './compilation.ts';
import { compileFirst } from './path-read.ts';
import { asText, below, isAbsent, report, type Scope } from './run-state.ts';
import type { Lookup, Origin } from './types.ts';
import { type CompiledValue, failed } from './value.ts';

/** Compiles a master-data lookup. An identifier nobody knows is a problem of the document, not an absent value. */
export function compileLookup(
  context: RuleContext,
  lookup: Lookup,
  compileOrigin: (context: RuleContext, origin: Origin) => CompiledValue,
): CompiledValue {
  const identifier = compileOrigin(context, lookup.path);
  const readScheme = schemeOf(context, lookup.scheme);
  const take = lookup.take === undefined ? null : compileFirst(pathOf(context, lookup.take));
  const place = placeOf(context);
  const { quiet, field } = context;
  const { object } = lookup;
  const objects = context.compilation.masterObjects;
  if (objects && !objects.includes(object)) {
    invalid(context, `there is no master data "${object}"${closestTo(object, objects)}`);
  }
  const miss = (scope: Scope, value: unknown, reason: string): typeof failed | undefined => {
    if (quiet) return undefined;
    const found = { target: below(scope.target, field), source: identifier.locate(scope), value };
    report(scope.run, 'CD_MAPPING_MASTER_DATA_UNKNOWN', place, found, { reason });
    return failed;
  };
  return {
    read(scope) {
      const value = identifier.read(scope);
      if (isAbsent(value) || value === failed) return value;
      const scheme = readScheme(scope);
      if (isAbsent(scheme))
        return miss(scope, value, `no scheme at ${lookup.scheme} to look up the ${object} by`);
      const [name, text] = [asText(scheme), asText(value)];
      const record = name === null || text === null ? null : scope.run.context.lookup(object, name, text);
      if (record === null) return miss(scope, value, `no ${object} has this identifier in scheme ${name}`);
      if (take === null) return record;
      const taken = take({ ...scope, item: record });
      return isAbsent(taken) ? miss(scope, value, `the ${object} has no ${lookup.take}`) : taken;
    },
    locate: identifier.locate,
    text: `lookup of ${object} by ${lookup.scheme} ${identifier.text}${lookup.take ? `, its ${lookup.take}` : ''}`,
  };
}

function schemeOf(context: RuleContext, scheme: string): (scope: Scope) => unknown {
  return scheme.startsWith('$') ? compileFirst(pathOf(context, scheme)) : () => scheme;
}
