import { expect } from 'chai';
import { masterData, mayBeReleased } from '../../../domain/process/hold-rules.ts';

describe('a hold', () => {
  it('of a late proof is released by a person only when a person has placed it', () => {
    expect(mayBeReleased({ code: 'pod-late' })).to.equal(false);
    expect(mayBeReleased({ code: 'pod-late', placedBy: 'ada' })).to.equal(true);
  });

  it('that follows master data is not released by a person', () => {
    expect(mayBeReleased({ code: 'credit-block', placedBy: masterData })).to.equal(false);
    expect(mayBeReleased({ code: 'credit-block', placedBy: 'erp' })).to.equal(true);
  });
});
