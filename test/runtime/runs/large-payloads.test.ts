import { hash } from 'node:crypto';
import { expect } from 'chai';
import { CoreRuns, core, func } from '../../support/runtime/core-runs.ts';
import { channelIn, delivery, entry, step } from '../../support/runtime/nodes.ts';
import type { FlowNode } from '../../support/runtime/protocol.ts';
import { testSite } from '../../support/runtime/test-site.ts';

const document = {
  order: 'O-1',
  lines: Array.from({ length: 500 }, (_, line) => ({
    ...{ line, item: `ITEM-${line}`, on: true, weightKg: 14.25, note: null },
    description: 'Corrugated box, double wall, 600 x 400 x 400 mm. '.repeat(40),
  })),
};
const digestOf = (value: unknown): string => hash('sha256', JSON.stringify(value));

/** Notes the digest of the payload under the name. */
const noted = (name: string): FlowNode[] => [
  func(
    `digest ${name}`,
    'msg.payload = { digest: crypto.hash("sha256", JSON.stringify(msg.payload)) }; return msg;',
    name,
    {
      libs: [{ var: 'crypto', module: 'crypto' }],
    },
  ),
  step(name, 'note'),
];

const flow: FlowNode[] = [
  entry('big', ['mutate', 'look', 'take lines', 'label', 'publish', 'post', 'digest plain']),
  func(
    'mutate',
    'msg.payload.lines[0].item = "changed"; msg.payload.lines.length = 2; return msg;',
    'digest mutated',
  ),
  func('look', 'if (msg.payload.lines.length > 900) return null; return msg;', ['digest looked', 'again']),
  func('again', 'return [[msg, { ...msg }]];', 'digest twice'),
  core(
    'take lines',
    'change',
    { rules: [{ t: 'set', p: 'payload', pt: 'msg', to: 'payload.lines', tot: 'msg' }] },
    'split',
  ),
  core('split', 'split', { arraySplt: 1, arraySpltType: 'len', splt: '\\n', spltType: 'str' }, 'join'),
  core('join', 'join', { mode: 'auto' }, 'digest joined'),
  core(
    'label',
    'change',
    { rules: [{ t: 'set', p: 'topic', pt: 'msg', to: 'labelled', tot: 'str' }] },
    'digest labelled',
  ),
  step('publish', 'publish'),
  channelIn('in', 'publish', 'digest published'),
  delivery('post', 'digest answered', []),
  ...['plain', 'mutated', 'looked', 'twice', 'joined', 'labelled', 'published', 'answered'].flatMap(noted),
];

describe('a payload of a megabyte', function () {
  this.timeout(240_000);
  let runs: CoreRuns;
  before(async () => {
    runs = await CoreRuns.start(flow, {
      readers: { publish: ['core'] },
      site: {
        limits: { ...testSite.limits, maxQueuedBytes: 1e9 },
        retry: { attempts: 1, firstDelayMs: 1, factor: 1, maxDelayMs: 1 },
      },
    });
  });
  after(() => runs.stop());

  it('is the same behind every node that did not change it, and what one branch changes no other sees', async () => {
    const id = await runs.accept('big', document);
    expect((await runs.flows.ledger('messages', { key: 'big', limit: 1 }))[0]?.claim?.bytes).to.be.above(
      900_000,
    );
    await runs.flows.untilState(id, 'done');
    await runs.flows.untilNotes('big', 9);
    const digests = async (name: string) =>
      (await runs.payloads('big', name)).map((data) => (data as { digest: string }).digest);
    const whole = digestOf(document);
    for (const name of ['plain', 'looked', 'labelled', 'published']) {
      expect(await digests(name), name).to.deep.equal([whole]);
    }
    expect(await digests('twice')).to.deep.equal([whole, whole]);
    expect(await digests('joined')).to.deep.equal([digestOf(document.lines)]);
    const [first, second] = document.lines;
    expect(await digests('mutated')).to.deep.equal([
      digestOf({ ...document, lines: [{ ...first, item: 'changed' }, second] }),
    ]);
    expect(await digests('answered')).to.have.length(1);
  });

  it('is read again for every attempt', async () => {
    const id = await runs.accept('big', document, {}, 'again');
    await runs.reaches(id, 'split');
    await runs.flows.call('deploy', [...flow, step('new', 'pass')], 'full');
    await runs.flows.untilState(id, 'done');
    await runs.flows.untilNotes('again', 9);
    const [plain] = await runs.payloads('again', 'plain');
    expect(plain).to.deep.equal({ digest: digestOf(document) });
  });
});
