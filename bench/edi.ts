/**
 * Generated EDI files of 100 MB as they come: checked against their guide, and as objects; beside a `Buffer.indexOf` loop
 * over the terminators of the same bytes, which looks at every byte and does nothing else, and beside the readers of
 * others on a smaller file. Small interchanges one by one; what
 * the event loop is held up by while a node takes a large file in, and the memory of a file of 1 GB, each in a process of
 * its own.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Agreement } from '../domain/edi/agreement.ts';
import { parseAgreement } from '../domain/edi/agreement.ts';
import { libraryGuide } from '../domain/edi/guides/load.ts';
import { withDefaults } from '../domain/edi/limits.ts';
import { readEnvelopes } from '../domain/edi/read-envelopes.ts';
import { readStream, type StreamOptions } from '../domain/edi/read-stream.ts';
import { receive } from '../domain/edi/receive.ts';
import { readInPlace } from '../nodes/edi-read/read-file.ts';
import { type EdiFile, orderMessages, shipNotices, wholeOf } from './support/edi-files.ts';
import { edifactPeers, type Peer, x12Peers } from './support/edi-peers.ts';
import { scaled } from './support/figures.ts';
import { against, type Row } from './support/targets.ts';

const megabyte = 1_000_000;
const largeFile = 100 * megabyte;
const gigabyte = 1000 * megabyte;
const peerFile = 2 * megabyte;
const manySmall = 20_000;
const rounds = 2;
const now = new Date('2026-01-15T12:00:00Z');

const terms = {
  version: '1.0.0',
  effective: { from: '2026-01-01' },
  test: false,
  tenant: 'bench',
  sends: {},
  controlNumbers: { interchange: 'bench' },
};
const acmeTerms = {
  ...terms,
  agreement: 'acme',
  standard: 'X12',
  partner: { qualifier: '01', id: 'ACMERETAIL' },
  own: { qualifier: 'ZZ', id: 'CROSSDOCK' },
  receives: { 856: { version: '004010' } },
  acknowledge: { functional: '997' },
};
const acme = parseAgreement(acmeTerms, 'bench');
const globex = parseAgreement(
  {
    ...terms,
    agreement: 'globex',
    standard: 'EDIFACT',
    partner: { qualifier: '14', id: '4012345000009' },
    own: { qualifier: '14', id: '4098765000002' },
    receives: { ORDERS: { version: 'D96A' } },
    acknowledge: { functional: 'CONTRL' },
  },
  'bench',
);

/** Seconds of the best of several rounds: others on the machine only ever make it slower. */
async function seconds(work: () => unknown, times = rounds): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < times; round += 1) {
    const start = performance.now();
    await work();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

function terminators(file: EdiFile, bytes: number): void {
  const byte = file.terminator.charCodeAt(0);
  for (const part of file.parts(bytes)) {
    for (let at = part.indexOf(byte); at >= 0; at = part.indexOf(byte, at + 1));
  }
}

/** Reads a large file, which must be sound. */
async function read(file: EdiFile, bytes: number, options: StreamOptions): Promise<void> {
  for await (const event of readStream(file.parts(bytes), options)) {
    if (event.kind === 'problem') throw new Error(event.problem.message);
    if (event.kind !== 'transaction') continue;
    const [problem] = [...event.transaction.problems, ...(event.read?.problems ?? [])];
    if (problem) throw new Error(problem.message);
  }
}

function checkSmall(small: Buffer, times: number): void {
  const limits = withDefaults({});
  for (let index = 0; index < times; index += 1) {
    for (const event of readEnvelopes(small, limits)) {
      if (event.kind === 'problem') throw new Error(event.problem.message);
    }
  }
}

async function rowsOf(
  file: EdiFile,
  agreement: Agreement,
  peers: readonly Peer[],
  scale: number,
): Promise<Row[]> {
  const { name, small } = file;
  const large = scaled(largeFile, scale);
  const smallFiles = scaled(manySmall, scale, 4);
  const rate = async (work: () => unknown): Promise<number> => large / megabyte / (await seconds(work));
  const limit = await rate(() => terminators(file, large));
  const ofLimit = (value: number): string => `${Math.round((100 * value) / limit)} % of indexOf`;
  const envelopes = await rate(() => read(file, large, {}));
  const checked = await rate(() => read(file, large, { guideFor: libraryGuide, build: false }));
  const objects = await rate(() => read(file, large, { guideFor: libraryGuide }));
  const perSmall = (await seconds(() => checkSmall(small, smallFiles))) / smallFiles;
  const context = { agreementFor: () => agreement, guideFor: libraryGuide, now };
  const received = await seconds(() => {
    for (let index = 0; index < smallFiles / 4; index += 1) receive(small, context);
  });
  const kilobytes = `${(small.length / 1000).toFixed(1)} KB`;
  const rows: Row[] = [
    { what: `${name}: indexOf over terminators`, value: Math.round(limit), unit: 'MB/s' },
    { what: `${name}: envelopes, counts, numbers`, value: Math.round(envelopes), unit: 'MB/s' },
    against('ediChecked', {
      what: `${name}: checked against the guide`,
      value: Math.round(checked),
      ratio: ofLimit(checked),
    }),
    against('ediObjects', {
      what: `${name}: checked and as objects`,
      value: Math.round(objects),
      ratio: ofLimit(objects),
    }),
    against('ediSmall', {
      what: `${name}: interchanges of ${kilobytes}, structure and envelopes`,
      value: Math.round(1 / perSmall),
    }),
    {
      what: `${name}: files of ${kilobytes} received with acknowledgement`,
      value: Math.round(smallFiles / 4 / received),
      unit: '/s',
    },
  ];
  const whole = wholeOf(file, scaled(peerFile, scale));
  for (const peer of peers) {
    const time = await seconds(() => peer.read(whole), 2);
    rows.push({
      what: `${name}: ${peer.name}`,
      value: Math.round((10 * whole.length) / megabyte / time) / 10,
      unit: 'MB/s',
    });
  }
  return rows;
}

/** As a site runs, with little room for short-lived objects; what the script prints. */
const ownProcess = (script: string, ...args: string[]): string =>
  execFileSync(process.execPath, [
    '--max-semi-space-size=8',
    join(import.meta.dirname, 'support', script),
    ...args,
  ]).toString();

function memory(scale: number): Row {
  const printed = ownProcess('edi-memory.ts', String(scaled(gigabyte, scale)));
  const { megabytes, sets }: { megabytes: number; sets: number } = JSON.parse(printed);
  return against('ediMemory', { value: megabytes, note: `${sets} transaction sets` });
}

function eventLoop(scale: number): Row {
  const bytes = scaled(largeFile, scale, 2 * readInPlace);
  const measured: Readonly<Record<'p99' | 'p999' | 'max' | 'seconds' | 'sets', number>> = JSON.parse(
    ownProcess('edi-loop.ts', String(bytes), JSON.stringify(acmeTerms)),
  );
  const { p99, p999, max, seconds: took, sets } = measured;
  return against('ediLoop', {
    value: p99,
    note: `p99.9 ${p999}, longest ${max} ms; ${sets} messages in ${took} s`,
  });
}

/**
 * @param options.scale 1 measures; less only shows that the bench runs
 * @returns rows for the bench table: MB/s of each stage, small files per second, memory, and the readers of others.
 */
export async function run({ scale = 1 } = {}): Promise<{ name: string; rows: Row[] }> {
  const rows = [
    ...(await rowsOf(shipNotices, acme, x12Peers, scale)),
    ...(await rowsOf(orderMessages, globex, edifactPeers, scale)),
  ];
  return {
    name: `EDI, files of ${largeFile / megabyte} MB`,
    rows: [...rows, eventLoop(scale), memory(scale)],
  };
}
