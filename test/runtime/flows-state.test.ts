import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { type FlowsState, watchFlows } from '../../runtime/flows-state.ts';

describe('watchFlows', () => {
  it('tells of flows that stay stopped and of their start, until it is ended', () => {
    const events = new EventEmitter();
    const told: FlowsState[] = [];
    const end = watchFlows(events, (state) => told.push(state));
    const missing = { state: 'stop', error: 'missing-types', types: ['function', 'exec'] };
    events.emit('runtime-event', { id: 'runtime-state', payload: missing });
    events.emit('runtime-event', { id: 'runtime-state', retain: true });
    events.emit('flows:started', {});
    end();
    events.emit('runtime-event', { id: 'runtime-state', payload: missing });
    expect(told).to.deep.equal([
      { started: false, reason: 'missing-types: function, exec' },
      { started: true },
    ]);
  });

  it('says nothing of a deploy that could not be read: the flows before it go on', () => {
    const events = new EventEmitter();
    const told: FlowsState[] = [];
    watchFlows(events, (state) => told.push(state));
    const payload = { type: 'warning', error: 'CD_PACK_INVALID' };
    events.emit('runtime-event', { id: 'runtime-state', payload });
    expect(told).to.deep.equal([]);
  });
});
