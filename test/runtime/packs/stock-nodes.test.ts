import { expect } from 'chai';
import { warningOf } from '../../../runtime/packs/lint/stock-nodes.ts';

const texts = (type: string, config: object = {}, goesOn = true): string =>
  warningOf({ id: 'a', type, ...config }, { goesOn })?.text ?? '';

describe('the lint of core nodes on a durable path', () => {
  it('warns of what reaches outside before the run has committed', () => {
    for (const type of ['http request', 'mqtt out', 'file', 'exec', 'tcp request', 'http response']) {
      expect(texts(type, {}, false)).to.contain('reaches outside');
    }
  });

  it('warns of what remembers over runs', () => {
    expect(texts('rbe')).to.contain('blocks');
    expect(texts('trigger', { op2type: 'nul' })).to.contain('drops');
    expect(texts('delay', { pauseType: 'rate', drop: true })).to.contain('drops');
    expect(texts('delay', { pauseType: 'queue' })).to.contain('drops');
    expect(texts('split', { stream: true })).to.contain('rest');
  });

  it('warns of what waits for other runs, or longer than a run may take', () => {
    expect(texts('join', { mode: 'custom' })).to.contain('other runs');
    expect(texts('batch', { mode: 'count' })).to.contain('other runs');
    expect(texts('delay', { pauseType: 'delay' })).to.contain('runTimeoutMs');
    expect(texts('function', { func: 'setInterval(() => node.send(msg), 10)' })).to.contain('setInterval');
  });

  it('says nothing of nodes whose end is seen, nor of the last ones of a flow', () => {
    for (const type of ['switch', 'change', 'template', 'json', 'link call', 'file in', 'debug']) {
      expect(texts(type)).to.equal('');
    }
    expect(texts('join', { mode: 'auto' })).to.equal('');
    expect(texts('trigger', { op2type: 'str' })).to.equal('');
    expect(texts('function', { func: 'setTimeout(() => node.send(msg), 10)' })).to.equal('');
    expect(texts('rbe', {}, false)).to.equal('');
  });
});
