import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { Json } from '../../../ledger/ledger.ts';
import type { FlowMessage } from '../../../node-kit/host.ts';
import { decodeBody, decodeValue, encodeBody, encodeValue } from '../../../runtime/runs/body.ts';
import {
  claimedContent,
  copyMessage,
  shareContents,
  untouched,
} from '../../../runtime/runs/claimed-payload.ts';

const { util: original } = createRequire(import.meta.url)('@node-red/util') as {
  util: { cloneMessage(message: FlowMessage): FlowMessage };
};

const content = {
  lines: Array.from({ length: 3 }, (_, line) => ({ line, item: `I-${line}`, on: true, note: null })),
  blob: { $buffer: Buffer.from('bytes').toString('base64') },
} satisfies Json;
const body: Json = { topic: 'first', payload: content, parts: { index: 1 } };

const claimed = (): FlowMessage => decodeBody(body, true);
const read = (message: FlowMessage) => message.payload as { lines: { item: string }[]; blob: Buffer };

describe('a claimed payload', () => {
  const util = { cloneMessage: original.cloneMessage };
  before(() => shareContents(util, decodeValue));

  it('is like any other property to who reads, lists, spreads or serialises the message', () => {
    expect(Object.keys(claimed())).to.include('payload');
    expect(read(claimed()).lines[1]).to.deep.equal({ line: 1, item: 'I-1', on: true, note: null });
    expect(read(claimed()).blob).to.deep.equal(Buffer.from('bytes'));
    expect({ ...claimed() }.payload).to.deep.equal(claimed().payload);
    expect(JSON.parse(JSON.stringify(claimed())).payload.lines).to.have.length(3);
  });

  it('can be set and deleted', () => {
    const set = claimed();
    set.payload = 1;
    expect(set).to.have.property('payload', 1);
    const deleted = claimed();
    delete deleted.payload;
    expect('payload' in deleted).to.equal(false);
    expect(encodeBody(deleted, 'test')).to.deep.equal({ topic: 'first', parts: { index: 1 } });
  });

  it('is not made by copies of the message, and stored by reference', () => {
    const message = claimed();
    const copy = util.cloneMessage(copyMessage(util.cloneMessage(message)));
    expect(untouched(message)).to.equal(content);
    expect(untouched(copy)).to.equal(content);
    expect((encodeBody(copy, 'test') as { payload: Json }).payload).to.equal(content);
    expect(copy.parts).to.deep.equal({ index: 1 });
    expect(copy.parts).not.to.equal(message.parts);
  });

  it('belongs to one branch once it was read: what one changes no other sees', () => {
    const message = claimed();
    const copies = [util.cloneMessage(message), util.cloneMessage(message)] as const;
    const [changed] = read(copies[0]).lines;
    if (changed) changed.item = 'changed';
    expect(read(copies[1]).lines[0]?.item).to.equal('I-0');
    expect(read(message).lines[0]?.item).to.equal('I-0');
    expect(content.lines[0]?.item).to.equal('I-0');
    expect(claimedContent(copies[0])).to.equal(undefined);
    expect(
      (encodeBody(copies[0], 'test') as { payload: { lines: { item: string }[] } }).payload.lines[0]?.item,
    ).to.equal('changed');
  });

  it('is still the content after it was only read', () => {
    const message = claimed();
    const { payload } = message;
    expect(encodeValue(payload, 'test')).to.equal(content);
    expect(
      (encodeValue({ request: { payload } }, 'test') as { request: { payload: Json } }).request.payload,
    ).to.equal(content);
    const copy = util.cloneMessage(message);
    expect(untouched(copy)).to.equal(content);
    expect(message.payload).to.equal(payload);
  });

  it('is no longer the content after anything in it was changed, added or removed', () => {
    const changes: ((payload: Record<string, unknown> & ReturnType<typeof read>) => void)[] = [
      (payload) => payload.lines.pop(),
      (payload) => payload.lines.push({ item: 'new' }),
      (payload) => Object.assign(payload, { extra: 1 }),
      (payload) => Reflect.deleteProperty(payload, 'blob'),
      (payload) => Object.assign(payload.lines[2] ?? {}, { note: undefined }),
      (payload) => payload.blob.write('x'),
    ];
    for (const change of changes) {
      const message = claimed();
      change(message.payload as Parameters<typeof change>[0]);
      expect(claimedContent(message)).to.equal(undefined);
      expect(encodeBody(message, 'test')).not.to.deep.equal(body);
    }
  });

  it('is an ordinary value when it is a text, or when the message is small', () => {
    const text = decodeBody({ payload: 'long text' }, true);
    expect(Object.getOwnPropertyDescriptor(text, 'payload')).to.have.property('value', 'long text');
    expect(Object.getOwnPropertyDescriptor(decodeBody(body), 'payload')).to.have.property('value');
  });
});
