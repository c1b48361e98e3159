import type { Request, Response } from 'express';
import type { Recorder } from '../recorder.ts';
import { parseFilter } from './odata-filter.ts';

export type Row = Readonly<Record<string, unknown>>;

/** An error in the shape of OData V2. */
export function error(response: Response, status: number, code: string, text: string): void {
  response.status(status).json({ error: { code, message: { lang: 'en', value: text } } });
}

/** Refuses a document for good, in the ERP's words. */
export function reject(
  response: Response,
  recorder: Recorder,
  what: string,
  reference: string,
  body: unknown,
  code: string,
  text: string,
): void {
  recorder.record(what, reference, body, `400 ${text}`);
  error(response, 400, code, text);
}

/** Rows of a deep insert: an array, or `{ results }` around one. */
export function results(value: unknown): Row[] {
  if (Array.isArray(value)) return value as Row[];
  const inner = (value as { results?: unknown } | undefined)?.results;
  return Array.isArray(inner) ? (inner as Row[]) : [];
}

/** One page of the rows that `$filter` lets through, and a link to the next. */
export function list(request: Request, response: Response, rows: readonly Row[], key: string): void {
  try {
    const filtered = rows.filter(parseFilter(String(request.query.$filter ?? '')));
    const matching = ordered(filtered, String(request.query.$orderby ?? ''));
    const top = Math.min(Number(request.query.$top ?? 100), 100);
    const from = Number(request.query.$skiptoken ?? request.query.$skip ?? 0);
    const page = matching.slice(from, from + top);
    const next = new URL(request.originalUrl, `http://${request.headers.host}`);
    next.searchParams.set('$skiptoken', String(from + top));
    response.json({
      d: {
        results: page.map((row) => ({ __metadata: { id: String(row[key]) }, ...row })),
        ...(from + top < matching.length ? { __next: next.href } : {}),
      },
    });
  } catch (problem) {
    error(response, 400, '/IWBEP/CM_MGW_RT/074', problem instanceof Error ? problem.message : 'Bad request');
  }
}

/** `$orderby` by one property. */
function ordered(rows: readonly Row[], orderBy: string): readonly Row[] {
  const [property = '', direction] = orderBy.split(' ');
  if (property === '') return rows;
  const sorted = rows.toSorted((one, other) => String(one[property]).localeCompare(String(other[property])));
  return direction === 'desc' ? sorted.reverse() : sorted;
}
