import { CrossdockError } from '../../errors.ts';
import type { HoldRequest, ReleaseRequest } from '../documents.ts';
import type { OrderProcess } from '../types.ts';
import { type Recorded, type Recording, recorded, unchanged, withHold } from './recording.ts';

export function recordHold(process: OrderProcess, hold: HoldRequest, { at, messageId }: Recording): Recorded {
  const { code, reason, by, owner, shipmentId, expiresAt } = hold;
  const open = process.holds.find(
    (known) =>
      known.code === code &&
      known.shipmentId === shipmentId &&
      known.reason === reason &&
      // Each person ends what that person has placed.
      known.placedBy === by &&
      !known.released,
  );
  if (open) return unchanged(process, 'duplicate', `${code} is already open since ${open.since}`);
  const request = {
    code,
    cause: messageId,
    reason,
    placedBy: by,
    ...(owner === undefined ? {} : { owner }),
    ...(shipmentId === undefined ? {} : { shipmentId }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  return recorded(withHold(process, request, at), `${by} placed hold ${code}: ${reason}`);
}

/** @throws CD_PROCESS_HOLD_UNKNOWN when the order never had such a hold */
export function recordRelease(process: OrderProcess, release: ReleaseRequest, { at }: Recording): Recorded {
  const { holdId, code, by, reason } = release;
  const meant = process.holds.filter((hold) =>
    holdId === undefined ? hold.code === code : hold.id === holdId,
  );
  if (meant.length === 0) {
    throw new CrossdockError('CD_PROCESS_HOLD_UNKNOWN', { order: process.key, hold: holdId ?? code });
  }
  const open = meant.filter((hold) => !hold.released);
  if (open.length === 0) return unchanged(process, 'duplicate', `${holdId ?? code} is already released`);
  const holds = process.holds.map((hold) =>
    open.includes(hold) ? { ...hold, released: { at, by, reason } } : hold,
  );
  return recorded(
    { ...process, holds },
    `${by} released ${open.map((hold) => hold.id).join(', ')}: ${reason}`,
  );
}
