import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { composeInvoice } from '../../../domain/billing/compose-invoice.ts';
import { validateCanonical } from '../../../domain/canonical/validate.ts';
import { apply } from '../../../domain/process/apply.ts';
import { rate } from '../../../domain/rating/rate.ts';
import { input } from '../process/documents.ts';
import { readCase, readYaml } from './read-case.ts';

interface Expected {
  readonly lines: readonly (string | null)[][];
  readonly taxes: readonly string[][];
  readonly totals: { readonly net: string; readonly tax: string; readonly gross: string };
}

describe('rate and composeInvoice', () => {
  const names = readdirSync(new URL('cases/', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  for (const name of names.sort()) {
    it(`make the invoice of ${name} to the cent`, () => {
      const expected = readYaml<Expected>(`${name}/expected.yaml`);
      const rating = readCase(name);
      const { process } = apply(
        null,
        input('sales-order', { lines: { 1: 10 } }, 'm-0', '2026-03-02T08:00:00Z'),
      );
      const invoice = composeInvoice({
        process,
        rated: rate(rating),
        covers: {
          shipmentIds: rating.facts.shipments.map(({ shipmentId }) => shipmentId),
          confirmationIds: ['WC-1'],
          accessorialEventIds: [],
        },
        billingEntity: rating.billingEntity,
        customer: rating.customer,
        issuedAt: '2026-03-06T08:00:00Z',
        invoiceNumber: 'NW-1',
        kind: 'invoice',
      });
      const lines = invoice.lines.map((line) => [
        line.kind,
        line.description,
        line.quantity ? `${line.quantity.value} ${line.quantity.unit}` : null,
        line.unitPrice?.amount ?? null,
        line.amount.amount,
        line.taxCode,
        line.explanation?.arithmetic,
      ]);
      expect(lines).to.deep.equal(expected.lines);
      const taxes = invoice.taxes.map(({ code, rate: percent, base, amount, jurisdiction, reason }) =>
        [code, percent, base.amount, amount.amount, jurisdiction, reason].filter(
          (part) => part !== undefined,
        ),
      );
      expect(taxes).to.deep.equal(expected.taxes);
      const { net, tax, gross } = invoice.totals;
      expect({ net: net.amount, tax: tax.amount, gross: gross.amount }).to.deep.equal(expected.totals);
      const validation = validateCanonical('invoice', invoice);
      expect(validation.valid ? [] : validation.problems).to.deep.equal([]);
    });
  }
});
