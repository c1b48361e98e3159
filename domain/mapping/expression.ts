import jsonata, { type Expression, type ExprNode } from 'jsonata';
import { CrossdockError } from '../errors.ts';
import { fault, placeOf, type RuleContext } from './compilation.ts';
import { below, LimitReached, report, type Scope } from './run-state.ts';
import { failed } from './value.ts';

/** Nested evaluations; JSONata spends about ten per level of an expression. */
const maxStack = 500;
/** Longest sequence an expression may build. */
const maxSequence = 100_000;
const maxMs = 250;

/** Non-deterministic, or a way around the checks below. */
const refusedFunctions = new Set(['eval', 'random', 'shuffle']);
const limitCodes = new Set(['D1011', 'D1012', 'D2014', 'D2015', 'U1001']);

/**
 * Compiles a JSONata expression. It sees the current item as its input and `$root`, `$document`, `$message`,
 * `$context`,
 * `$parent`, `$position`, `$now()`, `$millis()` and `$master(object, scheme, value)`.
 */
export function compileExpression(context: RuleContext, text: string): (scope: Scope) => Promise<unknown> {
  const expression = parse(context, text);
  const place = placeOf(context, 'jsonata');
  const { field } = context;
  return async (scope) => {
    const { run } = scope;
    if (expression === null) return undefined;
    if (run.context.now().getTime() - run.startedAt.getTime() > run.limits.runMs) {
      throw new LimitReached(`its expressions took longer than ${run.limits.runMs} ms`);
    }
    try {
      return await expression.evaluate(scope.item, bindings(scope));
    } catch (thrown) {
      if (thrown instanceof CrossdockError) throw thrown;
      const { code, message } = thrown as { code?: string; message?: string };
      const found = { target: below(scope.target, field), source: '' };
      const kind = code && limitCodes.has(code) ? 'CD_MAPPING_LIMIT_REACHED' : 'CD_MAPPING_EXPRESSION_FAILED';
      report(run, kind, place, found, { reason: message ?? String(thrown) });
      return failed;
    }
  };
}

function bindings(scope: Scope): Record<string, unknown> {
  const { run } = scope;
  return {
    root: run.root,
    document: run.document,
    message: run.context.message,
    context: run.context.values ?? {},
    parent: scope.parent?.item,
    position: scope.position,
    now: () => run.startedAt.toISOString(),
    millis: () => run.startedAt.getTime(),
    master: (object: unknown, scheme: unknown, value: unknown) =>
      run.context.lookup(String(object), String(scheme), String(value)) ?? undefined,
  };
}

function parse(context: RuleContext, text: string): Expression | null {
  try {
    const expression = jsonata(text, { timeout: maxMs, stack: maxStack, sequence: maxSequence });
    const refusal = refusalOf(expression.ast(), new Set());
    if (refusal === null) return expression;
    fault(context, 'CD_MAPPING_EXPRESSION_INVALID', { reason: refusal }, 'jsonata');
  } catch (thrown) {
    const { message, position } = thrown as { message?: string; position?: number };
    const at = position === undefined ? '' : ` (character ${position})`;
    const reason = `${message ?? String(thrown)}${at}`;
    fault(context, 'CD_MAPPING_EXPRESSION_INVALID', { reason }, 'jsonata');
  }
  return null;
}

/** Walks the syntax tree for what a mapping must not do. */
function refusalOf(node: unknown, seen: Set<object>): string | null {
  if (typeof node !== 'object' || node === null || seen.has(node)) return null;
  seen.add(node);
  if (node instanceof RegExp) return regexRefusal(node.source);
  const { type, value, procedure, arguments: given } = node as ExprNode;
  if (type === 'variable' && refusedFunctions.has(value)) return `$${value} is not allowed`;
  const called: unknown = procedure?.value;
  if ((called === 'now' || called === 'millis') && given && given.length > 0) {
    return `$${called}() takes no arguments here; use $fromMillis($millis(), picture)`;
  }
  for (const child of Object.values(node)) {
    const refusal = refusalOf(child, seen);
    if (refusal !== null) return refusal;
  }
  return null;
}

/**
 * A repeated group that itself repeats or chooses, `(a+)+` or `(a|ab)*`, can take exponential time on a hostile
 * document, and no clock can interrupt a regular expression.
 */
function regexRefusal(source: string): string | null {
  const bare = source.replace(/\\./g, '_').replace(/\[[^\]]*\]/g, '_');
  const open: boolean[] = [];
  for (let at = 0; at < bare.length; at += 1) {
    const character = bare[at];
    if (character === '(') open.push(false);
    else if (character === ')') {
      const varies = open.pop() ?? false;
      const repeated = /^[*+{]/.test(bare.slice(at + 1));
      if (varies && repeated)
        return `the regular expression /${source}/ repeats a group that repeats or chooses`;
      if (open.length > 0 && (varies || repeated)) open[open.length - 1] = true;
    } else if (
      open.length > 0 &&
      (character === '*' || character === '+' || character === '{' || character === '|')
    ) {
      open[open.length - 1] = true;
    }
  }
  return null;
}
