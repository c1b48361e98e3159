import type { Clock } from '../clock.ts';

const recentMs = 15_000;

/** The last answer while it is recent: whoever asks meanwhile shares it. An answer that failed is asked for again. */
export function recently<Answer>(clock: Clock, ask: () => Promise<Answer>): () => Promise<Answer> {
  let last: { readonly at: number; readonly answer: Promise<Answer> } | null = null;
  return () => {
    const at = clock.now().getTime();
    if (last && Math.abs(at - last.at) < recentMs) return last.answer;
    const answer = ask();
    last = { at, answer };
    answer.catch(() => {
      if (last?.answer === answer) last = null;
    });
    return answer;
  };
}
