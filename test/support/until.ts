import type { Received, Recorder } from '../../partners/recorder.ts';

/** Resolves with the first thing a stand-in received, before or from now on, that `matches`. Fails after `withinMs`. */
export function received(
  recorder: Recorder,
  matches: (one: Received) => boolean,
  what: string,
  withinMs = 60_000,
): Promise<Received> {
  const found = recorder.received.find(matches);
  if (found) return Promise.resolve(found);
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(late);
      recorder.off('received', look);
    };
    const look = (one: Received): void => {
      if (!matches(one)) return;
      stop();
      resolve(one);
    };
    const late = setTimeout(() => {
      stop();
      const last = recorder.received.slice(-5).map((one) => `${one.what} ${one.reference}: ${one.outcome}`);
      reject(new Error(`${what} did not arrive within ${withinMs} ms; last received:\n${last.join('\n')}`));
    }, withinMs);
    recorder.on('received', look);
  });
}
