import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { CrossdockError } from '../../../domain/errors.ts';
import { apply } from '../../../domain/process/apply.ts';
import { expire } from '../../../domain/process/deadlines.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import type { Applied, OrderProcess } from '../../../domain/process/types.ts';
import { input, isDocumentType, type Shorthand } from './documents.ts';

interface Step {
  readonly at: string;
  readonly message?: string;
  readonly then?: Shorthand;
  readonly [document: string]: unknown;
}

const folder = new URL('scenarios/', import.meta.url);

/** What the file expects after a step, each compared with what the process says. */
const readings: Readonly<Record<string, (process: OrderProcess, result: Applied | null) => unknown>> = {
  outcome: (_, result) => result?.outcome,
  status: (process) => process.status,
  decision: (process) => process.billing.decision,
  reasons: (process) => process.billing.reasons.map((reason) => reason.code),
  because: (process) => process.billing.reasons.map((reason) => reason.text),
  bills: (process) => process.billing.shipmentIds,
  partial: (process) => process.billing.partial,
  holds: (process) => process.holds.filter((hold) => !hold.released).map((hold) => hold.code),
  milestones: (process) => Object.keys(process.milestones),
  journal: (_, result) => result?.journal.map((line) => line.kind),
  identifiers: (_, result) => result?.identifiers.map(({ scheme, value }) => `${scheme}:${value}`),
  shipments: (process) =>
    Object.fromEntries(process.shipments.map((each) => [each.id, Object.keys(each.milestones)])),
};

describe('an order process', () => {
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()) {
    const { scenario, steps } = parse(readFileSync(new URL(file, folder), 'utf8')) as {
      scenario: string;
      steps: readonly Step[];
    };
    it(scenario, () => {
      let process: OrderProcess | null = null;
      steps.forEach((step, index) => {
        const where = `${file}, step ${index + 1}`;
        const { result, code } = taken(process, step, step.message ?? `m-${index + 1}`);
        process = result?.process ?? process;
        const { error, lines, ...expected } = step.then ?? {};
        expect(code, where).to.equal(error);
        for (const [name, value] of Object.entries(expected)) {
          const read = readings[name];
          if (!read || !process) throw new Error(`${where}: nothing to compare "${name}" with`);
          expect(read(process, result), `${where}: ${name}`).to.deep.equal(value);
        }
        for (const [lineNumber, quantities] of Object.entries((lines ?? {}) as Record<string, Shorthand>)) {
          const line = process?.lines.find((each) => each.lineNumber === lineNumber);
          expect(line?.quantities, `${where}: line ${lineNumber}`).to.include(quantities);
        }
      });
    });
  }
});

function taken(
  process: OrderProcess | null,
  step: Step,
  messageId: string,
): { result: Applied | null; code?: string } {
  const type = Object.keys(step).find(isDocumentType);
  try {
    if (type) return { result: apply(process, input(type, step[type] as Shorthand, messageId, step.at)) };
    if (!process) throw new Error('time cannot pass for an order that does not exist');
    const terms = { ...defaultTerms, ...(step.terms as object | undefined) };
    return { result: expire(process, step.at, terms) };
  } catch (thrown) {
    if (thrown instanceof CrossdockError) return { result: null, code: thrown.code };
    throw thrown;
  }
}
