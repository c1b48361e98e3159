import { expect } from 'chai';
import fc from 'fast-check';
import { CrossdockError } from '../../../domain/errors.ts';
import { decodeBody, decodeValue, encodeBody, encodeValue } from '../../../runtime/runs/body.ts';
import { digestOf } from '../../../runtime/runs/digest.ts';

describe('message bodies', () => {
  it('come back as they were, buffers included', () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
      fc.boolean(),
      fc.constant(null),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((name) => name !== '$buffer' && name !== '__proto__'),
          tie('tree'),
          {
            maxKeys: 4,
            noNullPrototype: true,
          },
        ),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const stored = JSON.parse(JSON.stringify(encodeValue(value, 'test')));
        expect(decodeValue(stored)).to.deep.equal(value);
      }),
    );
  });

  it('leave out the envelope, ids of Node-RED and request objects', () => {
    const message = { _msgid: '1', crossdock: {}, req: {}, res: {}, payload: 1, topic: 't', fn: () => 1 };
    expect(encodeBody(message, 'test')).to.deep.equal({ payload: 1, topic: 't' });
    expect(decodeBody({ payload: 1, topic: 't' })).to.deep.equal({ payload: 1, topic: 't' });
  });

  it('keep a property that is called __proto__, and give nobody a prototype by it', () => {
    const text = '{"__proto__":{"admin":true},"lines":[{"__proto__":[1],"at":2}]}';
    const stored = encodeValue(JSON.parse(text), 'test');
    const back = decodeValue(stored);
    expect([JSON.stringify(stored), JSON.stringify(back)]).to.deep.equal([text, text]);
    expect(back).to.not.have.property('admin');
    expect(Object.getPrototypeOf(back)).to.equal(Object.prototype);
  });

  it('refuse what JSON cannot hold, naming the place', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    for (const value of [loop, Number.NaN, new Map(), 1n]) {
      expect(() => encodeValue({ a: [value] }, 'node x'))
        .to.throw(CrossdockError, /node x holds .* at \/a\/0/)
        .with.property('code', 'CD_RUN_BODY');
    }
  });

  it('have the same digest whatever the order of their properties', () => {
    expect(digestOf({ a: 1, b: { c: [1], d: null } })).to.equal(digestOf({ b: { d: null, c: [1] }, a: 1 }));
    expect(digestOf([1, 2])).not.to.equal(digestOf([2, 1]));
  });
});
