import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { changeAspects, changeRules, changeStages } from '../../../domain/process/changes/rules.ts';
import { stepKinds } from '../../../domain/process/compensation/types.ts';
import { documentIdentity } from '../../../domain/process/documents.ts';
import { decisionTable } from '../../../domain/process/eligibility.ts';
import { holdRules } from '../../../domain/process/hold-rules.ts';
import { termsFrom } from '../../../domain/process/terms.ts';
import { holdCodes, statuses } from '../../../domain/process/types.ts';

const read = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const guide = read('order-to-cash.md');
const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
const rows = rowsOf(guide);
const rowOf = (name: string) => rows.find((cells) => cells[1] === name);

describe('docs/order-to-cash.md', () => {
  it('has a row for every hold with the owner the code names', () => {
    for (const code of holdCodes) expect(rowOf(code)?.[3], code).to.equal(holdRules[code].owner);
  });

  it('has a row for every line of the decision table with its decision', () => {
    for (const { code, decision } of decisionTable) expect(rowOf(code)?.[2], code).to.equal(decision);
  });

  it('has a row for every status', () => {
    for (const status of statuses) expect(rowOf(status), status).to.not.equal(undefined);
  });

  it('has a row for every document but the two requests about holds', () => {
    const documents = Object.keys(documentIdentity).filter((type) => !type.includes('hold'));
    for (const type of documents) expect(rowOf(type), type).to.not.equal(undefined);
  });
});

describe('docs/order-changes.md', () => {
  const changes = rowsOf(read('order-changes.md'));

  it('says what is possible at each stage as the rules do', () => {
    for (const stage of changeStages) {
      const found = changes.find(([, name = '']) => name.split(/[: ]/)[0] === stage);
      expect(found?.slice(2, -1), stage).to.deep.equal(
        changeAspects.map((aspect) => changeRules[stage][aspect]),
      );
    }
  });

  it('has every reason for a refusal that an answer may carry', () => {
    const schema = new URL('../../../canonical-schemas/order-response/v1.schema.json', import.meta.url);
    const { $defs } = JSON.parse(readFileSync(schema, 'utf8'));
    const told = changes
      .map(([, name = '']) => name)
      .join(', ')
      .split(/, | or /);
    for (const code of $defs.reason.properties.code.enum) expect(told).to.include(code);
  });
});

describe('docs/compensation.md', () => {
  it('has a row for every kind of step that is taken back', () => {
    const rows = rowsOf(read('compensation.md'));
    for (const kind of stepKinds) expect(rows.map(([, name]) => name)).to.include(kind);
  });
});

describe('docs/deadlines.md', () => {
  it('shows terms that can be read', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(read('deadlines.md')) ?? [];
    const terms = termsFrom(parse(yaml), 'docs/deadlines.md');
    expect(terms.expectations).to.have.length(4);
    expect(terms.customers).to.have.property('C-GLOBEX');
  });

  it('shows terms of a site that go before those of its pack', () => {
    const [pack, site] = [...read('deadlines.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) =>
      parse(yaml),
    );
    const own = site.processTerms['order-to-cash'];
    const terms = termsFrom(pack, 'process-terms.yaml', own);
    expect(terms).to.deep.include({
      podWithinHours: 24,
      warnHours: 2,
      goodsIssue: { missing: 'wait', laterByHours: 12 },
    });
    expect(terms.calendar).to.include({ zone: 'America/Chicago', from: '08:00' });
    expect(terms.expectations).to.have.length(4);
    expect(terms.expectations.find(({ expect: step }) => step === 'ordered')).to.include({ hours: 2 });
    expect(terms.customers['C-GLOBEX']).to.deep.include({ podWithinHours: 12 });
    expect(terms.customers['C-GLOBEX']!.expectations).to.have.length(1);
    expect(terms.carriers).to.deep.equal({ SWFT: { podWithinHours: 12 } });
  });
});
