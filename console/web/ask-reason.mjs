import { post } from './api.mjs';

const part = (name) => document.getElementById(name === '' ? 'ask' : `ask-${name}`);

/** Asks for the reason of a decision and posts it with `body` to `path`; `done` is called when it is taken. */
function askReason({ title, text, label, danger, path, body = {} }, done) {
  const dialog = part('');
  const reason = part('reason');
  const problem = part('problem');
  const confirm = part('confirm');
  part('title').textContent = title;
  part('text').textContent = text;
  part('label').textContent = label;
  confirm.textContent = title;
  confirm.classList.toggle('danger', danger);
  reason.value = '';
  problem.textContent = '';
  const controller = new AbortController();
  const close = () => {
    controller.abort();
    dialog.close();
  };
  const send = async () => {
    if (!reason.reportValidity()) return;
    try {
      await post(path, { ...body, reason: reason.value });
      close();
      done();
    } catch (error) {
      problem.textContent = error.message;
    }
  };
  const { signal } = controller;
  part('cancel').addEventListener('click', close, { signal });
  confirm.addEventListener('click', send, { signal });
  dialog.addEventListener('cancel', () => controller.abort(), { signal });
  dialog.showModal();
  reason.focus();
}

export function askDiscard({ id, code, key }, done) {
  const text = `${code}, key ${key}: what it holds back is given up for good.`;
  const path = `/exceptions/${encodeURIComponent(id)}/discard`;
  askReason({ title: 'Discard', text, label: 'Reason (kept with the exception)', danger: true, path }, done);
}

export function askRelease(orderPath, orderNumber, { id, code, reason }, done) {
  const text = `Order ${orderNumber}, ${code}: ${reason}. The order is billed as soon as nothing else stops it.`;
  const body = { hold: id };
  const path = `${orderPath}/release-hold`;
  const label = 'Reason (kept with the order)';
  askReason({ title: 'Release hold', text, label, danger: false, path, body }, done);
}
