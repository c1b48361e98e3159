import type { FlowMessage } from '../../node-kit/host.ts';

/** Compiles `payload.lines[0]['unit code']`, with or without `msg.` before it, to a reader of messages. */
export function compilePath(path: string): (message: FlowMessage) => unknown {
  const text = path.trim().replace(/^msg\./, '');
  const steps: string[] = [];
  const step = /(?:^|\.)([^.[\]'"\s]+)|\[(\d+)\]|\[(?:'([^']+)'|"([^"]+)")\]/gy;
  while (step.lastIndex < text.length) {
    const at = step.lastIndex;
    const found = step.exec(text);
    if (!found) throw new Error(`"${path}" is no path: it breaks off at character ${at + 1}`);
    steps.push(found[1] ?? found[2] ?? found[3] ?? found[4] ?? '');
  }
  if (steps.length === 0) throw new Error('the path is empty');
  return (message) =>
    steps.reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined,
      message,
    );
}
