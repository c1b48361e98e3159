import { actions } from './actions.mjs';
import { get, post, SignedOut } from './api.mjs';
import { h, setZone, show } from './dom.mjs';
import { readPage } from './pages.mjs';
import { watchSearch } from './search.mjs';
import { signIn } from './sign-in.mjs';

const everyMs = 2000;
const main = document.getElementById('main');
const signOut = document.getElementById('sign-out');
const search = document.getElementById('search');
let shown = '';
/** The address of what is shown; null when that is an error. */
let shownHash = null;
/** The address of a page that is read once, such as a form. */
let still = null;
let timer;
let round = 0;
let nextNotice = '';

/** What pages keep between two reads. */
const state = {
  exceptionFilter: 'all',
  exceptionPages: 1,
  pages: {},
  payloads: new Map(),
  dryRuns: new Map(),
  verdict: null,
};

const page = {
  state,
  box: document.getElementById('search-box'),
  refresh: () => refresh(true),
  notice,
  go(hash, text = '') {
    nextNotice = text;
    if (location.hash === hash) opened();
    else location.hash = hash;
  },
};
page.act = actions(page);

function notice(text) {
  document.getElementById('notice').textContent = text;
}

function tell(text, problem = false) {
  const shownState = document.getElementById('state');
  if (shownState.textContent !== text) shownState.textContent = text;
  shownState.className = problem ? 'problem' : '';
}

async function refresh(force = false) {
  clearTimeout(timer);
  round += 1;
  const mine = round;
  const { hash } = location;
  try {
    const status = await get('/status');
    if (mine !== round) return;
    header(status);
    if (force || still !== hash) {
      const read = await readPage(hash, status, page);
      if (mine !== round) return;
      still = read.still ? hash : null;
      const text = hash + JSON.stringify(read.data);
      if (force || read.still || text !== shown) show(main, read.view());
      shown = text;
      shownHash = hash;
    }
  } catch (error) {
    if (mine !== round) return;
    if (error instanceof SignedOut) return leave();
    const text = error.answered ? error.message : 'no connection, trying again';
    if (!error.answered) tell(text, true);
    if (shownHash !== hash) {
      show(main, h('p', {}, h('a', { href: '#/' }, '← Overview')), h('p', { class: 'empty' }, text));
    }
  }
  timer = setTimeout(refresh, everyMs);
}

function header({ site, state: siteState }) {
  setZone(site.timeZone);
  document.getElementById('site').textContent = `${site.id} (${site.environment})`;
  document.title = `Crossdock ${site.id}`;
  signOut.hidden = false;
  search.hidden = false;
  tell(siteState, siteState !== 'running');
  for (const link of document.querySelectorAll('header nav a[href^="#"]')) {
    const current = link.hash === (location.hash || '#/');
    if (current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

function leave() {
  shown = '';
  still = null;
  signOut.hidden = true;
  search.hidden = true;
  tell('');
  signIn(main, () => refresh(true));
}

function opened() {
  notice(nextNotice);
  nextNotice = '';
  state.pages = {};
  state.verdict = null;
  state.payloads.clear();
  still = null;
  if (!location.hash.startsWith('#/search/')) page.box.value = '';
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
  refresh(true);
}

signOut.addEventListener('click', async () => {
  clearTimeout(timer);
  await post('/session/end').catch(() => {});
  leave();
});

main.addEventListener('click', (event) => {
  // The address names the page, so a jump within it must leave the address alone.
  const jump = event.target.closest('a[data-jump]');
  if (jump) {
    event.preventDefault();
    const target = document.getElementById(jump.dataset.jump);
    target?.focus({ preventScroll: true });
    target?.scrollIntoView();
  }
  if (event.target.closest('a[href="#back"]')) {
    event.preventDefault();
    history.back();
  }
});

window.addEventListener('hashchange', opened);
watchSearch(page.go);

if ((await get('/session')).user === null) leave();
else refresh(true);
