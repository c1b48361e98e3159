import { globSync, readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { parseAgreement } from '../../../domain/edi/agreement.ts';
import { Terms, type TermsData } from '../../../domain/edi/terms.ts';
import { threadSetup } from '../../../node-kit/threads/thread-setup.ts';
import { type Part, partsOf, type SentPart } from '../../../nodes/edi-read/parts.ts';
import { readInPlace } from '../../../nodes/edi-read/read-file.ts';
import { runtime } from '../../../nodes/edi-read/runtime.ts';
import { runtime as writing } from '../../../nodes/edi-write/runtime.ts';
import { composeX12 } from '../../../partners/x12.ts';
import { inThread } from '../../../runtime/threads.ts';
import { agreements } from '../../domain/edi/agreements.ts';
import { deploy } from '../../support/deploy-node.ts';
import { acme, at, fastship, packFile, release } from './edi-flow.ts';

const samples = new URL('../../domain/edi/', import.meta.url).pathname;
/** More than there are where nothing lets others have a turn. */
const enough = 50;
const thread = new URL('../../../nodes/edi-read/thread.ts', import.meta.url);
const now = new Date('2026-01-15T12:00:00Z');
const running = new AbortController().signal;

const termsOf = (data: TermsData) => ({ terms: new Terms(data), setup: threadSetup(data) });
const known = termsOf({
  agreements: agreements.map((one) => [`agreements/${one.agreement}.yaml`, one] as const),
  files: {},
});
const pathOf = (terms: Terms) => (part: Part) =>
  part.kind === 'interchange'
    ? {
        ...part,
        interchange: {
          ...part.interchange,
          agreement: part.interchange.agreement && terms.agreements.pathOf(part.interchange.agreement),
        },
      }
    : part;

async function inThreadOf(bytes: Uint8Array, { setup }: ReturnType<typeof termsOf>): Promise<unknown[]> {
  const given: unknown[] = [];
  const job = { module: thread, setup, request: { now }, input: bytes };
  for await (const part of inThread(job, 'test', running)) given.push(part as SentPart);
  return given;
}
const inPlaceOf = (bytes: Uint8Array, { terms }: ReturnType<typeof termsOf>): unknown[] =>
  Array.from(partsOf(bytes, terms.context(now)), pathOf(terms));

const purchase = (number: number, lines: number) => [
  `BEG*00*SA*PO-${number}**20260301`,
  'N1*ST*Store*92*S1',
  ...Array.from({ length: lines }, (_, line) => `PO1*${line + 1}*24*CA*18.40*PE*VN*NW-${1000 + line}`),
];
const fileOf = (control: number, bodies: string[][]): Buffer => {
  const parties = {
    senderQualifier: '01',
    sender: 'ACMERETAIL',
    receiverQualifier: 'ZZ',
    receiver: 'CROSSDOCK',
  };
  return Buffer.from(composeX12({ ...parties, functionalId: 'PO', control }, '850', bodies, new Date(at)));
};
const large = fileOf(
  41,
  Array.from({ length: 2500 }, (_, index) => {
    const body = purchase(index, 2);
    return index === 7 ? body.slice(1) : body;
  }),
);
const reader = (more = {}) =>
  deploy(
    runtime,
    { agreement: 'agreements/acme.yaml' },
    { packFiles: { 'agreements/acme.yaml': packFile(acme) }, now: () => new Date(at), ...more },
  );

describe('reading in a thread', () => {
  for (const input of globSync('*/cases/*/input.edi', { cwd: samples }).sort()) {
    it(`gives of ${input} what reading in place gives`, async () => {
      const bytes = readFileSync(samples + input);
      expect(await inThreadOf(bytes, known)).to.deep.equal(inPlaceOf(bytes, known));
    });
  }

  it('gives of a very large transaction set what reading in place gives, with the overlay of its agreement', async () => {
    const short = {
      ...{
        overlay: 'partner/test',
        level: 'partner',
        source: 'test',
        guide: 'x12/004010/850',
        version: '1.0.0',
      },
      effective: { from: '2026-01-01' },
      changes: [{ at: 'BEG03', max: 3 }],
    };
    const bytes = fileOf(40, [purchase(1, 8000)]);
    const agreement = parseAgreement({ ...acme, guides: ['guides/short.yaml'] }, 'a');
    const terms = termsOf({ agreements: [['a.yaml', agreement]], files: { 'guides/short.yaml': short } });
    const given = await inThreadOf(bytes, terms);
    expect(given).to.deep.equal(inPlaceOf(bytes, terms));
    expect(given).to.have.nested.property('[2].transaction.json.segments.PO1Loop').with.length(8000);
    expect(given).to.have.nested.property('[2].transaction.problems[0].code', 'CD_EDI_ELEMENT_TOO_LONG');
  });
});

describe('crossdock-edi-read with a large file', () => {
  it('sends its transaction sets in order, with what is rejected and one acknowledgement', async () => {
    expect(large.length).to.be.greaterThan(readInPlace);
    const { outputs, error } = await reader().receive({ payload: large });
    expect(error).to.equal(undefined);
    const numbers = outputs.transaction?.map(({ edi }) => (edi as { number: string }).number);
    const expected = Array.from({ length: 2500 }, (_, index) => `PO-${index}`).filter(
      (_, index) => index !== 7,
    );
    expect(numbers).to.deep.equal(expected);
    expect(outputs.rejected).to.have.length(1);
    const [answer] = outputs.acknowledgement ?? [];
    expect(answer?.payload).to.have.nested.property('segments.AK2Loop').with.length(2500);
    expect(answer?.payload)
      .to.have.nested.property('segments.AK9')
      .that.includes({ AK901: 'P', AK904: '2499' });
  });

  it('refuses it when it comes again', async () => {
    const node = reader();
    await node.receive({ payload: large });
    const { outputs } = await node.receive({ payload: large });
    expect(outputs.transaction).to.deep.equal([]);
    expect(outputs.rejected?.[0]?.error).to.include({ code: 'CD_EDI_INTERCHANGE_REPEATED' });
  });

  it('lets other work have its turn meanwhile', async () => {
    let turns = 0;
    let over = false;
    const others = (async () => {
      for (; !over && turns < enough; turns += 1) await turn();
    })();
    await reader().receive({ payload: large });
    over = true;
    await others;
    expect(turns).to.equal(enough);
  });

  it('gives up when its run has ended', async () => {
    const ended = new AbortController();
    const node = reader({ ended: ended.signal });
    const reaction = node.receive({ payload: large });
    ended.abort(new Error('the run has ended'));
    const { outputs, error } = await reaction;
    expect(outputs).to.deep.equal({});
    expect(error?.message).to.include('the run has ended');
  });
});

describe('crossdock-edi-write with much to write', () => {
  const writer = () =>
    deploy(
      writing,
      { agreement: 'agreements/fastship.yaml', writes: 'documents' },
      { packFiles: { 'agreements/fastship.yaml': packFile(fastship) }, now: () => new Date(at) },
    );
  const releases = Array.from({ length: 1500 }, (_, index) => release(`R-${index}`));

  it('writes it as it writes little, and takes one number for it', async () => {
    const node = writer();
    const { outputs, error } = await node.receive({ payload: releases });
    expect(error).to.equal(undefined);
    const [interchange] = outputs.interchange ?? [];
    const text = String(interchange?.payload);
    const few = await writer().receive({ payload: releases.slice(0, 2) });
    const [head, two] = String(few.outputs.interchange?.[0]?.payload).split(/(?=ST\*)/);
    expect(text.split(/(?=ST\*)/).slice(0, 2)).to.deep.equal([head, two]);
    expect(text.match(/^W05.*$/gm)).to.have.length(1500);
    expect(text).to.match(/GE\*1500\*/);
    expect(node.effects.filter(({ kind }) => kind === 'allot')).to.have.length(1);
  });

  it('refuses what does not fit the guide with the same error', async () => {
    const errors: unknown[] = [];
    for (const count of [1, 1500]) {
      const { segments, ...rest } = release('R-1');
      const bad = { ...rest, segments: { ...segments, XX: { XX01: '1' } } };
      const node = writer();
      const { error, outputs } = await node.receive({ payload: [bad, ...releases.slice(0, count)] });
      expect([outputs, node.effects]).to.deep.equal([{}, []]);
      errors.push({ code: error?.code, message: error?.message });
    }
    expect(errors[0]).to.deep.equal(errors[1]);
    expect(errors[0]).to.include({ code: 'CD_EDI_WRITE_FORM' });
  });
});
