import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { CrossdockError } from '../../domain/errors.ts';
import { defineNode } from '../../node-kit/define-node.ts';
import { field } from '../../node-kit/field.ts';
import type { FlowMessage } from '../../node-kit/host.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { deploy } from '../support/deploy-node.ts';

const step = defineNode({
  type: 'crossdock-step',
  category: 'crossdock control',
  role: 'step',
  version: 3,
  inputs: 1,
  outputs: ['left', 'right'],
  fields: { limit: field.number({ min: 1, default: 5 }) },
});
const echo = nodeRuntime(step, { input: (message) => ({ right: message }) });

describe('a deployed node', () => {
  it('sends what its code returns at the named outputs, several messages in order', async () => {
    const runtime = nodeRuntime(step, {
      input: (message) => ({ left: [{ payload: 1 }, { payload: 2 }], right: { ...message, payload: 3 } }),
    });
    const { outputs } = await deploy(runtime, {}).receive({ payload: 0 });
    expect(outputs.left?.map(({ payload }) => payload)).to.deep.equal([1, 2]);
    expect(outputs.right?.map(({ payload }) => payload)).to.deep.equal([3]);
  });

  it('sends many messages in order, and lets others have their turn between them', async () => {
    const many = Array.from({ length: 1000 }, (_, payload) => ({ payload }));
    const runtime = nodeRuntime(step, { input: () => ({ left: many, right: [{ payload: 'last' }] }) });
    let turns = 0;
    let over = false;
    const others = (async () => {
      for (; !over; turns += 1) await turn();
    })();
    const { outputs } = await deploy(runtime, {}).receive({ payload: 0 });
    over = true;
    await others;
    expect(outputs.left?.map(({ payload }) => payload)).to.deep.equal(many.map(({ payload }) => payload));
    expect(outputs.right?.map(({ payload }) => payload)).to.deep.equal(['last']);
    expect(turns).to.be.greaterThan(20);
  });

  it('keeps id, envelope and run marks on messages built from scratch', async () => {
    const mark = Symbol('run');
    const runtime = nodeRuntime(step, { input: () => ({ left: { payload: 'new', crossdock: 'forged' } }) });
    const received: FlowMessage = { payload: 0, crossdock: { id: 'm1' } };
    Object.assign(received, { [mark]: 'r1' });
    const { outputs } = await deploy(runtime, {}).receive(received);
    const [message] = outputs.left ?? [];
    expect(message).to.deep.include({ payload: 'new', _msgid: 'message-under-test' });
    expect(message?.crossdock).to.deep.equal({ id: 'm1' });
    expect(Reflect.get(message ?? {}, mark)).to.equal('r1');
  });

  it('fails the message with the code that its code throws, and shows it', async () => {
    const runtime = nodeRuntime(step, {
      input() {
        throw new CrossdockError('CD_CONFIG_INVALID', { where: 'x', reason: 'y' });
      },
    });
    const node = deploy(runtime, {});
    const { error, outputs } = await node.receive({});
    expect([error?.code, outputs]).to.deep.equal(['CD_CONFIG_INVALID', {}]);
    expect(node.statuses.at(-1)).to.equal('CD_CONFIG_INVALID');
  });

  it('gives anything else that is thrown the code CD_INTERNAL', async () => {
    const runtime = nodeRuntime(step, {
      input: () => JSON.parse('{'),
    });
    const { error } = await deploy(runtime, {}).receive({});
    expect(error?.code).to.equal('CD_INTERNAL');
    expect(error?.message).to.contain('crossdock-step');
  });

  it('is ready again after the next message that succeeds', async () => {
    const runtime = nodeRuntime(step, {
      input(message) {
        if (message.payload === 'bad') throw new Error('bad');
        return { left: message };
      },
    });
    const node = deploy(runtime, {});
    await node.receive({ payload: 'bad' });
    await node.receive({ payload: 'good' });
    expect(node.statuses).to.deep.equal(['ready', 'CD_INTERNAL', 'ready']);
  });

  it('fails a message answered at an output it does not have', async () => {
    const runtime = nodeRuntime(step, { input: (message) => ({ up: message }) as never });
    const { error } = await deploy(runtime, {}).receive({});
    expect(error?.message).to.contain('"up"; it has left, right');
  });

  it('refuses to start and fails messages when its configuration is wrong', async () => {
    const node = deploy(echo, { name: 'mine', limit: 0 });
    const { error } = await node.receive({});
    expect(error?.code).to.equal('CD_NODE_CONFIG_INVALID');
    expect(error?.message).to.equal('node mine: limit is below 1');
    expect(node.instances).to.deep.equal([]);
  });

  it('refuses to start on a Node-RED without the runtime', async () => {
    const node = deploy(echo, {}, { hosted: false });
    expect((await node.receive({})).error?.code).to.equal('CD_NODE_HOST_MISSING');
    expect(node.statuses.at(-1)).to.match(/^CD_NODE_HOST_MISSING/);
  });

  it('upgrades an older configuration step by step before it reads it', () => {
    const upgrades = {
      2: ({ max, ...rest }: Record<string, unknown>) => ({ ...rest, most: max }),
      3: ({ most, ...rest }: Record<string, unknown>) => ({ ...rest, limit: most }),
    };
    const node = deploy(echo, { version: 1, max: 9 }, { upgrades });
    expect(node.instances[0]?.config).to.deep.equal({ limit: 9 });
  });

  it('refuses a configuration that a newer release has saved', async () => {
    const { error } = await deploy(echo, { version: 4 }).receive({});
    expect(error?.code).to.equal('CD_NODE_CONFIG_NEWER');
  });

  it('holds messages back until prepare and open have finished, and passes on what prepare made', async () => {
    const order: string[] = [];
    const runtime = nodeRuntime(step, {
      prepare: async ({ limit }) => {
        order.push('prepare');
        return limit * 2;
      },
      async open(_config, _context: NodeContext, _node, twice) {
        order.push(`open ${twice}`);
      },
      input(message, _config, _context, twice) {
        order.push(`input ${twice}`);
        return { left: message };
      },
    });
    await deploy(runtime, { limit: '4' }).receive({});
    expect(order).to.deep.equal(['prepare', 'open 8', 'input 8']);
  });

  it('stays red, fails messages and leaves the host when prepare throws', async () => {
    const runtime = nodeRuntime(step, {
      prepare() {
        throw new Error('no such file');
      },
      input: (message) => ({ left: message }),
    });
    const node = deploy(runtime, {});
    const { error } = await node.receive({});
    expect(error?.message).to.contain('no such file');
    expect(node.refusals).to.have.length(1);
    expect(node.detached).to.deep.equal([{ id: 'node-under-test', removed: false }]);
    await node.close(true);
    expect(node.detached).to.have.length(1);
  });

  it('closes what it opened and detaches, also when closing fails', async () => {
    const closed: boolean[] = [];
    const runtime = nodeRuntime(step, {
      open: () => (removed) => {
        closed.push(removed);
        throw new Error('already gone');
      },
      input: (message) => ({ left: message }),
    });
    const node = deploy(runtime, {});
    const failure = await node.close(true).catch((error: unknown) => error);
    expect([closed, String(failure)]).to.deep.equal([
      [true],
      `CrossdockError: ${(failure as Error).message}`,
    ]);
    expect(node.detached).to.deep.equal([{ id: 'node-under-test', removed: true }]);
  });
});

describe('a delivery node', () => {
  const definition = defineNode({
    ...step,
    type: 'crossdock-post',
    role: 'delivery',
    outputs: ['answer', 'rejected'],
  });
  const runtime = nodeRuntime(definition, {
    stage(message, _config, context: NodeContext) {
      if (message.payload === 'known') return { emit: { answer: { ...message, payload: 'had it' } } };
      if (message.payload === 'nothing') return undefined;
      const one = {
        system: 'erp',
        idempotencyKey: context.effectId(),
        request: { document: message.payload },
      };
      return message.payload === 'two' ? [one, { ...one, idempotencyKey: context.effectId('2') }] : one;
    },
    deliver: async ({ document }) => ({ output: 'answer', payload: `posted ${document}` }),
  });

  it('stages a call and sends nothing', async () => {
    const node = deploy(runtime, {});
    const { outputs } = await node.receive({ payload: 'order', topic: 'kept' });
    expect(outputs).to.deep.equal({});
    expect(node.deliveries[0]).to.deep.include({ request: { document: 'order' } });
    expect(node.deliveries[0]?.message.topic).to.equal('kept');
    expect(node.deliveries[0]?.options.idempotencyKey).to.match(/:node-under-test$/);
  });

  it('stages several calls in order, or none', async () => {
    const node = deploy(runtime, {});
    await node.receive({ payload: 'two' });
    await node.receive({ payload: 'nothing' });
    expect(node.deliveries.map(({ options }) => options.idempotencyKey.split(':')[2])).to.deep.equal([
      undefined,
      '2',
    ]);
  });

  it('answers at once without a call when it already knows', async () => {
    const node = deploy(runtime, {});
    const { outputs } = await node.receive({ payload: 'known' });
    expect(outputs.answer?.[0]?.payload).to.equal('had it');
    expect(node.deliveries).to.deep.equal([]);
  });

  it('makes the call when the host says so', async () => {
    expect(await deploy(runtime, {}).deliver({ document: 'order' })).to.deep.equal({
      output: 'answer',
      payload: 'posted order',
    });
  });

  it('needs both halves', () => {
    expect(() => nodeRuntime(definition, { stage: () => undefined })).to.throw(
      'a delivery needs stage and deliver',
    );
  });
});
