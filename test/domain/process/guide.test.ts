import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { documentIdentity } from '../../../domain/process/documents.ts';
import { decisionTable } from '../../../domain/process/eligibility.ts';
import { holdRules } from '../../../domain/process/hold-rules.ts';
import { holdCodes, statuses } from '../../../domain/process/types.ts';

const guide = readFileSync(new URL('../../../docs/order-to-cash.md', import.meta.url), 'utf8');
const rows = guide
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
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
