import { get, post } from './api.mjs';
import { askReason } from './ask-reason.mjs';
import { orderPath } from './order-parts.mjs';

const encode = encodeURIComponent;

/**
 * What a person can do on the pages. `page` is the shown page: `refresh` reads it anew, `notice` says something on
 * top of it, `go` opens another, `state` is what the page keeps between two reads.
 */
export function actions(page) {
  const { state, refresh, notice, go } = page;
  const done = (text = '') => {
    notice(text);
    refresh();
  };
  const work = async (task) => {
    try {
      done(await task());
    } catch (error) {
      notice(error.message);
      await refresh();
    }
  };
  return {
    retry({ id, code, key }) {
      askReason(
        {
          title: 'Retry',
          text: `${code}, key ${key}: what it holds back goes on its way again as it is.`,
          path: `/exceptions/${encode(id)}/retry`,
        },
        () => done(),
      );
    },
    mend: ({ id }) => go(`#/exceptions/${encode(id)}/mend`),
    discard({ id, code, key }) {
      askReason(
        {
          title: 'Discard',
          text: `${code}, key ${key}: what it holds back is given up for good.`,
          danger: true,
          path: `/exceptions/${encode(id)}/discard`,
        },
        () => done(),
      );
    },
    assign: ({ id }, assignee) =>
      work(async () => {
        await post(`/exceptions/${encode(id)}/assign`, { assignee });
      }),
    closePeriod(period) {
      askReason(
        {
          title: 'Close',
          text: `The ${period.orders.length} orders of ${period.customer} are invoiced now, not when the period closes.`,
          path: `${orderPath(period)}/close-period`,
        },
        () => done('The period closes in a moment.'),
      );
    },
    decideDispute(freight, { number, paidBefore }, outcome) {
      const accepted = outcome === 'accept';
      const again = accepted && paidBefore !== '';
      const warning = again ? ` Other documents were paid for the same already: ${paidBefore}.` : '';
      askReason(
        {
          title: accepted ? 'Pay' : 'Refuse',
          text: accepted
            ? `What is in dispute under ${number} is paid after all.${warning}`
            : `What is in dispute under ${number} is not paid; the carrier owes a credit memo.`,
          danger: !accepted || again,
          path: `${orderPath(freight)}/decide-dispute`,
          body: { dispute: number, outcome, ...(again && { evenIfPaid: true }) },
        },
        () => done(),
      );
    },
    decideStock(comparison, proposals, outcome) {
      const numbers = proposals.map(({ number }) => number);
      const what = numbers.length === 1 ? `Correction ${numbers[0]}` : `${numbers.length} corrections`;
      const approved = outcome === 'approve';
      askReason(
        {
          title: approved ? 'Approve' : 'Refuse',
          text: approved
            ? `${what}: what has not been told meanwhile is corrected and booked in the ERP, once.`
            : `${what}: nothing is corrected, and it is not asked again while the difference stays the same.`,
          danger: !approved,
          path: `${orderPath(comparison)}/decide-stock-corrections`,
          body: { proposals: numbers, outcome },
        },
        () => done('The decision is on its way.'),
      );
    },
    filterExceptions(filter) {
      state.exceptionFilter = filter;
      state.exceptionPages = 1;
      refresh();
    },
    moreExceptions() {
      state.exceptionPages += 1;
      return refresh();
    },
    release(order, { id, code, reason }) {
      const text = `Order ${order.orderNumber}, ${code}: ${reason}. The order is billed as soon as nothing else stops it.`;
      const path = `${orderPath(order)}/release-hold`;
      askReason({ title: 'Release hold', text, path, body: { hold: id } }, () => done());
    },
    hold(order) {
      const text = `Order ${order.orderNumber} is not billed until somebody releases the hold.`;
      askReason({ title: 'Hold', text, path: `${orderPath(order)}/hold` }, () => done());
    },
    correct(order, invoiceNumber, rebill) {
      const text = rebill
        ? `Invoice ${invoiceNumber} of order ${order.orderNumber} is taken back by a credit memo, and the order billed afresh by today's facts and rates.`
        : `Invoice ${invoiceNumber} of order ${order.orderNumber} is credited for good: its goods are not billed again.`;
      askReason(
        {
          title: rebill ? 'Correct invoice' : 'Credit invoice',
          ...{ text, danger: !rebill, body: { invoice: invoiceNumber, rebill } },
          path: `${orderPath(order)}/correct-invoice`,
        },
        () => done('Billing has been told.'),
      );
    },
    answerChange(order, requestNumber, accepted) {
      askReason(
        {
          title: accepted ? 'The warehouse agrees' : 'The warehouse refuses',
          text: `Order ${order.orderNumber}: what ${requestNumber} asks for ${accepted ? 'is done, and the order changes' : 'is not done, and the order stays as it is'}. The customer is told.`,
          path: `${orderPath(order)}/answer-release-change`,
          body: { request: requestNumber, accepted },
        },
        () => done('The answer is on its way.'),
      );
    },
    legalHold(order, held) {
      const text = held
        ? `Order ${order.orderNumber}: what is old enough is deleted again by the retention of the site.`
        : `Order ${order.orderNumber}: nothing of it is deleted until the hold is lifted.`;
      askReason(
        {
          title: held ? 'Lift legal hold' : 'Place legal hold',
          text,
          path: `${orderPath(order)}/${held ? 'lift-legal-hold' : 'legal-hold'}`,
        },
        () => done(),
      );
    },
    replay({ id, type, key }) {
      askReason(
        {
          title: 'Replay',
          text: `${type} ${key} runs again from where it came in, on today's flow. What it changes is changed for real; make a dry run first when in doubt.`,
          path: `/messages/${encode(id)}/replay`,
        },
        ({ messageId }) => go(`#/messages/${messageId}`, 'The message below is the replay.'),
      );
    },
    duplicate({ id, type, key }) {
      askReason(
        {
          title: 'Duplicate',
          text: `The content of ${type} ${key} is taken in as a new document, as if it had been sent a second time.`,
          path: `/messages/${encode(id)}/duplicate`,
        },
        ({ messageId }) => go(`#/messages/${messageId}`, 'The message below is the new document.'),
      );
    },
    resend({ id, system, key }) {
      askReason(
        {
          title: 'Send again',
          text: `The delivery to ${system} for ${key} goes out once more under the same idempotency key. The answer is kept here and changes nothing.`,
          path: `/deliveries/${encode(id)}/resend`,
        },
        () => done('The delivery is on its way again.'),
      );
    },
    dryRun: ({ id }) =>
      work(async () => {
        state.dryRuns.set(id, null);
        await refresh();
        try {
          state.dryRuns.set(id, await post(`/messages/${encode(id)}/dry-run`));
        } catch (error) {
          state.dryRuns.delete(id);
          throw error;
        }
      }),
    async payload(messageId, digest) {
      if (state.payloads.has(digest)) return;
      state.payloads.set(digest, null);
      const path = `/messages/${encode(messageId)}/payloads/${encode(digest)}`;
      const read = await get(path).catch((error) => ({ text: error.message, bytes: 0, cut: false }));
      state.payloads.set(digest, read);
      refresh();
    },
    verify: () =>
      work(async () => {
        state.verdict = await post('/audit/verify');
      }),
    more(name) {
      state.pages[name] = (state.pages[name] ?? 1) + 1;
      return refresh();
    },
  };
}
