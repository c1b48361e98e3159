import type { CompiledRule } from './field-writer.ts';
import type { LayeredMapping } from './layering.ts';
import { compileFirst } from './path-read.ts';
import { PathSyntaxError, parsePath } from './path-syntax.ts';
import { report, type Scope } from './run-state.ts';

/**
 * Turns what the target's validator found into problems of the rules that wrote those fields.
 * A field whose rule has already reported a problem is not reported again for being absent.
 */
export function describeInvalid(
  mapping: { readonly layered: LayeredMapping; readonly rules: readonly CompiledRule[] },
  document: Scope,
  mapped: unknown,
  problems: readonly { readonly path: string; readonly problem: string }[],
): void {
  const { run } = document;
  const reported = run.problems.map((problem) => problem.target);
  for (const { path, problem } of problems) {
    const target = dotted(path);
    if (
      reported.some((one) => one === target || one.startsWith(`${target}.`) || one.startsWith(`${target}[`))
    ) {
      continue;
    }
    const rule = ruleFor(mapping.rules, target);
    const place = rule?.placed.decision ?? mapping.layered.targetPlace;
    const source = rule ? sourceOf(mapping.rules, rule, document, target) : '';
    const value = source === '' ? valueAt(mapped, target) : readSource(source, document);
    report(run, 'CD_MAPPING_TARGET_INVALID', place, { target, source, value }, { reason: problem });
  }
}

/** `/lines/0/item` and `lines[0].item` alike as `lines[0].item`. */
function dotted(path: string): string {
  if (!path.startsWith('/')) return path;
  return path
    .split('/')
    .slice(1)
    .map((token) =>
      /^\d+$/.test(token) ? `[${token}]` : `.${token.replaceAll('~1', '/').replaceAll('~0', '~')}`,
    )
    .join('')
    .replace(/^\./, '');
}

const tokens = (target: string): string[] => target.match(/\[\d*\]|[^.[\]]+/g) ?? [];

/** The rule that wrote a field, or the nearest one around it, or one below it. */
function ruleFor(rules: readonly CompiledRule[], target: string): CompiledRule | undefined {
  const wanted = tokens(target);
  let around: CompiledRule | undefined;
  let depth = -1;
  let inside: CompiledRule | undefined;
  for (const rule of rules) {
    const own = tokens(rule.target);
    const shared = own.findIndex(
      (token, at) => token !== wanted[at] && !(token === '[]' && wanted[at]?.startsWith('[')),
    );
    if (shared === -1 && own.length > depth) [around, depth] = [rule, own.length];
    if (shared === wanted.length) inside ??= rule;
  }
  return depth < wanted.length && inside ? inside : around;
}

/** Where in the document the rule looked for this very field, loops resolved by the positions in `target`. */
function sourceOf(
  rules: readonly CompiledRule[],
  rule: CompiledRule,
  document: Scope,
  target: string,
): string {
  let scope = document;
  const positions = [...target.matchAll(/\[(\d+)\]/g)].map((found) => Number(found[1]));
  for (const loop of rule.target.matchAll(/\[\]/g)) {
    const position = positions.shift();
    const end = loop.index;
    const each = rules.find((one) => one.target === rule.target.slice(0, end));
    if (position === undefined || !each) return rule.locate(scope);
    const source = `${each.locate(scope)}[${position}]`;
    scope = {
      ...scope,
      item: readSource(source, document),
      position: position + 1,
      parent: scope,
      source,
      target: '',
    };
  }
  return rule.locate(scope);
}

function readSource(source: string, document: Scope): unknown {
  try {
    return compileFirst(parsePath(source))(document);
  } catch (thrown) {
    if (thrown instanceof PathSyntaxError) return undefined;
    throw thrown;
  }
}

function valueAt(mapped: unknown, target: string): unknown {
  let value = mapped;
  for (const [name] of target.matchAll(/[^.[\]]+/g)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}
