import { refused } from '../changes/decide.ts';
import type { ChangePart } from '../changes/types.ts';
import type { ReleaseChangeAnswer } from '../documents.ts';
import { isZero, minus, plus } from '../quantity.ts';
import type { OrderProcess, ProcessRelease } from '../types.ts';
import { told, withChange } from './order-change.ts';
import { contradicted, type Recorded, type Recording, recorded, unchanged } from './recording.ts';

/** The warehouse's yes or no to a question about a release: it decides the parts of the change that wait for it. */
export function recordReleaseChangeAnswer(
  process: OrderProcess,
  answer: ReleaseChangeAnswer,
  { at, messageId }: Recording,
): Recorded {
  const { requestNumber, accepted } = answer;
  const change = process.changes.find(({ parts }) => parts.some((part) => isAsked(part, requestNumber)));
  if (!change) {
    const reason = `the warehouse answers ${requestNumber}, which it was not asked`;
    return contradicted(process, `release-change-answer/${requestNumber}`, reason, at);
  }
  if (!change.parts.some((part) => isAsked(part, requestNumber, true))) {
    return process.documents.some(({ type, id }) => type === 'release-change-answer' && id === requestNumber)
      ? contradicted(
          process,
          `release-change-answer/${requestNumber}/${messageId}`,
          `the warehouse answers ${requestNumber} again, and otherwise; the first answer stands`,
          at,
        )
      : unchanged(process, 'duplicate', `${requestNumber} is answered already`);
  }
  const parts = change.parts.map((part) => answered(part, answer));
  const released = { ...process, releases: releasesAfter(process.releases, parts, requestNumber) };
  const next = withChange(released, { ...change, parts }, at);
  const verdict = accepted ? 'confirms' : `refuses${answer.reason ? ` (${answer.reason})` : ''}`;
  const news = parts.filter((part, index) => part.outcome !== change.parts[index]?.outcome);
  return recorded(
    next,
    `the warehouse ${verdict} ${requestNumber}`,
    ...news.map((part) => told(change.changeNumber, part)),
  );
}

const isAsked = ({ asked = [] }: ChangePart, requestNumber: string, isOpen = false): boolean =>
  asked.some((each) => each.requestNumber === requestNumber && !(isOpen && each.answer));

function answered(
  part: ChangePart,
  { requestNumber, accepted, reason, lines = [] }: ReleaseChangeAnswer,
): ChangePart {
  if (part.outcome !== 'asked' || !isAsked(part, requestNumber, true)) return part;
  const own = lines.find(({ lineNumber }) => lineNumber === part.lineNumber);
  const answer = (own?.accepted ?? accepted) ? ('confirmed' as const) : ('refused' as const);
  const asked = (part.asked ?? []).map((each) =>
    each.requestNumber === requestNumber ? { ...each, answer } : each,
  );
  if (asked.some((each) => each.answer === undefined)) return { ...part, asked };
  return concluded({ ...part, asked }, own?.reason ?? reason);
}

/** All warehouses have answered: what they confirm is taken, and of a quantity that part. */
function concluded(part: ChangePart, reason: string | undefined): ChangePart {
  const { asked = [], quantity } = part;
  const no = asked.filter(({ answer }) => answer === 'refused');
  if (no.length === 0) return { ...part, outcome: part.reason ? 'accepted-in-part' : 'accepted' };
  const text = `the warehouse refuses${reason ? `: ${reason}` : ''}`;
  const moves = asked.some(({ from, to }) => from !== to);
  if (no.length === asked.length || !moves || quantity === undefined) {
    return { ...refused(part, 'warehouse', text), asked };
  }
  const kept = no.reduce((total, { from, to }) => plus(total, minus(from, to)), quantity);
  return { ...part, quantity: kept, outcome: 'accepted-in-part', reason: { code: 'warehouse', text } };
}

/** Releases hold what the warehouse confirmed. */
const releasesAfter = (
  releases: readonly ProcessRelease[],
  parts: readonly ChangePart[],
  requestNumber: string,
): readonly ProcessRelease[] =>
  parts.reduce(
    (so, { lineNumber, asked = [] }) =>
      asked
        .filter((each) => each.requestNumber === requestNumber && each.answer === 'confirmed')
        .reduce(
          (all, { releaseNumber, to }) =>
            all.map((release) =>
              release.releaseNumber === releaseNumber && lineNumber !== undefined
                ? withQuantity(release, lineNumber, to)
                : release,
            ),
          so,
        ),
    releases,
  );

const withQuantity = (release: ProcessRelease, lineNumber: string, quantity: string): ProcessRelease => ({
  ...release,
  lines: [
    ...(release.lines ?? []).filter((line) => line.lineNumber !== lineNumber),
    ...(isZero(quantity) ? [] : [{ lineNumber, quantity }]),
  ],
});
