import { post } from './api.mjs';

const part = (name) => document.getElementById(name === '' ? 'discard' : `discard-${name}`);

/** Asks for a reason and discards; `done` is called when it is discarded. */
export function askDiscard({ id, code, key }, done) {
  const dialog = part('');
  const reason = part('reason');
  const problem = part('problem');
  part('text').textContent = `${code}, key ${key}: what it holds back is given up for good.`;
  reason.value = '';
  problem.textContent = '';
  const controller = new AbortController();
  const close = () => {
    controller.abort();
    dialog.close();
  };
  const confirm = async () => {
    if (!reason.reportValidity()) return;
    try {
      await post(`/exceptions/${encodeURIComponent(id)}/discard`, { reason: reason.value });
      close();
      done();
    } catch (error) {
      problem.textContent = error.message;
    }
  };
  const { signal } = controller;
  part('cancel').addEventListener('click', close, { signal });
  part('confirm').addEventListener('click', confirm, { signal });
  dialog.addEventListener('cancel', () => controller.abort(), { signal });
  dialog.showModal();
  reason.focus();
}
