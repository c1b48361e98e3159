import { expect } from 'chai';
import { rememberConfig, resolveNodeFields } from '../../node-kit/config-nodes.ts';
import { field } from '../../node-kit/field.ts';
import type { Red, RedNode } from '../../node-kit/node-red.ts';

const fields = { calendar: field.node({ type: 'crossdock-calendar', required: true }) };
const node = (type: string) => ({ id: 'c1', type }) as RedNode;
const redWith = (found: RedNode | null) => ({ nodes: { getNode: () => found } }) as unknown as Red;
const resolve = (found: RedNode | null, id: string) =>
  resolveNodeFields(redWith(found), fields, { values: { calendar: id }, problems: [] });

describe('a field that names a config node', () => {
  it('holds the config node’s own configuration', () => {
    const calendar = node('crossdock-calendar');
    rememberConfig(calendar, { zone: 'Europe/Berlin' });
    expect(resolve(calendar, 'c1').values.calendar).to.deep.equal({
      id: 'c1',
      config: { zone: 'Europe/Berlin' },
    });
  });

  const wrong: readonly [string, RedNode | null][] = [
    ['is gone', null],
    ['is of another type', node('crossdock-tariff')],
    ['did not start', node('crossdock-calendar')],
  ];
  for (const [fact, found] of wrong) {
    it(`is a configuration error when the node ${fact}`, () => {
      expect(resolve(found, 'c1').problems).to.deep.equal([
        {
          field: 'calendar',
          problem: 'names a crossdock-calendar node that does not exist or did not start',
        },
      ]);
    });
  }

  it('is left alone when nothing is chosen', () => {
    expect(resolve(null, '').problems).to.deep.equal([]);
  });
});
