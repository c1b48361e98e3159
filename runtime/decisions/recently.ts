import type { Clock } from '../clock.ts';

const recentMs = 15_000;

/**
 * The last answer while it is recent: whoever asks meanwhile shares it. An answer that failed, or was asked for before
 * `version` changed, is asked for again.
 */
export function recently<Answer>(
  { clock, version }: { readonly clock: Clock; readonly version: () => number },
  ask: () => Promise<Answer>,
): () => Promise<Answer> {
  let last: { readonly at: number; readonly of: number; readonly answer: Promise<Answer> } | null = null;
  return () => {
    const at = clock.now().getTime();
    const of = version();
    if (last?.of === of && Math.abs(at - last.at) < recentMs) return last.answer;
    const answer = ask();
    last = { at, of, answer };
    answer.catch(() => {
      if (last?.answer === answer) last = null;
    });
    return answer;
  };
}
