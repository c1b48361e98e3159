import type { FlowMessage } from '../../../node-kit/host.ts';
import type { RedNode } from '../../red.ts';

/**
 * Where a dry run may go. Our own nodes stage what they do, and nothing of it is committed; of Node-RED's nodes only
 * those go along that change nothing but the message. Every other node, known or not, ends the branch.
 */

const harmless = new Set([
  ...['junction', 'link in', 'link out', 'link call', 'catch', 'complete', 'comment', 'debug'],
  ...['switch', 'range', 'json', 'xml', 'yaml', 'html', 'split', 'sort'],
]);

const leaves = (type: string): string => `${type} would leave the house`;
const remembers = (what: string): string => `${what} remembers what it got, and would mix it with real work`;

/** The settings of a node, as its constructor keeps them on the instance. */
type Settings = RedNode & Readonly<Record<string, unknown>>;
type Judge = (node: Settings, message: FlowMessage, first: FlowMessage) => string | null;

const waitingModes = new Set(['delay', 'delayv', 'random']);

const conditional: Readonly<Record<string, Judge>> = {
  delay: ({ pauseType }) => (waitingModes.has(String(pauseType)) ? null : remembers('a rate limit')),
  template: ({ fieldType }) => (fieldType === 'msg' ? null : remembers('the flow or global context')),
  csv: ({ hdrout }) => (hdrout === 'once' ? remembers('csv with headers sent once') : null),
  change: ({ rules }) =>
    asList(rules).some(touchesContext) ? remembers('the flow or global context') : null,
  function: ({ func, libs }) => {
    if (asList(libs).length > 0) return 'the function uses modules, which may reach outside';
    if (writesContext.test(String(func))) return remembers('the context that the function writes to');
    return reachesOutside.test(String(func)) ? 'the function may reach outside' : null;
  },
  // A group that was split before this run may have parts in real work.
  join: ({ mode }, message, first) =>
    mode === 'auto' && groupOf(message) !== undefined && groupOf(message) !== groupOf(first)
      ? null
      : remembers('join'),
};

const accumulating = new Set(['batch', 'trigger', 'rbe']);

/**
 * Why a dry run does not give this message to a node that is not ours; null when it does. `first` is the message
 * the run began with.
 */
export function whyNotFollowed(node: RedNode, message: FlowMessage, first: FlowMessage): string | null {
  const { type } = node;
  if (harmless.has(type) || type.startsWith('subflow:')) return null;
  const judge = Object.hasOwn(conditional, type) ? conditional[type] : undefined;
  if (judge) return judge(node as Settings, message, first);
  return accumulating.has(type) ? remembers(type) : leaves(type);
}

const writesContext = /\b(?:flow|global|context)\s*\??\.\s*(?:set|flow|global)\b/;
const reachesOutside = /\b(?:fetch|process|require|import|eval|constructor|WebSocket)\b/;

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function touchesContext(rule: unknown): boolean {
  const { pt, tot, t } = rule as { readonly pt?: unknown; readonly tot?: unknown; readonly t?: unknown };
  const isContext = (kind: unknown) => kind === 'flow' || kind === 'global';
  return isContext(pt) || (t === 'move' && isContext(tot));
}

const groupOf = ({ parts }: FlowMessage): unknown => (parts as { readonly id?: unknown } | undefined)?.id;
