import { expect } from 'chai';
import type { Ledger } from '../../../ledger/ledger.ts';
import {
  committed,
  delivery,
  exception,
  type Factory,
  idsOf,
  message,
  processOperation,
  refused,
  type Subject,
} from './samples.ts';

const idsOfExceptions = (exceptions: readonly { readonly id: string }[]) => exceptions.map(({ id }) => id);

/** Exceptions, timers, remembered keys, state, number sequences, replies; and what holds for every commit. */
export function records(open: Factory): void {
  let subject: Subject;
  beforeEach(async () => {
    subject = await open();
  });
  afterEach(() => subject.dispose());

  describe('an exception', () => {
    const full = exception('e1', {
      ...{ nodeId: 'n1', nodeName: 'map order', owner: 'team-a', deadline: '2026-03-03T09:00:00.000Z' },
      document: { orderNumber: 'PO-1' },
      retry: { nodeId: 'n1', nodeName: 'map order', body: { payload: { orderNumber: 'PO-1' } } },
    });

    it('is open with all its properties', async () => {
      const { ledger, clock } = subject;
      await committed(ledger, { op: 'exception', exception: full });
      const raisedAt = clock.instant();
      expect(await ledger.exception('e1')).to.deep.equal({ ...full, state: 'open', raisedAt });
      expect(await ledger.exception('e9')).to.equal(null);
    });

    it('is closed once, by somebody, for a reason', async () => {
      const { ledger, clock } = subject;
      await committed(ledger, { op: 'exception', exception: full });
      clock.advance(1_000);
      const close = {
        op: 'closeException',
        id: 'e1',
        state: 'resolved',
        by: 'ada',
        reason: 'fixed',
      } as const;
      await committed(ledger, close);
      expect(await ledger.exception('e1')).to.deep.include({
        ...{ state: 'resolved', closedBy: 'ada', reason: 'fixed', closedAt: clock.instant() },
      });
      expect((await refused(ledger, close)).cause).to.equal('state');
      expect((await ledger.counts()).openExceptions).to.equal(0);
    });

    it('is listed by state and key, newest first', async () => {
      const { ledger } = subject;
      await committed(
        ledger,
        { op: 'exception', exception: full },
        { op: 'exception', exception: exception('e2', { key: 'C-ACME/PO-2' }) },
        { op: 'exception', exception: exception('e3') },
        { op: 'closeException', id: 'e3', state: 'discarded', by: 'ada', reason: 'test order' },
      );
      const list = async (query: Omit<Parameters<Ledger['exceptions']>[0], 'limit'>) =>
        (await ledger.exceptions({ ...query, limit: 9 })).map((one) => one.id);
      expect(await list({})).to.deep.equal(['e3', 'e2', 'e1']);
      expect(await list({ state: 'open' })).to.deep.equal(['e2', 'e1']);
      expect(await list({ key: 'C-ACME/PO-1' })).to.deep.equal(['e3', 'e1']);
      expect(await list({ key: 'C-ACME/PO-1', state: 'discarded' })).to.deep.equal(['e3']);
      expect(await list({ before: 'e3' })).to.deep.equal(['e2', 'e1']);
      expect(await list({ state: 'open', before: 'e2' })).to.deep.equal(['e1']);
    });

    it('is listed by the beginning of its key, as it is written', async () => {
      const { ledger } = subject;
      const keys = ['PO-1', 'PO-10', 'po-1', 'PO%', 'QO-1'];
      const raised = keys.map(
        (key, index) => ({ op: 'exception', exception: exception(`e${index}`, { key }) }) as const,
      );
      const close = { op: 'closeException', state: 'resolved', by: 'ada', reason: 'x' } as const;
      await committed(ledger, ...raised, { ...close, id: 'e1' });
      const list = async (keyPrefix: string, limit = 9, before?: string) =>
        idsOfExceptions(
          await ledger.exceptions({ keyPrefix, state: 'undecided', limit, ...(before && { before }) }),
        );
      expect(await list('PO')).to.deep.equal(['e3', 'e0']);
      expect(await list('PO', 1)).to.deep.equal(['e3']);
      expect(await list('PO', 9, 'e3')).to.deep.equal(['e0']);
      expect(await list('po-1')).to.deep.equal(['e2']);
      expect(await list('%')).to.deep.equal([]);
    });

    it('is listed when it is decided, however that was, newest first and page by page', async () => {
      const { ledger } = subject;
      const ids = ['e1', 'e2', 'e3', 'e4', 'e5'];
      const close = { op: 'closeException', by: 'ada', reason: 'x' } as const;
      await committed(
        ledger,
        ...ids.map((id) => ({ op: 'exception', exception: exception(id) }) as const),
        { ...close, id: 'e1', state: 'resolved' },
        { ...close, id: 'e2', state: 'discarded' },
        { ...close, id: 'e4', state: 'resolved' },
      );
      const decided = { state: 'decided', limit: 2 } as const;
      expect(idsOfExceptions(await ledger.exceptions(decided))).to.deep.equal(['e4', 'e2']);
      expect(idsOfExceptions(await ledger.exceptions({ ...decided, before: 'e2' }))).to.deep.equal(['e1']);
      const ofKey = await ledger.exceptions({ ...decided, key: 'C-ACME/PO-1', limit: 9 });
      expect(idsOfExceptions(ofKey)).to.deep.equal(['e4', 'e2', 'e1']);
      expect(await ledger.exceptions({ ...decided, key: 'nobody' })).to.deep.equal([]);
    });
  });

  describe('an assigned exception', () => {
    const assign = (id: string, assignee: string | null) => ({ op: 'assign', id, assignee }) as const;

    it('has an assignee, waits for a decision as before, and can be given back', async () => {
      const { ledger } = subject;
      await committed(
        ledger,
        { op: 'exception', exception: exception('e1') },
        { op: 'exception', exception: exception('e2') },
        assign('e1', 'ada'),
      );
      const list = async (query: Omit<Parameters<Ledger['exceptions']>[0], 'limit'>) =>
        (await ledger.exceptions({ ...query, limit: 9 })).map((one) => one.id);
      expect(await ledger.exception('e1')).to.deep.include({ state: 'assigned', assignee: 'ada' });
      expect(await list({ state: 'assigned' })).to.deep.equal(['e1']);
      expect(await list({ state: 'open' })).to.deep.equal(['e2']);
      expect(await list({ state: 'undecided' })).to.deep.equal(['e2', 'e1']);
      expect(await list({ assignee: 'ada' })).to.deep.equal(['e1']);
      expect(await list({ assignee: 'ada', state: 'open' })).to.deep.equal([]);
      expect((await ledger.counts()).openExceptions).to.equal(2);
      await committed(ledger, assign('e1', 'bob'));
      expect(await list({ assignee: 'bob', key: 'C-ACME/PO-1', state: 'undecided' })).to.deep.equal(['e1']);
      await committed(ledger, assign('e1', null));
      const open = await ledger.exception('e1');
      expect(open?.state).to.equal('open');
      expect(open).not.to.have.property('assignee');
    });

    it('keeps its assignee when closed, and is then assigned to nobody else', async () => {
      const { ledger } = subject;
      await committed(ledger, { op: 'exception', exception: exception('e1') }, assign('e1', 'ada'));
      const close = {
        op: 'closeException',
        id: 'e1',
        state: 'resolved',
        by: 'ada',
        reason: 'fixed',
      } as const;
      await committed(ledger, close);
      expect(await ledger.exception('e1')).to.deep.include({ state: 'resolved', assignee: 'ada' });
      expect((await refused(ledger, assign('e1', 'bob'))).cause).to.equal('state');
      expect((await refused(ledger, assign('e9', 'bob'))).cause).to.equal('state');
      expect((await ledger.counts()).openExceptions).to.equal(0);
    });
  });

  describe('an exception that closes by itself', () => {
    const close = {
      op: 'closeException',
      state: 'resolved',
      by: 'edi',
      reason: 'it came',
      ifOpen: true,
    } as const;

    it('is closed while it is undecided, and left alone when it is decided or gone', async () => {
      const { ledger } = subject;
      await committed(ledger, { op: 'exception', exception: exception('e1') });
      await committed(ledger, { ...close, id: 'e1' });
      expect(await ledger.exception('e1')).to.deep.include({ state: 'resolved', closedBy: 'edi' });
      await committed(ledger, { ...close, id: 'e1', reason: 'again' }, { ...close, id: 'e9' });
      expect(await ledger.exception('e1')).to.deep.include({ reason: 'it came' });
      expect((await ledger.counts()).openExceptions).to.equal(0);
    });
  });

  describe('a timer', () => {
    const timer = (dueAt: string) => ({
      ...{ id: 't1', tenant: 'northwind', key: 'C-ACME/PO-1', dueAt },
      message: message('m1', { queue: 'timer:hold', output: 1, raw: new Uint8Array([1, 2, 3]) }),
    });

    it('is due with the message it carries', async () => {
      const { ledger, clock } = subject;
      const set = timer(clock.instant(1_000));
      await committed(ledger, { op: 'timer', timer: set });
      expect(await ledger.dueTimers({ now: clock.instant(), limit: 9 })).to.deep.equal([]);
      expect(await ledger.nextDueAt(clock.instant())).to.equal(set.dueAt);
      expect(await ledger.timer('t1')).to.deep.equal(set);
      expect(await ledger.timer('t2')).to.equal(null);
      clock.advance(1_000);
      expect(await ledger.dueTimers({ now: clock.instant(), limit: 9 })).to.deep.equal([set]);
    });

    it('fires once: its message is accepted and it is gone', async () => {
      const { ledger, clock } = subject;
      await committed(ledger, { op: 'timer', timer: timer(clock.instant()) });
      const fired = await committed(ledger, { op: 'fireTimer', id: 't1' });
      expect(fired.accepted).to.deep.equal([{ outcome: 'accepted', id: 'm1' }]);
      expect((await ledger.message('m1'))?.queue).to.equal('timer:hold');
      const rawDigest = (await ledger.message('m1'))?.rawDigest;
      expect(await ledger.raw(rawDigest ?? '')).to.deep.equal(new Uint8Array([1, 2, 3]));
      expect((await committed(ledger, { op: 'fireTimer', id: 't1' })).accepted).to.deep.equal([]);
      expect(await ledger.timer('t1')).to.equal(null);
      expect(await ledger.dueTimers({ now: clock.instant(), limit: 9 })).to.deep.equal([]);
    });

    it('survives a restart, is replaced by one of its id, and does not fire when cancelled', async () => {
      const { clock } = subject;
      await committed(subject.ledger, { op: 'timer', timer: timer(clock.instant()) });
      const ledger = await subject.reopen();
      await committed(ledger, { op: 'timer', timer: timer(clock.instant(9_000)) });
      expect(await ledger.dueTimers({ now: clock.instant(), limit: 9 })).to.deep.equal([]);
      await committed(ledger, { op: 'cancelTimer', id: 't1' }, { op: 'fireTimer', id: 't1' });
      await committed(ledger, { op: 'cancelTimer', id: 't1' });
      expect(await ledger.nextDueAt(clock.instant())).to.equal(null);
      expect(await ledger.message('m1')).to.equal(null);
    });

    it('can be set and fired in one commit', async () => {
      const { ledger, clock } = subject;
      await committed(ledger, { op: 'timer', timer: timer(clock.instant()) }, { op: 'fireTimer', id: 't1' });
      expect((await ledger.message('m1'))?.rawDigest).to.be.a('string');
    });
  });

  describe('a remembered key', () => {
    const entry = {
      scope: 'acme/isa',
      key: '000000001',
      digest: 'd1',
      value: { file: 'a' },
      at: '2026-03-02T09:00:00.000Z',
    };

    it('is kept, and the same digest again changes nothing', async () => {
      const { ledger } = subject;
      await committed(ledger, { op: 'remember', entry });
      await committed(ledger, { op: 'remember', entry: { ...entry, value: 'other' } });
      expect(await ledger.remembered('acme/isa', '000000001')).to.deep.equal(entry);
      expect(await ledger.remembered('acme/isa', '000000002')).to.equal(null);
    });

    it('conflicts with another digest', async () => {
      const { ledger } = subject;
      await committed(ledger, { op: 'remember', entry });
      const conflict = await refused(ledger, { op: 'remember', entry: { ...entry, digest: 'd2' } });
      expect(conflict.cause).to.equal('digest');
      const pair = [entry, { ...entry, digest: 'd2' }].map((one) => ({ ...one, key: '7' }));
      await refused(ledger, ...pair.map((one) => ({ op: 'remember' as const, entry: one })));
      expect(await ledger.remembered('acme/isa', '7')).to.equal(null);
    });
  });

  describe('named state and replies', () => {
    it('the last value of a state stays, the first reply stays', async () => {
      const { ledger, clock } = subject;
      const reply = {
        id: 'r1',
        status: 201,
        headers: { location: '/x' },
        body: { ok: true },
        at: clock.instant(),
      };
      await committed(ledger, { op: 'state', name: 'poll', value: 1 }, { op: 'reply', reply });
      await committed(
        ledger,
        { op: 'state', name: 'poll', value: { etag: 'x' } },
        { op: 'reply', reply: { ...reply, status: 500 } },
      );
      expect(await ledger.state('poll')).to.deep.equal({ etag: 'x' });
      expect(await ledger.reply('r1')).to.deep.equal(reply);
      expect(await ledger.state('other')).to.equal(null);
      expect(await ledger.reply('r2')).to.equal(null);
    });
  });

  describe('a number sequence', () => {
    const allot = (token: string, width = 0) =>
      ({ op: 'allot', sequence: 'invoices', token, width }) as const;

    it('starts at 1 and has no gaps, also when commits conflict', async () => {
      const { ledger } = subject;
      await ledger.accept([message('m1')]);
      expect((await committed(ledger, allot('{n}', 6))).numbers).to.deep.equal({ '{n}': '000001' });
      await refused(ledger, allot('{n}'), { op: 'done', messageId: 'm9' });
      const both = await Promise.all([
        committed(ledger, allot('{n}')),
        committed(ledger, allot('{a}'), allot('{b}')),
      ]);
      expect(both.map((one) => one.numbers)).to.deep.equal([{ '{n}': '2' }, { '{a}': '3', '{b}': '4' }]);
    });

    it('is raised, never lowered, and goes on from there', async () => {
      const { ledger } = subject;
      const raise = (last: number) => ({ op: 'raiseNumber', sequence: 'invoices', last }) as const;
      await committed(ledger, allot('{n}'), raise(40));
      expect((await committed(ledger, allot('{n}'))).numbers).to.deep.equal({ '{n}': '41' });
      for (const last of [40, 41]) expect((await refused(ledger, raise(last))).cause).to.equal('state');
      expect(await ledger.numbers()).to.deep.equal([{ sequence: 'invoices', last: 41 }]);
      const thrown = await ledger.commit([raise(41.5)]).catch((error: unknown) => error);
      expect(thrown).to.have.property('code', 'CD_LEDGER_REQUEST_INVALID');
    });

    it('replaces the token in every string of every later operation, and in no earlier one', async () => {
      const { ledger, clock } = subject;
      const request = { text: 'invoice {n} of {n}', deep: [{ '{n}': '{n}' }] };
      await committed(
        ledger,
        { op: 'state', name: 'before', value: '{n}' },
        allot('{n}', 3),
        { op: 'deliver', delivery: delivery('d{n}', { request, idempotencyKey: 'invoice/{n}' }) },
        processOperation({ identifiers: [{ scheme: 'invoice', value: '{n}' }] }),
        { op: 'accept', message: message('m-{n}', { body: { payload: '{n}' }, raw: Buffer.from('{n}') }) },
        {
          op: 'journal',
          entries: [{ tenant: 't', key: 'k', at: clock.instant(), kind: 'x', text: 'no. {n}' }],
        },
      );
      expect(await ledger.state('before')).to.equal('{n}');
      expect(await ledger.delivery('d001')).to.deep.include({
        idempotencyKey: 'invoice/001',
        request: { text: 'invoice 001 of 001', deep: [{ '001': '001' }] },
      });
      expect(await ledger.processByIdentifier('northwind', 'invoice', '001')).to.have.length(1);
      const taken = await ledger.message('m-001');
      expect(taken?.body).to.deep.equal({ payload: '001' });
      expect(Buffer.from((await ledger.raw(taken?.rawDigest ?? '')) ?? []).toString()).to.equal('{n}');
      expect((await ledger.history('t', 'k', 1))[0]?.text).to.equal('no. 001');
    });

    it('refuses a token that changes inside a JSON string', async () => {
      for (const token of ['', '"n"', 'a\\b', 'line\n']) {
        const thrown = await subject.ledger.commit([allot(token)]).catch((error: unknown) => error);
        expect(thrown).to.have.property('code', 'CD_LEDGER_REQUEST_INVALID');
      }
    });
  });

  describe('commit', () => {
    it('of nothing is committed', async () => {
      expect(await subject.ledger.commit([])).to.deep.equal({ committed: true, numbers: {}, accepted: [] });
    });

    it('leaves the others of a batch untouched when one conflicts', async () => {
      const { ledger } = subject;
      const results = await Promise.all([
        ledger.commit([{ op: 'accept', message: message('m1') }]),
        ledger.commit([{ op: 'accept', message: message('m2') }, processOperation({ expectVersion: 7 })]),
        ledger.commit([{ op: 'accept', message: message('m3') }, processOperation()]),
        ledger.commit([processOperation({ expectVersion: 1 })]),
      ]);
      expect(results.map((one) => one.committed)).to.deep.equal([true, false, true, true]);
      const all = await ledger.pending({ afterSequence: 0, limit: 9, now: subject.clock.instant() });
      expect(idsOf(all)).to.deep.equal(['m1', 'm3']);
    });

    it('commits a thousand concurrent calls', async () => {
      const { ledger } = subject;
      const ids = Array.from({ length: 1_000 }, (_, index) => `m${index}`);
      await Promise.all(ids.map((id) => ledger.accept([message(id)])));
      expect((await ledger.counts()).messages.accepted).to.equal(1_000);
    });

    it('refuses an unreadable instant', async () => {
      const timer = { id: 't', tenant: 't', key: 'k', dueAt: 'tomorrow', message: message('m1') };
      const thrown = await subject.ledger.commit([{ op: 'timer', timer }]).catch((error: unknown) => error);
      expect(thrown).to.have.property('code', 'CD_LEDGER_REQUEST_INVALID');
    });

    it('is durable for what was submitted before close, and refused after it', async () => {
      const { ledger } = subject;
      const submitted = ledger.accept([message('m1')]);
      await ledger.close();
      expect(await submitted).to.deep.equal([{ outcome: 'accepted', id: 'm1' }]);
      for (const late of [ledger.accept([message('m2')]), ledger.message('m1')]) {
        expect(await late.catch((error: unknown) => error)).to.have.property('code', 'CD_LEDGER_CLOSED');
      }
      expect((await (await subject.reopen()).message('m1'))?.state).to.equal('accepted');
    });
  });
}
