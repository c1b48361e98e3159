import { CrossdockError } from '../../errors.ts';
import { applyChange, type ChangeContext } from './change.ts';
import { conflictOf } from './conflict.ts';
import { type DictionaryData, type GuideData, type Overlay, overlayLevels } from './guide.ts';
import { type GuideChange, guideChanges } from './guide-changes.ts';
import { depthProblem, isOverlay, problemIn } from './schemas.ts';

/**
 * An overlay from a file's data.
 *
 * @param where file (and line) for the error message
 * @throws CD_EDI_OVERLAY_INVALID
 */
export function parseOverlay(data: unknown, where: string): Overlay {
  const tooDeep = depthProblem(data);
  if (tooDeep !== null || !isOverlay(data)) {
    const problem = tooDeep ?? problemIn(isOverlay, 'the overlay');
    throw new CrossdockError('CD_EDI_OVERLAY_INVALID', { overlay: where, problem });
  }
  const { from, to } = data.effective;
  if (to !== undefined && to < from) {
    const problem = `it is effective from ${from} to ${to}, which is never`;
    throw new CrossdockError('CD_EDI_OVERLAY_INVALID', { overlay: where, problem });
  }
  return data;
}

/** Whether an overlay is in force on a day (`2026-01-31`). */
const isEffective = ({ effective: { from, to } }: Overlay, day: string): boolean =>
  day >= from && (to === undefined || day <= to);

/** Directories first, then industries, then partners; by reference within a level, so that no list's order matters. */
const inOrder = (left: Overlay, right: Overlay): number =>
  overlayLevels.indexOf(left.level) - overlayLevels.indexOf(right.level) ||
  (left.overlay < right.overlay ? -1 : Number(left.overlay > right.overlay));

/**
 * The overlays that change a guide on a day, in the order in which they are applied.
 *
 * @throws CD_EDI_OVERLAY_CONFLICT if two of one level set the same thing differently
 */
export function overlaysInForce(
  guide: string,
  overlays: readonly Overlay[],
  day: string,
): readonly Overlay[] {
  const inForce = overlays
    .filter((overlay) => overlay.guide === guide && isEffective(overlay, day))
    .sort(inOrder);
  for (const [index, second] of inForce.entries()) {
    for (const first of inForce.slice(0, index)) {
      const conflict = first.level === second.level ? conflictOf(first, second) : null;
      if (conflict === null) continue;
      throw new CrossdockError('CD_EDI_OVERLAY_CONFLICT', {
        first: `${first.overlay} ${first.version}`,
        second: `${second.overlay} ${second.version}`,
        what: conflict,
      });
    }
  }
  return inForce;
}

/**
 * A guide with the overlays that are in force on a day; overlays of other guides are left aside. Overlays of one level
 * may say the same thing; it is applied once.
 *
 * @param day `2026-01-31`
 * @throws CD_EDI_OVERLAY_CONFLICT, CD_EDI_OVERLAY_TARGET, CD_EDI_OVERLAY_RELAXES, CD_EDI_OVERLAY_INVALID
 */
export function applyOverlays(
  guide: GuideData,
  dictionary: DictionaryData,
  overlays: readonly Overlay[],
  day: string,
): GuideData {
  let changed = guide;
  let said = new Set<string>();
  let level = '';
  for (const overlay of overlaysInForce(guide.guide, overlays, day)) {
    if (overlay.level !== level) said = new Set();
    level = overlay.level;
    const context: ChangeContext = { by: overlay.overlay, dictionary, mayRelax: false };
    for (const change of overlay.changes) {
      const { why: _why, ...what } = change;
      const text = JSON.stringify(what);
      if (!said.has(text)) changed = applyChange(changed, change, context);
      said.add(text);
    }
  }
  return changed;
}

/** What overlays change in a guide on a day, compared place by place. */
export const overlayChanges = (
  guide: GuideData,
  dictionary: DictionaryData,
  overlays: readonly Overlay[],
  day: string,
): readonly GuideChange[] => guideChanges(guide, applyOverlays(guide, dictionary, overlays, day), dictionary);
