import { expect } from 'chai';
import type { RedNode } from '../../../runtime/red.ts';
import { sparesMetrics } from '../../../runtime/runs/metrics.ts';

function nodeThatTells() {
  const told: unknown[][] = [];
  class Base {
    metric(...event: unknown[]) {
      told.push(event);
      return true;
    }
    error(): void {}
    _emitInput(): void {}
  }
  class Node extends Base {}
  return { told, node: new Node() as unknown as RedNode };
}

describe('sparesMetrics', () => {
  it('lets nodes tell a hop only while a log asks for metrics', () => {
    const { told, node } = nodeThatTells();
    let asked = false;
    sparesMetrics({ log: { metric: () => asked } })(node);
    node.metric('send', { _msgid: 'a' });
    asked = true;
    node.metric('done', { _msgid: 'b' });
    expect(told).to.deep.equal([['done', { _msgid: 'b' }]]);
  });

  it('still answers whether metrics are asked for', () => {
    const { node } = nodeThatTells();
    sparesMetrics({ log: { metric: () => false } })(node);
    expect(node.metric()).to.equal(true);
  });
});
