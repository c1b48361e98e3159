import { expect } from 'chai';
import { field } from '../../../../node-kit/field.ts';
import type { FlowNode } from '../../../../runtime/packs/form/flow.ts';
import { forEditor, forFile, type NodeForms } from '../../../../runtime/packs/form/node-form.ts';

const forms: NodeForms = new Map([
  [
    'route',
    {
      outputs: { rows: 'rules', rest: ['otherwise'] },
      fields: {
        rules: field.rows({
          columns: {
            test: field.choice({ options: ['equals', 'between'] }),
            property: field.text({ default: 'payload' }),
            value: field.text(),
            upTo: field.text({ when: { field: 'test', is: 'between' } }),
          },
        }),
      },
    },
  ],
  [
    'step',
    {
      outputs: ['done', 'failed'],
      fields: {
        document: field.typed({ types: ['msg', 'jsonata'], default: { type: 'msg', value: 'payload' } }),
        retries: field.number({ default: 3 }),
        mode: field.choice({ options: ['first', 'all'] }),
      },
    },
  ],
]);
/** What the editor sends of a node whose dialog was opened and left with Done. */
const sent = (more: object): FlowNode => ({
  id: 'a1',
  type: 'step',
  name: 'x',
  version: 1,
  document: 'payload',
  documentType: 'msg',
  retries: '3',
  mode: 'first',
  wires: [['a2'], []],
  ...more,
});

describe('the form of a node in its file', () => {
  it('leaves out what is the default anyway', () => {
    expect(forFile(sent({}), undefined, forms)).to.deep.equal({
      id: 'a1',
      type: 'step',
      name: 'x',
      wires: [['a2']],
    });
  });

  it('keeps a default that the file states, and every list of wires it had', () => {
    const before = { ...sent({}), retries: 3, wires: [['a2'], []] };
    expect(forFile(sent({}), before, forms)).to.deep.equal(before);
  });

  it('writes a number as a number, and what differs from the default', () => {
    const changed = sent({ retries: '5', document: '$sum(x)', documentType: 'jsonata', mode: 'all' });
    expect(forFile(changed, undefined, forms)).to.deep.include({
      retries: 5,
      document: '$sum(x)',
      documentType: 'jsonata',
      mode: 'all',
    });
  });

  it('keeps an emptied value whose default is not empty', () => {
    expect(forFile(sent({ document: '' }), undefined, forms)).to.include({ document: '' });
  });

  it('gives the editor as many outputs as rows and the rest, and the file none but a list of wires for each', () => {
    const rules = [{ test: 'equals', property: 'payload', value: '1', upTo: '' }];
    const route = { id: 'r', type: 'route', rules, wires: [['a2']] };
    expect(forEditor(route, forms)).to.include({ outputs: 2 });
    expect(forFile({ ...route, outputs: 2 }, undefined, forms)).to.deep.equal({
      id: 'r',
      type: 'route',
      rules: [{ test: 'equals', value: '1' }],
      wires: [['a2'], []],
    });
  });

  it('leaves nodes of others as they are', () => {
    const other = { id: 'o', type: 'change', name: '', action: '', wires: [[]] };
    expect(forFile(other, undefined, forms)).to.deep.equal(other);
    expect(forEditor(other, forms)).to.equal(other);
  });
});
