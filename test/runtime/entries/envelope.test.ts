import { expect } from 'chai';
import { deliveryTraceparent, newEnvelope, nextTraceparent } from '../../../runtime/entries/envelope.ts';
import { systemIds } from '../../../runtime/ids.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const tools = { clock: new ManualClock(), ids: systemIds };
const parts = {
  tenant: 't',
  site: 's',
  type: 'order',
  key: 'k',
  source: { system: 'x', protocol: 'http', reference: 'r' },
};

describe('newEnvelope', () => {
  it('starts a correlation and a trace of its own', () => {
    const envelope = newEnvelope(parts, tools);
    expect(envelope.id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(envelope).to.include({ correlationId: envelope.id, causationId: null, schemaVersion: '1' });
    expect(envelope.receivedAt).to.equal('2026-03-02T08:00:00.000Z');
    expect(envelope.traceparent).to.match(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(envelope).not.to.have.property('replyTo');
  });

  it('keeps correlation, trace and waiting caller of what caused it', () => {
    const cause = newEnvelope({ ...parts, awaited: true }, tools);
    const envelope = newEnvelope({ ...parts, cause }, tools);
    expect(envelope).to.include({ correlationId: cause.id, causationId: cause.id, replyTo: cause.id });
    expect(envelope.traceparent.slice(0, 36)).to.equal(cause.traceparent.slice(0, 36));
    expect(envelope.traceparent).not.to.equal(cause.traceparent);
  });
});

describe('nextTraceparent', () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

  it('keeps the trace and its flags under a new parent', () => {
    const next = nextTraceparent(`00-${trace}-00f067aa0ba902b7-00`, systemIds);
    expect(next).to.match(new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-00$`));
  });

  it('reads what it knows of a later version, and nothing of version ff or of fields that 00 has not', () => {
    const parent = '00f067aa0ba902b7';
    expect(nextTraceparent(`cc-${trace}-${parent}-09-what`, systemIds)).to.match(
      new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`),
    );
    for (const wrong of [`ff-${trace}-${parent}-01`, `00-${trace}-${parent}-01-what`]) {
      expect(nextTraceparent(wrong, systemIds)).not.to.contain(trace);
    }
  });

  it('names the delivery as the parent of what it calls, the same at every attempt', () => {
    const id = '019a2c3d-4e5f-7081-92a3-b4c5d6e7f809';
    const sent = deliveryTraceparent(`00-${trace}-00f067aa0ba902b7-01`, id, true);
    expect(sent).to.equal(`00-${trace}-92a3b4c5d6e7f809-01`);
  });

  it('says outside whether this site records the trace, and leaves the other flags', () => {
    const sent = (flags: string, recorded: boolean) =>
      deliveryTraceparent(`00-${trace}-00f067aa0ba902b7-${flags}`, 'd', recorded).slice(-2);
    expect(sent('01', false)).to.equal('00');
    expect(sent('00', true)).to.equal('01');
    expect(sent('03', false)).to.equal('02');
    expect(sent('02', true)).to.equal('03');
  });

  it('starts a new trace for a missing or malformed one', () => {
    const zeros = `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`;
    for (const received of [undefined, '', 'x', zeros, '01-abc']) {
      expect(nextTraceparent(received, systemIds)).to.match(/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    }
  });

  it('keeps the flags of the trace it continues', () => {
    const received = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;
    expect(nextTraceparent(received, systemIds)).to.match(/^00-a{32}-[0-9a-f]{16}-00$/);
  });
});
