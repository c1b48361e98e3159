import type { Field, Fields, TypedValue } from './field.ts';
import type { FlowMessage } from './host.ts';
import type { NodeErrors } from './node-errors.ts';
import type { Red, RedNode } from './node-red.ts';

type Values = Readonly<Record<string, unknown>>;
type Read = (message: FlowMessage) => unknown;

export interface TypedValues {
  /** The configuration as far as it does not depend on a message: such values are undefined. */
  readonly constant: Values;
  /** The configuration for one message. @throws CD_NODE_VALUE_MISSING, CD_NODE_EXPRESSION_FAILED */
  for(message: FlowMessage): Values | Promise<Values>;
}

/** Compiles the typed fields of a configuration once; nodes without any pay nothing per message. */
export function typedValues(
  red: Red,
  node: RedNode,
  fields: Fields,
  values: Values,
  errors: NodeErrors,
): TypedValues {
  const slots = [...findTyped(fields, values)].map(({ path, spec, typed }) => ({
    path,
    required: spec.required === true,
    typed,
    read: reader(red, node, typed),
    needsMessage: typed.type === 'msg' || typed.type === 'jsonata',
  }));
  if (slots.length === 0) return { constant: values, for: () => values };

  const constant = copy(values);
  for (const slot of slots) put(constant, slot.path, slot.needsMessage ? undefined : slot.read({}));
  const label = node.name || node.id;
  return {
    constant,
    async for(message) {
      const result = copy(values);
      for (const { path, required, typed, read } of slots) {
        const field = path.join('.');
        let value: unknown;
        try {
          value = await read(message);
        } catch (thrown) {
          const reason = thrown instanceof Error ? thrown.message : messageOf(thrown);
          throw errors.make('CD_NODE_EXPRESSION_FAILED', { node: label, field, reason }, thrown);
        }
        if (required && (value === undefined || value === null || value === '')) {
          const source = typed.type === 'msg' ? `msg.${typed.value}` : typed.value;
          throw errors.make('CD_NODE_VALUE_MISSING', { node: label, field, source });
        }
        put(result, path, value);
      }
      return result;
    },
  };
}

type Path = readonly (string | number)[];

function* findTyped(
  fields: Fields,
  values: Values,
  prefix: Path = [],
): Generator<{ path: Path; spec: Field; typed: TypedValue }> {
  for (const [name, spec] of Object.entries(fields)) {
    const value = values[name];
    if (spec.kind === 'typed') yield { path: [...prefix, name], spec, typed: value as TypedValue };
    if (spec.kind !== 'rows' || !Array.isArray(value)) continue;
    for (const [index, row] of value.entries()) yield* findTyped(spec.columns, row, [...prefix, name, index]);
  }
}

function reader(red: Red, node: RedNode, { type, value }: TypedValue): Read {
  if (value === '' && type !== 'str') return () => undefined;
  switch (type) {
    case 'str':
      return () => value;
    case 'num':
      return () => Number(value);
    case 'bool':
      return () => value === 'true';
    case 'json':
      return () => JSON.parse(value);
    case 'env':
      return () => red.util.evaluateNodeProperty(value, 'env', node, {});
    case 'msg':
      return (message) => red.util.getMessageProperty(message, value);
    case 'jsonata': {
      const expression = red.util.prepareJSONataExpression(value, node);
      return (message) =>
        new Promise((resolve, reject) => {
          red.util.evaluateJSONataExpression(expression, message, (error, result) =>
            error ? reject(error) : resolve(result),
          );
        });
    }
  }
}

const messageOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown && 'message' in thrown ? String(thrown.message) : String(thrown);

const copy = (values: Values): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((row) => ({ ...row })) : value,
    ]),
  );

function put(target: Record<string, unknown>, path: Path, value: unknown): void {
  const [name, index, column] = path;
  if (index === undefined || column === undefined) target[String(name)] = value;
  else (target[String(name)] as Record<string, unknown>[])[Number(index)] = withColumn(target, path, value);
}

function withColumn(target: Record<string, unknown>, [name, index, column]: Path, value: unknown) {
  const row = (target[String(name)] as Record<string, unknown>[])[Number(index)];
  return { ...row, [String(column)]: value };
}
