import { expect } from 'chai';
import { defineNode } from '../../node-kit/define-node.ts';
import { field, typedKinds } from '../../node-kit/field.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import { deploy } from '../support/deploy-node.ts';

const value = field.typed({ types: typedKinds, default: { type: 'str', value: '' } });
const definition = defineNode({
  type: 'crossdock-typed',
  category: 'crossdock control',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: ['out'],
  fields: {
    value,
    must: field.typed({ types: ['msg'], default: { type: 'msg', value: 'payload' }, required: true }),
    rows: field.rows({ columns: { cell: value } }),
  },
});
const opened: unknown[] = [];
const runtime = nodeRuntime(definition, {
  open({ value: constant }) {
    opened.push(constant);
  },
  input: (_message, config) => ({ out: { payload: config } }),
});
const evaluate = async (config: Record<string, unknown>, message = {}) => {
  const { outputs, error } = await deploy(runtime, config).receive({ payload: 1, ...message });
  if (error) throw error;
  return outputs.out?.[0]?.payload as { value: unknown; rows: { cell: unknown }[] };
};

describe('typed values', () => {
  const cases: readonly [string, string, unknown][] = [
    ['str', '12', '12'],
    ['num', '12', 12],
    ['bool', 'true', true],
    ['json', '{"a":[1]}', { a: [1] }],
    ['msg', 'order.id', 'PO-1'],
    ['jsonata', 'order.id & "!"', 'PO-1!'],
  ];
  for (const [valueType, text, expected] of cases) {
    it(`evaluates ${valueType} before the node's code sees it`, async () => {
      const config = { value: text, valueType, rows: [{ cell: text, cellType: valueType }] };
      const result = await evaluate(config, { order: { id: 'PO-1' } });
      expect([result.value, result.rows[0]?.cell]).to.deep.equal([expected, expected]);
    });
  }

  it('gives every message its own copy of a JSON value', async () => {
    const config = { value: '{"a":1}', valueType: 'json' };
    const node = deploy(runtime, config);
    const seen = await Promise.all(
      [1, 2].map(
        async (payload) => (await node.receive({ payload })).outputs.out?.[0]?.payload as { value: object },
      ),
    );
    expect(seen[0]?.value).to.deep.equal(seen[1]?.value);
    expect(seen[0]?.value).to.not.equal(seen[1]?.value);
  });

  it('leaves what depends on a message undefined in open', async () => {
    await evaluate({ value: 'order', valueType: 'msg' });
    await evaluate({ value: '7', valueType: 'num' });
    expect(opened.slice(-2)).to.deep.equal([undefined, 7]);
  });

  it('fails a message that lacks a required value, naming the field and where it looked', async () => {
    const { error } = await deploy(runtime, { name: 'n', must: 'order.id', mustType: 'msg' }).receive({});
    expect(error?.message).to.equal(
      'node n: must is taken from msg.order.id, which is empty in this message',
    );
  });

  it('fails a message whose expression fails, with the reason', async () => {
    const { error } = await deploy(runtime, { value: '$number("x")', valueType: 'jsonata' }).receive({
      payload: 1,
    });
    expect(error?.code).to.equal('CD_NODE_EXPRESSION_FAILED');
    expect(error?.message).to.match(/value failed: .+number/);
  });
});
