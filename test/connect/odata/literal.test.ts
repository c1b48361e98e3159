import { expect } from 'chai';
import fc from 'fast-check';
import { entityPath, literal } from '../../../connect/odata/literal.ts';

describe('literal', () => {
  it('writes every type as OData V2 does', () => {
    expect(literal('Köln')).to.equal("'Köln'");
    expect(literal(42)).to.equal('42');
    expect(literal(1.5)).to.equal('1.5d');
    expect(literal(12n)).to.equal('12L');
    expect(literal(true)).to.equal('true');
    expect(literal(null)).to.equal('null');
    expect(literal({ decimal: '12.50' })).to.equal('12.50M');
    expect(literal(new Date('2026-03-02T09:00:00Z'))).to.equal("datetimeoffset'2026-03-02T09:00:00.000Z'");
  });

  it('keeps any text inside its quotes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const inner = literal(text).slice(1, -1);
        expect(inner.replaceAll("''", '')).not.to.contain("'");
        expect(inner.replaceAll("''", "'")).to.equal(text);
      }),
    );
    expect(literal("x' or 1 eq 1 or '")).to.equal("'x'' or 1 eq 1 or '''");
  });

  it('refuses what has no literal', () => {
    expect(() => literal(Number.NaN)).to.throw(RangeError);
    expect(() => literal({ decimal: '1 or 1 eq 1' })).to.throw(RangeError);
  });
});

describe('entityPath', () => {
  it('names one entity by one key or several, safe for a URL', () => {
    expect(entityPath('A_SalesOrder', '17')).to.equal("A_SalesOrder('17')");
    expect(entityPath('A_SalesOrder', "1')/x?y")).to.equal("A_SalesOrder('1'')%2Fx%3Fy')");
    const item = entityPath('A_SalesOrderItem', { SalesOrder: '1', SalesOrderItem: 10 });
    expect(item).to.equal("A_SalesOrderItem(SalesOrder='1',SalesOrderItem=10)");
  });
});
