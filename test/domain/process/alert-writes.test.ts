import { expect } from 'chai';
import { type AlertWrite, alertWrites } from '../../../domain/process/alert-writes.ts';
import { apply } from '../../../domain/process/apply.ts';
import { expire } from '../../../domain/process/deadlines.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import type { OrderProcess } from '../../../domain/process/types.ts';
import { input } from './documents.ts';

const at = '2026-03-02T08:00:00Z';
const terms = defaultTerms;
const received = (): OrderProcess =>
  apply(null, input('sales-order', { lines: { 1: 10 } }, 'm-1', at), terms).process;
const later = (process: OrderProcess, now: string): OrderProcess => expire(process, now, terms).process;
const told = (after: OrderProcess, before: OrderProcess | null): readonly AlertWrite[] =>
  alertWrites(after, before, { tenant: 'northwind', terms });

describe('alertWrites', () => {
  it('raises silence as an exception with its cause, owner and money before it is overdue', () => {
    const before = received();
    const [raised, ...more] = told(later(before, '2026-03-02T10:00:00Z'), before);
    expect(more).to.deep.equal([]);
    const { exception } = raised as Extract<AlertWrite, { kind: 'exception' }>;
    expect(exception).to.deep.include({ kind: 'process', owner: 'order desk', key: 'C-1/PO-1' });
    expect(exception.error).to.include({
      code: 'CD_PROCESS_LATE',
      message:
        'ordered of order C-1/PO-1 is due 2026-03-02T12:00:00.000Z (4 h after received): the ERP has not confirmed the order; 100.00 EUR are open',
    });
    expect(exception.document).to.include({ order: 'C-1/PO-1', level: 'at-risk' });
    expect(exception.id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('closes it when it is overdue, and raises that', () => {
    const warned = later(received(), '2026-03-02T10:00:00Z');
    const [first] = told(warned, null);
    const [closed, raised] = told(later(warned, '2026-03-02T12:00:00Z'), warned);
    const { exception } = first as Extract<AlertWrite, { kind: 'exception' }>;
    expect(closed).to.deep.equal({
      kind: 'close-exception',
      id: exception.id,
      reason: 'it is overdue by now',
    });
    expect(raised).to.have.nested.property('exception.document.level', 'overdue');
  });

  it('closes it when what was expected comes', () => {
    const warned = later(received(), '2026-03-02T10:00:00Z');
    const [raised] = told(warned, null);
    const { process } = apply(warned, input('erp-confirmation', {}, 'm-2', '2026-03-02T11:00:00Z'), terms);
    const { exception } = raised as Extract<AlertWrite, { kind: 'exception' }>;
    expect(told(process, warned)).to.deep.equal([
      { kind: 'close-exception', id: exception.id, reason: 'it has come, or is expected no more' },
    ]);
  });

  it('says nothing twice', () => {
    const warned = later(received(), '2026-03-02T10:00:00Z');
    expect(told(later(warned, '2026-03-02T10:05:00Z'), warned)).to.deep.equal([]);
    // As a ledger gives it back.
    expect(told(warned, structuredClone(warned))).to.deep.equal([]);
  });
});
