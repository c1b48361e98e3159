import type { ChangePart, ProcessChange } from '../../domain/process/changes/types.ts';

/** A customer's change for the order's page: each part in words, and the questions no warehouse has answered. */
export function changeView({ changeNumber, kind, changedAt, decidedAt, parts }: ProcessChange) {
  // One request may ask about several lines, and is answered once: with the first of them.
  const shown = new Set<string>();
  return {
    ...{ changeNumber, kind, changedAt, decidedAt: decidedAt ?? null },
    parts: parts.map((part) => ({
      wanted: wantedText(part),
      outcome: part.outcome,
      reason: part.reason?.text ?? null,
      questions: openQuestions(part).filter(({ requestNumber }) => {
        const isNew = !shown.has(requestNumber);
        shown.add(requestNumber);
        return isNew;
      }),
    })),
  };
}

const openQuestions = ({ outcome, asked = [] }: ChangePart) =>
  outcome === 'asked'
    ? asked
        .filter(({ answer }) => answer === undefined)
        .map(({ requestNumber, releaseNumber }) => ({ requestNumber, releaseNumber }))
    : [];

function wantedText({ lineNumber, action, wanted }: ChangePart): string {
  const { quantity, unitPrice, requestedDelivery, shipTo } = wanted;
  const details = [
    quantity && `${quantity.value} ${quantity.unit}`,
    unitPrice && `at ${unitPrice.amount} ${unitPrice.currency}`,
    requestedDelivery && `by ${requestedDelivery.to ?? requestedDelivery.from}`,
    shipTo && `to ${[shipTo.name, shipTo.address?.city].filter(Boolean).join(', ')}`,
  ].filter(Boolean);
  const what = lineNumber === undefined ? 'order' : `${action} line ${lineNumber}`;
  return details.length > 0 ? `${what}: ${details.join(', ')}` : what;
}
