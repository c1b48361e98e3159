import type { Level, Log } from '../log.ts';

/** An entry as Node-RED's log emits it; levels 10 to 60, 98 audit, 99 metric. */
interface NodeRedEntry {
  readonly level: number;
  readonly msg?: unknown;
  readonly type?: string;
  readonly id?: string;
  readonly name?: string;
  readonly event?: string;
  readonly username?: string;
  readonly user?: { readonly username?: string };
  readonly path?: string;
  readonly ip?: string;
}

const audit = 98;

/** Node-RED's logging setting that writes into our log; logins and deploys arrive as audit entries. */
export function bridgeNodeRedLog(log: Log, level: Level) {
  return {
    crossdock: {
      level,
      metrics: false,
      audit: true,
      handler: () => (entry: NodeRedEntry) => {
        if (entry.level === audit) {
          const user = entry.user?.username ?? entry.username;
          log('info', `audit: ${entry.event}`, { source: 'node-red', user, ip: entry.ip, path: entry.path });
          return;
        }
        const node = entry.type && { id: entry.id, type: entry.type, name: entry.name };
        const text = textOf(entry.msg).trim();
        if (text === '') return;
        const at = entry.type ? `${entry.name || entry.type} (${entry.id}): ` : '';
        log(levelOf(entry.level), `${at}${text}`, { source: 'node-red', ...(node ? { node } : {}) });
      },
    },
  };
}

function levelOf(level: number): Level {
  return level <= 20 ? 'error' : level === 30 ? 'warn' : level === 40 ? 'info' : 'debug';
}

function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  if (message instanceof Error) return message.message;
  const inner = (message as { message?: unknown } | null)?.message;
  return typeof inner === 'string' ? inner : JSON.stringify(message);
}
