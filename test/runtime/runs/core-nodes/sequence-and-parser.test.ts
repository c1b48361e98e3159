import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CoreRuns, core, func } from '../../../support/runtime/core-runs.ts';
import { entry, step } from '../../../support/runtime/nodes.ts';
import type { FlowNode } from '../../../support/runtime/protocol.ts';

const folder = mkdtempSync(join(tmpdir(), 'crossdock-core-'));
const split = { arraySplt: 1, arraySpltType: 'len', splt: '\\n', spltType: 'str', addname: '' };
const join2 = {
  mode: 'custom',
  build: 'array',
  property: 'payload',
  propertyType: 'msg',
  key: 'topic',
  joiner: '',
  joinerType: 'str',
  useparts: false,
  accumulate: false,
  timeout: '',
  count: '2',
};
const batch = { mode: 'count', count: 2, overlap: 0, interval: 10, allowEmptySequence: false, topics: [] };
const csv = { sep: ',', hdrin: true, hdrout: 'none', multi: 'mult', ret: '\\n', temp: '', spec: 'rfc' };

const flow: FlowNode[] = [
  entry('split', 'splitting'),
  core('splitting', 'split', split, 'part'),
  step('part', 'note', 'joining'),
  core('joining', 'join', { mode: 'auto' }, 'whole'),
  step('whole', 'note'),

  entry('empty', 'splittingNothing'),
  core('splittingNothing', 'split', split, 'nothing'),
  step('nothing', 'note'),

  entry('partial', 'waiting'),
  core('waiting', 'join', join2, 'pair'),
  step('pair', 'note'),

  entry('joinTimeout', 'hoping'),
  core('hoping', 'join', { ...join2, timeout: '0.03' }, 'alone'),
  step('alone', 'note'),

  entry('sort', 'splittingToSort'),
  core('splittingToSort', 'split', split, 'sorting'),
  core(
    'sorting',
    'sort',
    {
      target: 'payload',
      targetType: 'seq',
      msgKey: 'payload',
      msgKeyType: 'elem',
      order: 'ascending',
      as_num: true,
    },
    'sorted',
  ),
  step('sorted', 'note'),

  entry('batchWhole', 'splittingToBatch'),
  core('splittingToBatch', 'split', split, 'batching'),
  core('batching', 'batch', batch, 'batched'),
  step('batched', 'note'),

  entry('batch', 'collecting'),
  core('collecting', 'batch', batch, 'collected'),
  step('collected', 'note'),

  entry('batchInterval', 'ticking'),
  core('ticking', 'batch', { ...batch, mode: 'interval', interval: 0.05 }, 'ticked'),
  step('ticked', 'note'),

  entry('csv', 'toRows'),
  core('toRows', 'csv', csv, 'row'),
  step('row', 'note'),
  entry('json', 'parsing'),
  core('parsing', 'json', { property: 'payload', action: '', pretty: false }, 'parsed'),
  step('parsed', 'note'),
  entry('xml', 'reading'),
  core('reading', 'xml', { property: 'payload', attr: '', chr: '' }, 'read'),
  step('read', 'note'),
  entry('yaml', 'loading'),
  core('loading', 'yaml', { property: 'payload' }, 'loaded'),
  step('loaded', 'note'),
  entry('html', 'picking'),
  core(
    'picking',
    'html',
    { property: 'payload', outproperty: 'payload', tag: 'li', ret: 'text', as: 'multi' },
    'picked',
  ),
  step('picked', 'note'),

  entry('file', 'writing'),
  core(
    'writing',
    'file',
    {
      filename: join(folder, 'out.txt'),
      filenameType: 'str',
      overwriteFile: 'false',
      appendNewline: true,
      encoding: 'none',
    },
    'written',
  ),
  step('written', 'note'),
  entry('fileIn', 'opening'),
  core(
    'opening',
    'file in',
    {
      filename: join(folder, 'in.txt'),
      filenameType: 'str',
      format: 'lines',
      allProps: false,
      encoding: 'none',
    },
    'line',
  ),
  step('line', 'note'),
  entry('fileMissing', 'seeking'),
  core('seeking', 'file in', {
    filename: join(folder, 'none'),
    filenameType: 'str',
    format: 'utf8',
    encoding: 'none',
  }),
  core('watch', 'watch', { files: folder, recursive: false }, 'seen'),
  func('seen', 'return { payload: msg.file };', 'noticed'),
  step('noticed', 'note'),
];

describe('core nodes on a path: sequence, parser, storage', () => {
  let runs: CoreRuns;
  before(async () => {
    writeFileSync(join(folder, 'in.txt'), 'one\ntwo\n');
    runs = await CoreRuns.start(flow);
  });
  after(async () => {
    await runs.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('split and join of one run end when every part has', async () => {
    expect(await runs.finished('split', [1, 2, 3])).to.deep.equal(['part', 'part', 'part', 'whole']);
  });

  it('split of an empty array ends the branch', async () => {
    expect(await runs.finished('empty', [])).to.deep.equal([]);
  });

  it('join that lacks parts is named by the time-out', async () => {
    const exception = await runs.timedOut('partial', 'waiting');
    expect(exception.error.code).to.equal('CD_RUN_TIMEOUT');
    expect(exception.nodeId).to.equal('waiting');
  });

  it('join with a time-out of its own sends what it has, in the run', async () => {
    expect(await runs.finished('joinTimeout', 1)).to.deep.equal(['alone']);
  });

  it('sort holds the parts until all are there', async () => {
    expect(await runs.finished('sort', [3, 1, 2])).to.deep.equal(['sorted', 'sorted', 'sorted']);
  });

  it('batch by count holds parts of one run until a batch is full', async () => {
    expect(await runs.finished('batchWhole', [1, 2])).to.deep.equal(['batched', 'batched']);
  });

  it('batch over runs is named by the time-out', async () => {
    const exception = await runs.timedOut('batch', 'collecting');
    expect(exception.nodeId).to.equal('collecting');
  });

  it('batch by interval holds the message until its interval ends', async () => {
    expect(await runs.finished('batchInterval', 1)).to.deep.equal(['ticked']);
  });

  it('csv, json, xml, yaml and html pass on at once', async () => {
    expect(await runs.finished('csv', 'a,b\n1,2\n3,4\n')).to.deep.equal(['row']);
    expect(await runs.finished('json', '{"a":1}')).to.deep.equal(['parsed']);
    expect(await runs.finished('xml', '<a>1</a>')).to.deep.equal(['read']);
    expect(await runs.finished('yaml', 'a: 1')).to.deep.equal(['loaded']);
    expect(await runs.finished('html', '<li>1</li><li>2</li>')).to.deep.equal(['picked', 'picked']);
  });

  it('a parser that cannot read fails the run', async () => {
    const { nodeId, document } = await runs.failed('json', '{', { topic: 'kept' }, 'bad json');
    expect(nodeId).to.equal('parsing');
    expect(document).to.deep.equal({ payload: '{', topic: 'kept' });
  });

  it('file holds the message until it is written, outside of the transaction', async () => {
    expect(await runs.finished('file', 'line')).to.deep.equal(['written']);
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).to.equal('line\n');
  });

  it('file in holds the message until the file has been read', async () => {
    expect(await runs.finished('fileIn')).to.deep.equal(['line', 'line', 'line']);
    expect((await runs.failed('fileMissing')).nodeId).to.equal('seeking');
  });

  it('watch has no run: its message gets one at the first of our nodes', async () => {
    writeFileSync(join(folder, 'new.txt'), 'new');
    await runs.flows.until('a run of its own', async () => (await runs.strangers('noticed')).length > 0);
  });
});
