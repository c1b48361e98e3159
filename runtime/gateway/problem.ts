import { STATUS_CODES } from 'node:http';
import type { CrossdockError, ErrorCode } from '../../domain/errors.ts';
import type { GatewayResponse } from '../face.ts';

const statusByCode: Partial<Record<ErrorCode, number>> = {
  CD_GATEWAY_UNAUTHORIZED: 401,
  CD_GATEWAY_NOT_FOUND: 404,
  CD_GATEWAY_NOT_READY: 503,
  CD_GATEWAY_TOO_LARGE: 413,
  CD_GATEWAY_BODY: 400,
  CD_RUN_BACKPRESSURE: 429,
  CD_RUN_STOPPING: 503,
  CD_LEDGER_WRITE_FAILED: 503,
  CD_LEDGER_CLOSED: 503,
};

/** Long enough for a queue to move, short enough for a caller to stay; for errors that tell no better. */
const usualRetrySeconds = 5;

/** The ledger's own words name files of this machine. */
const isInternal = (code: ErrorCode): boolean => code.startsWith('CD_LEDGER_');

/** An error as RFC 9457 problem details. What is our own fault is named by its code only. */
export function problem(error: CrossdockError): GatewayResponse {
  const status = statusByCode[error.code] ?? (error.fault === 'business' ? 422 : 500);
  const own = status === 500 || isInternal(error.code);
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(status === 401 && { 'www-authenticate': 'Basic realm="crossdock", charset="UTF-8"' }),
      ...((status === 429 || status === 503) && {
        'retry-after': String(error.parameters.retryAfterSeconds ?? usualRetrySeconds),
      }),
    },
    body: JSON.stringify({
      type: `urn:crossdock:error:${error.code}`,
      title: STATUS_CODES[status] ?? 'Error',
      status,
      code: error.code,
      detail: own ? 'the request could not be handled' : error.message,
      ...(!own && { remedy: error.remedy }),
    }),
  };
}
