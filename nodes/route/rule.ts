import jsonata from 'jsonata';
import { CrossdockError } from '../../domain/errors.ts';
import type { ConfigOf } from '../../node-kit/define-node.ts';
import type { FlowMessage } from '../../node-kit/host.ts';
import { compare, textOf } from './compare.ts';
import type { definition } from './definition.ts';
import { compilePath } from './path.ts';

type Row = ConfigOf<typeof definition>['rules'][number];
/** Whether a message meets a rule; `functions` are those that its expression may call. */
export type Rule = (message: FlowMessage, functions: object) => boolean | Promise<boolean>;

type TextTest = (text: string | undefined) => boolean;

const ordered =
  (holds: (difference: number) => boolean, limit: string): TextTest =>
  (text) =>
    text !== undefined && holds(compare(text, limit));

const textTests: Record<Exclude<Row['test'], 'expression' | 'present' | 'absent'>, (row: Row) => TextTest> = {
  equals:
    ({ value }) =>
    (text) =>
      text === value,
  'not-equals':
    ({ value }) =>
    (text) =>
      text !== value,
  'one-of': ({ value }) => {
    const values = new Set(value.split(',').map((one) => one.trim()));
    return (text) => text !== undefined && values.has(text);
  },
  less: ({ value }) => ordered((difference) => difference < 0, value),
  'at-most': ({ value }) => ordered((difference) => difference <= 0, value),
  greater: ({ value }) => ordered((difference) => difference > 0, value),
  'at-least': ({ value }) => ordered((difference) => difference >= 0, value),
  between:
    ({ value, upTo }) =>
    (text) =>
      text !== undefined && compare(text, value) >= 0 && compare(text, upTo) <= 0,
  matches: ({ value }) => {
    const pattern = new RegExp(`^(?:${value})$`, 'u');
    return (text) => text !== undefined && pattern.test(text);
  },
};

/** Compiles rule number `index + 1`. @throws CD_ROUTE_RULE_INVALID */
export function compileRule(row: Row, index: number): Rule {
  try {
    if (row.test === 'expression') {
      const expression = jsonata(row.value);
      return async (message, functions) => (await expression.evaluate(message, { ...functions })) === true;
    }
    const read = compilePath(row.property);
    const isThere = (message: FlowMessage): boolean => ![undefined, null].includes(read(message) as never);
    if (row.test === 'present') return isThere;
    if (row.test === 'absent') return (message) => !isThere(message);
    const test = textTests[row.test](row);
    return (message) => test(textOf(read(message)));
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : (thrown as { message?: string }).message;
    throw new CrossdockError('CD_ROUTE_RULE_INVALID', { rule: index + 1, reason }, { cause: thrown });
  }
}
