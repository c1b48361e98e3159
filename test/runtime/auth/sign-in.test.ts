import { expect } from 'chai';
import { createAttempts } from '../../../runtime/auth/attempts.ts';
import { createSignIn } from '../../../runtime/auth/sign-in.ts';

const at = (minutes: number) => new Date(1_700_000_000_000 + minutes * 60_000);

describe('createAttempts', () => {
  const five = [1, 2, 3, 4, 5];

  it('blocks an address after five tries, lets it in again ten minutes later, and forgets after a success', () => {
    const attempts = createAttempts();
    for (const _ of five) expect(attempts.begin('10.0.0.1', at(0))).to.equal(true);
    expect(attempts.begin('10.0.0.1', at(9))).to.equal(false);
    expect(attempts.isBlocked('10.0.0.1', at(9))).to.equal(true);
    expect(attempts.isBlocked('10.0.0.2', at(0))).to.equal(false);
    expect(attempts.isBlocked('10.0.0.1', at(11))).to.equal(false);
    for (const _ of five) attempts.begin('10.0.0.1', at(11));
    attempts.succeeded('10.0.0.1');
    expect(attempts.begin('10.0.0.1', at(11))).to.equal(true);
  });

  it('blocks every address that never signed in after fifty tries in all', () => {
    const attempts = createAttempts();
    attempts.begin('home', at(0));
    attempts.succeeded('home');
    for (let n = 0; n < 50; n += 1) expect(attempts.begin(`10.0.0.${n}`, at(0))).to.equal(true);
    expect(attempts.begin('10.0.1.1', at(1))).to.equal(false);
    expect(attempts.begin('home', at(1))).to.equal(true);
    expect(attempts.begin('10.0.1.1', at(11))).to.equal(true);
  });
});

describe('createSignIn', () => {
  const login = { username: 'admin', passwordHash: 'hash', generatedPassword: null };
  const silent = () => {};
  const signInWith = (compare: (...given: [unknown, string, string]) => Promise<boolean>) =>
    createSignIn({ login, log: silent, now: () => at(0), compare });

  it('makes one comparison at a time, and none for what comes beyond the limit', async () => {
    const open: (() => void)[] = [];
    let under = 0;
    let most = 0;
    const signIn = signInWith(async () => {
      under += 1;
      most = Math.max(most, under);
      await new Promise<void>((resolve) => open.push(resolve));
      under -= 1;
      return false;
    });
    const results = Array.from({ length: 60 }, (_, n) => signIn.try('tower', `eve ${n}`, 'x', '10.0.0.1'));
    for (let compared = 0; compared < 5; compared += 1) {
      await new Promise(setImmediate);
      expect(open).to.have.length(compared + 1);
      open[compared]?.();
    }
    const counts = Object.groupBy(await Promise.all(results), (result) => result);
    expect([counts.wrong?.length, counts.blocked?.length, most]).to.deep.equal([5, 55, 1]);
  });

  it('goes on after a comparison that failed', async () => {
    let calls = 0;
    const signIn = signInWith(async () => {
      calls += 1;
      if (calls === 1) throw new Error('no hash');
      return true;
    });
    expect(await signIn.try('tower', 'admin', 'x', '10.0.0.1')).to.equal('wrong');
    expect(await signIn.try('tower', 'admin', 'x', '10.0.0.1')).to.equal('right');
  });

  it('compares no more than the first two hundred characters', async () => {
    const lengths: number[] = [];
    const signIn = signInWith(async (_, username, password) => {
      lengths.push(username.length, password.length);
      return true;
    });
    await signIn.try('tower', 'a'.repeat(1e6), 'b'.repeat(1e6), '10.0.0.1');
    expect(lengths).to.deep.equal([200, 200]);
  });
});
