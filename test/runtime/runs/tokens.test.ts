import { expect } from 'chai';
import fc from 'fast-check';
import { Tokens } from '../../../runtime/runs/tokens.ts';

const nodes = ['a', 'b', 'c'].map((id) => ({ id }));
const messages = [{}, {}, {}];

describe('Tokens', () => {
  it('holds what was added for a message at a node until it is removed', () => {
    const step = fc.tuple(
      fc.constantFrom(...messages.keys()),
      fc.constantFrom(...nodes.keys()),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const tokens = new Tokens<{ id: string }, null>();
        const held = new Set<string>();
        for (const [message, node, adds] of steps) {
          const place = [messages[message]!, nodes[node]!] as const;
          const known = tokens.find(...place);
          expect(known !== undefined).to.equal(held.has(`${message} ${node}`));
          if (adds) {
            tokens.findOrAdd(...place);
            held.add(`${message} ${node}`);
          } else if (known) {
            tokens.remove(messages[message]!, known);
            held.delete(`${message} ${node}`);
          }
        }
        expect([...tokens]).to.have.length(held.size);
        const withToken = new Set([...held].map((place) => messages[Number(place.split(' ')[0])]!));
        expect(new Set(tokens.messages())).to.deep.equal(withToken);
      }),
    );
  });
});
