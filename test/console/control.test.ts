import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import express from 'express';
import { askRunning } from '../../cli/ledger/ask.ts';
import type { TaskContext } from '../../console/api/ledger-tasks.ts';
import { createControl } from '../../console/server/control.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { findControlNote, leaveControlNote } from '../../runtime/http/control-note.ts';
import { lastHandlers } from '../../runtime/http/front.ts';
import { codeOf } from '../support/decision-ledger.ts';

const now = () => new Date('2026-03-02T08:00:00.000Z');

describe('createControl', () => {
  let server: Server;
  let url: string;
  let told: unknown[];

  before(async () => {
    const ledger = {
      verifyAudit: async () => ({ intact: true, entries: 3 }),
      backup: async (file: string) => {
        if (file === '/full') throw new CrossdockError('CD_LEDGER_BACKUP_FAILED', { file, reason: 'full' });
        if (file === '/broken') throw new Error('secret detail at /srv/x.ts:1');
        return { bytes: 10, rows: 2 };
      },
      commit: async (operations: unknown) => {
        told.push(operations);
        return { committed: true };
      },
    };
    const face = { placeLegalHold: async (...args: unknown[]) => void told.push(args) };
    const context = { ledger, face, now } as unknown as TaskContext;
    const app = express();
    app.use('/control', createControl({ ...context, token: 'right' }));
    app.use(...lastHandlers(() => {}));
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  beforeEach(() => {
    told = [];
  });

  const ask = (task: string, input = {}, token = 'right') => askRunning({ url, token }, task, input);

  it('carries tasks out for who knows the token, and writes a backup to the audit trail', async () => {
    expect(await ask('verify')).to.deep.equal({ intact: true, entries: 3 });
    expect(await ask('backup', { file: '/a', by: 'ada' })).to.deep.equal({ file: '/a', bytes: 10, rows: 2 });
    expect(told[0]).to.have.nested.property('[0].entry.action', 'backup.taken');
    await ask('hold', { tenant: 'n', key: 'k', by: 'ada', reason: 'lawsuit' });
    expect(told[1]).to.deep.equal(['n', 'k', { by: 'ada', reason: 'lawsuit' }]);
  });

  it('hears nobody else, and tells them nothing', async () => {
    for (const token of ['wrong', '', 'right ']) {
      const answer = await fetch(`${url}/control/verify`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}x` },
      });
      expect(answer.status).to.equal(403);
    }
    expect((await fetch(`${url}/control/verify`)).status).to.equal(403);
    expect(await codeOf(ask('verify', {}, 'wrong'))).to.equal('CD_CLI_SITE_SILENT');
  });

  it('passes on the code of a refusal, asks for what is missing, and keeps faults to itself', async () => {
    expect(await codeOf(ask('backup', { file: '/full', by: 'ada' }))).to.equal('CD_LEDGER_BACKUP_FAILED');
    const missing = await ask('backup', { by: 'ada' }).catch((error: Error) => error);
    expect((missing as Error).message).to.include('file must be a text');
    const broken = await ask('backup', { file: '/broken', by: 'ada' }).catch((error: Error) => error);
    expect((broken as Error).message).to.not.include('secret detail');
    expect(told).to.deep.equal([]);
  });
});

describe('leaveControlNote', () => {
  it('is found while it is there, readable for its owner only, and gone afterwards', () => {
    const folder = mkdtempSync(join(tmpdir(), 'crossdock-control-'));
    const note = { url: 'http://127.0.0.1:1', token: 't' };
    leaveControlNote(folder, { ...note, token: 'of a process that was killed' });
    const takeAway = leaveControlNote(folder, note);
    expect(findControlNote(folder)).to.deep.equal(note);
    expect(statSync(join(folder, 'control.json')).mode & 0o077).to.equal(0);
    takeAway();
    expect(findControlNote(folder)).to.equal(null);
    rmSync(folder, { recursive: true });
  });
});
