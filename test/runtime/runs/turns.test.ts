import { expect } from 'chai';
import { type Taker, Turns } from '../../../runtime/runs/turns.ts';

interface Queue extends Taker {
  readonly name: string;
  waiting: number;
}

const queue = (name: string, priority: number, waiting: number): Queue => ({
  ...{ name, priority, waiting },
  lastTurn: 0,
});

/** The names of those who got the next places. */
function places(queues: Queue[], count: number): string {
  const turns = new Turns<Queue>();
  const got: string[] = [];
  for (let place = 0; place < count; place += 1) {
    const name = turns.next(queues, (taker) => {
      if (taker.waiting === 0) return null;
      taker.waiting -= 1;
      return taker.name;
    });
    if (name === null) break;
    got.push(name);
  }
  return got.join('');
}

describe('Turns', () => {
  it('go round among equals', () => {
    expect(places([queue('a', 0, 9), queue('b', 0, 9), queue('c', 0, 9)], 9)).to.equal('abcabcabc');
  });

  it('go to the higher priority first, and every eighth to who has waited longest', () => {
    expect(places([queue('l', -1, 99), queue('n', 0, 99), queue('h', 5, 99)], 25)).to.equal(
      'hhhhhhhlhhhhhhhnhhhhhhhlh',
    );
  });

  it('go to the lower when the higher has nothing', () => {
    expect(places([queue('h', 1, 2), queue('l', 0, 3)], 9)).to.equal('hhlll');
  });

  it('give every queue its part under the heaviest load of the others', () => {
    const low = Array.from({ length: 5 }, (_, index) => queue('abcde'[index] ?? '', 0, 10_000));
    const got = places([queue('h', 9, 10_000), ...low], 800);
    for (const { name } of low) expect(got.split(name).length - 1).to.equal(20);
  });
});
