import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler } from 'express';

const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer: only our own scripts run, nobody frames the page, nothing is cached. */
export const protect: RequestHandler = (_, response, next) => {
  response.set({
    'Content-Security-Policy': contentPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  });
  next();
};

/** True for a request that our page made: it carries our header, and its origin, when told, is this host. */
export function isOurPage(headers: IncomingHttpHeaders): boolean {
  if (headers['x-crossdock'] !== 'tower') return false;
  if (headers.origin === undefined) return true;
  try {
    return new URL(headers.origin).host === headers.host;
  } catch {
    return false;
  }
}
