/**
 * Builds an element. Text goes in as text nodes only, so nothing that comes from outside is ever read as markup.
 * `attributes`: `class`, `data-*`, `aria-*`…; a function is an event listener (`onclick`).
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * Replaces the content and puts the focus back on the element with the same `data-key`; when that is gone, on the
 * heading it was under.
 */
export function show(parent, ...children) {
  const focused = document.activeElement?.closest('[data-key]');
  const key = focused?.dataset.key;
  const under = headings(parent)
    .filter((heading) => focused?.compareDocumentPosition(heading) & Node.DOCUMENT_POSITION_PRECEDING)
    .at(-1)?.textContent;
  const opened = new Set(
    [...parent.querySelectorAll('details[open][data-key]')].map(({ dataset }) => dataset.key),
  );
  const shown = children.flat(3).filter((child) => child !== null && child !== undefined && child !== false);
  parent.replaceChildren(...shown);
  for (const details of parent.querySelectorAll('details[data-key]')) {
    if (opened.has(details.dataset.key)) details.open = true;
  }
  if (!key) return;
  const same = parent.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (same || !under) same?.focus();
  else focusHeading(parent, under);
}

const headings = (parent) => [...parent.querySelectorAll('h1, h2')];

function focusHeading(parent, text) {
  const all = headings(parent);
  const heading = all.find(({ textContent }) => textContent === text) ?? all[0];
  heading?.setAttribute('tabindex', '-1');
  heading?.focus({ preventScroll: true });
}

let zone;
/** The site's zone: everybody who looks at an order sees the same clock. */
export function setZone(timeZone) {
  zone = timeZone;
}

export function time(instant) {
  if (!instant) return h('span', { class: 'faint' }, '–');
  const text = new Intl.DateTimeFormat(undefined, {
    dateStyle: 'short',
    timeStyle: 'medium',
    timeZone: zone,
  }).format(new Date(instant));
  return h('time', { datetime: instant, title: `${instant} (${zone ?? 'local'})` }, text);
}

const instants = /(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))/;

/** A sentence with the instants in it on the site's clock. */
export const timed = (sentence) =>
  sentence.split(instants).map((part) => (instants.test(part) ? time(part) : part));

/** The day of a document. Midnight in UTC is a date that came without a time: it is that day in every zone. */
export function day(instant) {
  const timeZone = /T00:00(:00(\.0+)?)?Z$/.test(instant) ? 'UTC' : zone;
  const text = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeZone }).format(new Date(instant));
  return h('time', { datetime: instant, title: instant }, text);
}

export function words(name) {
  return name.replaceAll('-', ' ');
}
