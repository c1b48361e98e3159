import type { RunFacts } from './run.ts';

const width = 1_000;
const height = 220;
const colors = ['#2f6fde', '#d9822b', '#3a9d5d'];

/** Effects per second as lines, faults as strokes: one SVG. */
export function chart({ times, records, durationMs }: RunFacts): string {
  const last = Math.max(durationMs, ...records.map(({ overAt = 0 }) => overAt), 1);
  const bucketMs = Math.max(1_000, Math.ceil(last / 300 / 1_000) * 1_000);
  const count = Math.ceil(last / bucketMs);
  const rates = Object.entries(times).map(([name, all]) => {
    const buckets = new Array<number>(count).fill(0);
    for (const at of all) {
      const bucket = Math.min(count - 1, Math.floor(at / bucketMs));
      buckets[bucket] = (buckets[bucket] ?? 0) + 1_000 / bucketMs;
    }
    return { name, buckets };
  });
  const most = Math.max(1, ...rates.flatMap(({ buckets }) => buckets));
  const x = (ms: number): string => ((ms / last) * width).toFixed(1);
  const y = (rate: number): string => (height - 20 - (rate / most) * (height - 40)).toFixed(1);
  const lines = rates.map(({ buckets }, index) => {
    const points = buckets.map((rate, bucket) => `${x((bucket + 0.5) * bucketMs)},${y(rate)}`).join(' ');
    return `<polyline fill="none" stroke="${colors[index % colors.length]}" stroke-width="1.5" points="${points}"/>`;
  });
  const strokes = records.map(({ beganAt, overAt = beganAt, text }) => {
    const wide = Math.max(1, ((overAt - beganAt) / last) * width).toFixed(1);
    return `<rect x="${x(beganAt)}" y="20" width="${wide}" height="${height - 40}" fill="#c0262d" fill-opacity=".13"><title>${text}</title></rect>`;
  });
  const legend = rates.map(
    ({ name }, index) =>
      `<text x="${10 + index * 120}" y="14" font-size="12" fill="${colors[index % colors.length]}">${name}</text>`,
  );
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Effects per second">${strokes.join('')}${lines.join('')}${legend.join('')}
<text x="${width - 4}" y="14" font-size="12" text-anchor="end" fill="currentColor">highest ${Math.round(most)}/s</text>
<text x="${width - 4}" y="${height - 4}" font-size="12" text-anchor="end" fill="currentColor">${Math.round(last / 1_000)} s</text></svg>`;
}
