import { get, post, SignedOut } from './api.mjs';
import { askDiscard, askRelease } from './ask-reason.mjs';
import { h, setZone, show } from './dom.mjs';
import { messagePage, orderPage } from './order.mjs';
import { orderPath } from './order-parts.mjs';
import { overview } from './overview.mjs';
import { signIn } from './sign-in.mjs';

const everyMs = 2000;
const main = document.getElementById('main');
const signOut = document.getElementById('sign-out');
let shown = '';
let timer;
let round = 0;
/** How many pages of exceptions are shown. */
let exceptionPages = 1;

const act = {
  async retry({ id }) {
    await decide(() => post(`/exceptions/${encodeURIComponent(id)}/retry`));
  },
  discard(exception) {
    askDiscard(exception, decided);
  },
  async moreExceptions() {
    exceptionPages += 1;
    await refresh(true);
  },
  release(order, hold) {
    askRelease(orderPath(order), order.orderNumber, hold, decided);
  },
};

function decided() {
  notice('');
  refresh(true);
}

async function decide(work) {
  try {
    await work();
    notice('');
  } catch (error) {
    notice(error.message);
  }
  await refresh(true);
}

function notice(text) {
  document.getElementById('notice').textContent = text;
}

function tell(text, problem = false) {
  const state = document.getElementById('state');
  if (state.textContent !== text) state.textContent = text;
  state.className = problem ? 'problem' : '';
}

/** What the address names: data to fetch and how to show it. */
function page() {
  const [, kind, ...rest] = location.hash.replace(/^#/, '').split('/');
  if (kind === 'orders' && rest.length === 2) {
    const [tenant, key] = rest.map(decodeURIComponent);
    const open = (id) => {
      location.hash = `#/messages/${id}`;
    };
    return async () => {
      const data = await get(orderPath({ tenant, key }));
      return { data, view: () => orderPage(data, act, open).flat() };
    };
  }
  if (kind === 'messages' && rest.length === 1) {
    return async () => {
      const data = await get(`/messages/${rest[0]}`);
      return { data, view: () => messagePage(data) };
    };
  }
  return async (status) => {
    const [held, exceptions, orders] = await Promise.all([
      get('/orders?held=true&limit=20'),
      exceptionsShown(),
      get('/orders?limit=50'),
    ]);
    const data = { status, held, exceptions, orders };
    return { data, view: () => overview(data, act).flat() };
  };
}

async function exceptionsShown() {
  const exceptions = [];
  let before = null;
  for (let count = 0; count < exceptionPages; count += 1) {
    const page = await get(`/exceptions?limit=50${before ? `&before=${encodeURIComponent(before)}` : ''}`);
    exceptions.push(...page.exceptions);
    ({ before } = page);
    if (before === null) break;
  }
  return { exceptions, before };
}

async function refresh(force = false) {
  clearTimeout(timer);
  round += 1;
  const mine = round;
  try {
    const status = await get('/status');
    const { data, view } = await page()(status);
    if (mine !== round) return;
    header(status);
    const text = location.hash + JSON.stringify(data);
    if (force || text !== shown) show(main, ...view());
    shown = text;
  } catch (error) {
    if (mine !== round) return;
    if (error instanceof SignedOut) return leave();
    tell(error.message === 'Failed to fetch' ? 'no connection, trying again' : error.message, true);
    if (shown === '') show(main, h('p', { class: 'empty' }, error.message));
  }
  timer = setTimeout(refresh, everyMs);
}

function header({ site, state }) {
  setZone(site.timeZone);
  document.getElementById('site').textContent = `${site.id} (${site.environment})`;
  document.title = `Crossdock ${site.id}`;
  signOut.hidden = false;
  tell(state, state !== 'running');
}

function leave() {
  shown = '';
  signOut.hidden = true;
  tell('');
  signIn(main, () => refresh(true));
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

window.addEventListener('hashchange', () => {
  notice('');
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
  refresh(true);
});

if ((await get('/session')).user === null) leave();
else refresh(true);
