import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';

export const tests = [
  'equals',
  'not-equals',
  'one-of',
  'less',
  'at-most',
  'greater',
  'at-least',
  'between',
  'matches',
  'present',
  'absent',
  'expression',
] as const;

export const definition = defineNode({
  type: 'crossdock-route',
  category: 'crossdock control',
  role: 'step',
  version: 1,
  inputs: 1,
  outputs: { rows: 'rules', rest: ['otherwise'] },
  fields: {
    rules: field.rows({
      required: true,
      min: 1,
      columns: {
        test: field.choice({ options: tests }),
        property: field.text({
          default: 'payload',
          required: true,
          when: { field: 'test', is: tests.filter((test) => test !== 'expression') },
        }),
        value: field.text({
          required: true,
          when: { field: 'test', is: tests.filter((test) => test !== 'present' && test !== 'absent') },
        }),
        upTo: field.text({ required: true, when: { field: 'test', is: 'between' } }),
      },
    }),
    matching: field.choice({ options: ['first', 'all'] }),
    unmatched: field.choice({ options: ['otherwise', 'fail'] }),
  },
});
