import { CrossdockError } from '../errors.ts';
import { reconcileContrl } from './edifact/reconcile-contrl.ts';
import type { InterchangeAcknowledgement } from './envelope.ts';
import type { TransactionJson } from './json-form.ts';
import { ownValue } from './own-value.ts';
import { reconcileFunctional } from './x12/reconcile-functional.ts';

/** `received`: it arrived, and a verdict is still to come. */
export type AcknowledgedStatus =
  | 'accepted'
  | 'accepted-with-errors'
  | 'partially-accepted'
  | 'rejected'
  | 'received';

/** An error the partner reports, as the acknowledgement codes it. */
export interface ReportedError {
  readonly segmentId?: string;
  /** Position in our transaction set, its header being 1. */
  readonly segment?: number;
  /** Element position from 1 after the segment id. */
  readonly element?: number;
  readonly component?: number;
  /** AK304, AK403, AK502, AK905, TA105 or data element 0085. */
  readonly code: string;
  readonly value?: string;
}

export interface AcknowledgedTransaction {
  readonly type: string;
  readonly controlNumber: string;
  readonly status: AcknowledgedStatus;
  readonly errors: readonly ReportedError[];
}

/** What a received acknowledgement says about something we sent. */
export interface Reconciliation {
  readonly type: '997' | '999' | 'CONTRL' | 'TA1';
  /** Functional identifier of the group (`OW`) of a 997 or 999; '' otherwise. */
  readonly code: string;
  /** Of the functional group (997, 999) or interchange (CONTRL, TA1), without leading zeros if it is a number. */
  readonly controlNumber: string;
  readonly status: AcknowledgedStatus;
  readonly errors: readonly ReportedError[];
  /** Those the acknowledgement names; a partner may name none. */
  readonly transactions: readonly AcknowledgedTransaction[];
}

/** Control numbers are compared without leading zeros: partners repeat 000000123 as 123. */
export const comparableControlNumber = (text: string): string =>
  /^\d+$/.test(text) ? text.replace(/^0+(?=\d)/, '') : text;

/**
 * What an inbound 997, 999 or CONTRL acknowledges.
 *
 * @throws CD_EDI_ACKNOWLEDGEMENT_FORM if it is no acknowledgement or lacks its main segments
 */
export function reconcile(acknowledgement: TransactionJson): Reconciliation {
  const { type, controlNumber } = acknowledgement;
  const result =
    type === '997' || type === '999'
      ? reconcileFunctional(type, acknowledgement)
      : type === 'CONTRL'
        ? reconcileContrl(acknowledgement)
        : null;
  if (!result) {
    const known = type === '997' || type === '999' || type === 'CONTRL';
    const problem = known ? 'its main segments are missing' : `${type} acknowledges nothing`;
    throw new CrossdockError('CD_EDI_ACKNOWLEDGEMENT_FORM', { type, controlNumber, problem });
  }
  return { ...result, controlNumber: comparableControlNumber(result.controlNumber) };
}

/** What a TA1 says about an interchange of ours. */
export function receiptVerdict({ controlNumber, status, note }: InterchangeAcknowledgement): Reconciliation {
  const statuses: Readonly<Record<string, AcknowledgedStatus>> = { A: 'accepted', E: 'accepted-with-errors' };
  return {
    ...{ type: 'TA1', code: '', controlNumber: comparableControlNumber(controlNumber) },
    status: ownValue(statuses, status) ?? 'rejected',
    errors: note === '' || note === '000' ? [] : [{ code: note }],
    transactions: [],
  };
}
