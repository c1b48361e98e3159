import { expect } from 'chai';
import type { Envelope } from '../../../domain/canonical/types.generated.ts';
import { requireCanonical } from '../../../domain/canonical/validate.ts';
import type { Envelope as LedgerEnvelope } from '../../../ledger/types.ts';

/** The compiler proves both ways that the schema and the ledger mean the same envelope. */
const described = (envelope: LedgerEnvelope): Envelope => envelope;
const kept = (envelope: Envelope): LedgerEnvelope => envelope;

describe('envelope', () => {
  it('is what the ledger keeps', () => {
    const envelope: LedgerEnvelope = {
      id: '0199a3f2-7c1e-7b4a-9d21-3f6f2c8e5a10',
      correlationId: '0199a3f2-7c1e-7b4a-9d21-3f6f2c8e5a10',
      causationId: null,
      tenant: 'northwind',
      site: 'demo',
      type: 'edifact.ORDERS',
      schemaVersion: 'D96A',
      key: 'C-GLOBEX/4500001234',
      source: { system: 'globex-sftp', protocol: 'sftp', reference: 'orders.edi UNB 4711' },
      receivedAt: '2026-03-10T08:15:30.123Z',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    };
    expect(kept(requireCanonical('envelope', described(envelope)))).to.equal(envelope);
  });
});
