import { expect } from 'chai';
import type { SftpFiles } from '../../connect/sftp/files.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { claimFile } from '../../nodes/sftp-in/claim-file.ts';
import { filePattern } from '../../nodes/sftp-in/file-pattern.ts';
import { settledFiles } from '../../nodes/sftp-in/settled-files.ts';

describe('filePattern', () => {
  for (const [pattern, name, fits] of [
    ['*', 'PO-1.edi', true],
    ['*', '.profile', false],
    ['*', '..', false],
    ['.*', '..', false],
    ['*.edi, *.x12', 'a.x12', true],
    ['*.edi', 'a.edi.bak', false],
    ['PO-?.edi', 'PO-1.edi', true],
    ['PO-?.edi', 'PO-12.edi', false],
    ['a+b(1).edi', 'a+b(1).edi', true],
    ['*', 'a/b', false],
  ] as const) {
    it(`${pattern} ${fits ? 'fits' : 'does not fit'} ${name}`, () => {
      expect(filePattern(pattern)(name)).to.equal(fits);
    });
  }
});

describe('settledFiles', () => {
  const noon = Date.UTC(2026, 2, 1, 12);
  const at = (second: number) => new Date(noon + second * 1000);
  const file = (name: string, size: number, second: number) => ({
    ...{ name, path: `/in/${name}`, size, modifiedAt: at(second) },
  });
  type Files = ReturnType<typeof file>[];
  /** Names settled at each look; a look is its second and what the folder shows then. */
  const looks = (...folders: [number, Files][]): string[][] => {
    let before: ReadonlyMap<string, number> = new Map();
    return folders.map(([second, files]) => {
      const look = settledFiles(files, { before, now: at(second), settleMs: 10_000 });
      before = look.seen;
      return look.settled.map(({ name }) => name);
    });
  };

  it('waits until a file has been the same for as long as asked, and begins again when it changes', () => {
    const [a, b] = [file('a', 5, 0), file('a', 9, 8)];
    expect(looks([0, [a]], [8, [b]], [12, [b]], [18, [b]])).to.deep.equal([[], [], [], ['a']]);
  });

  it('begins again for a file that grows within the second that its time of change tells', () => {
    const folders: [number, Files][] = [
      [0, [file('a', 5, 0)]],
      [10, [file('a', 9, 0)]],
    ];
    expect(looks(...folders)).to.deep.equal([[], []]);
  });

  it('takes a file at the first look when a younger one tells that the server is past its time', () => {
    expect(looks([20, [file('old', 5, 0), file('young', 5, 11)]])).to.deep.equal([['old']]);
  });

  it('believes no clock that is ahead of ours', () => {
    expect(looks([2, [file('fresh', 5, 0), file('future', 5, 86_400)]])).to.deep.equal([[]]);
    expect(looks([0, [file('ahead', 5, 3600)]], [10, [file('ahead', 5, 3600)]])).to.deep.equal([
      [],
      ['ahead'],
    ]);
  });

  it('takes an empty file at a second look only', () => {
    const folder: Files = [file('empty', 0, 0), file('young', 5, 100)];
    expect(looks([100, folder], [101, folder])).to.deep.equal([[], ['empty']]);
  });
});

describe('claimFile', () => {
  const file = { name: 'a.edi', path: '/in/a.edi', size: 5, modifiedAt: new Date(0) };
  const mailbox = {
    ...{ system: 'exchange', folder: '/in', archiveFolder: 'archive', partner: '', tenant: '' },
    ...{ documentType: 'file', maxBytes: 100, settleSeconds: 10 },
  };
  const server = (moved: () => Promise<string>, found = file): SftpFiles =>
    ({ move: moved, stat: async () => found }) as Partial<SftpFiles> as SftpFiles;

  it('names the file, the folder and the reason when the server does not let us rename', async () => {
    const denied = new CrossdockError('CD_CONNECT_UNAUTHORIZED', {
      ...{ system: 'exchange', reason: 'no permission for /in/a.edi' },
    });
    const refused = await claimFile(
      file,
      server(() => Promise.reject(denied)),
      mailbox,
    ).catch((thrown: unknown) => thrown);
    expect(refused).to.include({ code: 'CD_SFTP_CLAIM_REFUSED', retry: 'retryable' });
    expect(String(refused)).to.match(/\/in\/a\.edi .*\/in\/processing .*no permission/);
  });

  it('claims nothing that changed between listing and rename, or is gone', async () => {
    const moved = async () => '/in/processing/a.edi';
    expect(await claimFile(file, server(moved, { ...file, size: 6 }), mailbox)).to.equal(null);
    expect(await claimFile(file, server(moved), mailbox)).to.deep.equal({ file, at: '/in/processing/a.edi' });
    const gone = new CrossdockError('CD_CONNECT_FILE_MISSING', { system: 'exchange', path: '/in/a.edi' });
    expect(
      await claimFile(
        file,
        server(() => Promise.reject(gone)),
        mailbox,
      ),
    ).to.equal(null);
  });
});
