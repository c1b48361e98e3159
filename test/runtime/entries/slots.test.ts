import { expect } from 'chai';
import { CrossdockError } from '../../../domain/errors.ts';
import { slots } from '../../../runtime/entries/slots.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 8, minute));
const turn = () => new Promise(setImmediate);

describe('slots', () => {
  let full: boolean;
  let ran: string[];
  let leftOut: number[];
  let go: (() => void) | null;
  const minute = (slot: Date) => String(slot.getUTCMinutes());

  function scheduled(task: (slot: Date) => Promise<void> = async (slot) => void ran.push(minute(slot))) {
    const made = slots(task, {
      requireRoom() {
        if (full) throw new CrossdockError('CD_RUN_BACKPRESSURE', {});
      },
      whenRoom(wake) {
        go = wake;
        return () => {
          go = null;
        };
      },
      later(wake) {
        const timer = setImmediate(wake);
        return () => clearImmediate(timer);
      },
      leftOut: (_slot, count) => leftOut.push(count),
      again: (slot) => made.task(slot),
    });
    return made;
  }
  const makeRoom = async () => {
    full = false;
    go?.();
    await turn();
  };
  beforeEach(() => {
    full = false;
    ran = [];
    leftOut = [];
    go = null;
  });

  it('runs every slot while there is room', async () => {
    const { task } = scheduled();
    await task(at(1));
    await task(at(2));
    expect(ran).to.deep.equal(['1', '2']);
  });

  it('makes up for the last slot as soon as there is room, and tells how many were left out', async () => {
    const { task } = scheduled();
    full = true;
    for (const slot of [1, 2, 3]) await task(at(slot));
    expect(ran).to.deep.equal([]);
    await makeRoom();
    expect([ran, leftOut]).to.deep.equal([['3'], [2]]);
    await task(at(4));
    expect(ran).to.deep.equal(['3', '4']);
  });

  it('goes on with a slot that was stopped on its way', async () => {
    let files = 0;
    const { task } = scheduled(async (slot) => {
      ran.push(minute(slot));
      files += 1;
      if (files === 1) throw new CrossdockError('CD_RUN_BACKPRESSURE', {});
    });
    await task(at(1));
    await makeRoom();
    expect([ran, leftOut]).to.deep.equal([['1', '1'], []]);
  });

  it('does not hide other errors', async () => {
    const { task } = scheduled(async () => {
      throw new Error('away');
    });
    const thrown = await task(at(1)).catch((error: Error) => error.message);
    expect(thrown).to.equal('away');
  });

  it('runs nothing any more once it is stopped', async () => {
    const { task, stop } = scheduled();
    full = true;
    await task(at(1));
    const wake = go;
    stop();
    full = false;
    wake?.();
    await turn();
    expect([ran, go]).to.deep.equal([[], null]);
  });
});
