import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import jsonata from 'jsonata';
import { parse } from 'yaml';

const flows = join(import.meta.dirname, '../../flows');

interface Tab {
  readonly nodes: readonly {
    readonly name?: string;
    readonly rules?: readonly { readonly value: string }[];
  }[];
}

/** The last condition of a route node of order-to-cash: whether the order is the legacy ERP's. */
function routeOf(tab: string, name: string) {
  const { nodes } = parse(readFileSync(join(flows, `order-to-cash/tabs/${tab}.yaml`), 'utf8')) as Tab;
  return jsonata(nodes.find((node) => node.name === name)?.rules?.at(-1)?.value ?? '');
}

const origin = (value: string) => ({ identifiers: [{ scheme: 'origin', value }] });

describe('the flows of order-to-cash', () => {
  for (const [tab, name, message] of [
    ['fulfilment', 'Whose order?', (process: object) => ({ payload: {}, process })],
    ['changed-orders', 'Known to which ERP?', (payload: object) => ({ payload })],
  ] as const)
    it(`tell the ERP that has the order in the tab ${tab}, and of an order that names none where it started`, async () => {
      const isLegacy = routeOf(tab, name);
      const ask = (process: object): Promise<unknown> => isLegacy.evaluate(message(process));
      expect(await ask({ erp: 'legacy-erp', order: {} })).to.equal(true);
      expect(await ask({ order: origin('legacy-erp') })).to.equal(true);
      expect(await ask({ erp: 'erp', order: origin('legacy-erp') })).to.equal(false);
      expect(await ask({ order: origin('acme') })).to.equal(false);
      expect(await ask({ order: {} })).to.equal(false);
    });

  it('take over from an ERP which one has the order', () => {
    const mappings = [
      'system-erp/mappings/erp-order-to-sales-order',
      'system-legacy-erp/mappings/legacy-order-to-sales-order',
    ];
    const told = mappings.map((path) => {
      const { rules } = parse(readFileSync(join(flows, `${path}.mapping.yaml`), 'utf8')) as {
        rules: { erp?: unknown };
      };
      return rules.erp;
    });
    expect(told).to.deep.equal([{ constant: 'erp' }, { constant: 'legacy-erp' }]);
  });
});
