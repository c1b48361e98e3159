import { expect } from 'chai';
import { nodeKitErrors } from '../../domain/errors/node-kit.ts';
import { defineNode, type NodeDefinition, outputNames } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';
import { nodeKitCodes } from '../../node-kit/node-errors.ts';
import { pickerUrl } from '../../node-kit/pickers.ts';

const plain: NodeDefinition = {
  type: 'crossdock-x',
  category: 'crossdock control',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: [],
  fields: { a: field.text(), rows: field.rows({ columns: { b: field.text() } }) },
};

describe('defineNode', () => {
  const wrong: readonly [string, Partial<NodeDefinition>, string][] = [
    ['a type that is not ours', { type: 'x' }, 'crossdock-<folder>'],
    ['version 0', { version: 0 }, '1 or more'],
    ['a field Node-RED owns', { fields: { wires: field.text() } }, '"wires" is reserved'],
    [
      'a condition on no field',
      { fields: { a: field.text({ when: { field: 'z', is: 1 } }) } },
      '"a" depends on "z"',
    ],
    [
      'a default that is no option',
      { fields: { a: field.choice({ options: ['x'], default: 'y' }) } },
      'none of its options',
    ],
    [
      'a name that a typed field needs for its type',
      { fields: { a: field.typed({ types: ['str'] }), aType: field.text() } },
      '"aType" is taken',
    ],
    ['a caption of no field', { caption: 'z' }, '"z", which is no field'],
    ['outputs by rows of no rows field', { outputs: { rows: 'a', rest: [] } }, 'no field of kind rows'],
  ];
  for (const [fact, change, reason] of wrong) {
    it(`refuses ${fact}`, () => expect(() => defineNode({ ...plain, ...change })).to.throw(reason));
  }

  it('names one output per row and then the rest', () => {
    const outputs = { rows: 'rows', rest: ['otherwise'] };
    expect(outputNames({ outputs }, { rows: [{}, {}] })).to.deep.equal(['1', '2', 'otherwise']);
    expect(outputNames({ outputs }, {})).to.deep.equal(['otherwise']);
  });
});

describe('the codes of node-kit', () => {
  it('are those of its error table', () => {
    expect([...nodeKitCodes].sort()).to.deep.equal(Object.keys(nodeKitErrors).sort());
  });
});

describe('pickerUrl', () => {
  it('asks for one flow and escapes what the filter says', () => {
    expect(pickerUrl('pack-files', 'f 1', { folder: 'mappings' })).to.equal(
      'crossdock/pickers/pack-files?flow=f+1&folder=mappings',
    );
  });
});
