import { mock } from 'node:test';
import { expect } from 'chai';
import { nodeStatus } from '../../node-kit/node-status.ts';

describe('nodeStatus', () => {
  const shown: string[] = [];
  const status = () => {
    shown.length = 0;
    return nodeStatus({
      status: (value) => void shown.push('text' in value ? `${value.fill} ${value.text}` : ''),
    });
  };
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('shows nothing for a message that is done quickly', () => {
    const node = status();
    node.opened();
    node.started();
    mock.timers.tick(400);
    node.finished();
    mock.timers.tick(400);
    expect(shown).to.deep.equal(['green ready']);
  });

  it('shows how many messages are in work when they take longer, then what it showed before', () => {
    const node = status();
    node.show('green', 'connected');
    node.opened();
    node.started();
    node.started();
    mock.timers.tick(500);
    node.finished();
    node.finished();
    expect(shown).to.deep.equal(['green connected', 'green connected', 'blue busy (2)', 'green connected']);
  });

  it('shows why the host lets nothing in over everything else, and then what it showed before', () => {
    const node = status();
    node.show('green', 'connected');
    node.pause('waits');
    node.pause('waits');
    node.show('yellow', 'away');
    node.started();
    mock.timers.tick(500);
    node.failed('CD_X');
    node.pause(null);
    expect(shown).to.deep.equal(['green connected', 'yellow waits', 'yellow away']);
  });

  it('keeps the code of a failure until a message succeeds', () => {
    const node = status();
    node.opened();
    node.started();
    node.failed('CD_X');
    node.started();
    node.finished();
    expect(shown).to.deep.equal(['green ready', 'red CD_X', 'green ready']);
  });
});
