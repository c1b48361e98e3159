import { post } from './api.mjs';

const part = (name) => document.getElementById(name === '' ? 'ask' : `ask-${name}`);

/** One click is one decision, however often it is sent. Works on plain HTTP too, where `randomUUID` is missing. */
const newDecision = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Asks for the reason of a decision and posts it with `body` to `path`; `done` gets the answer when it is taken. */
export function askReason({ title, text, label, danger = false, path, body = {} }, done) {
  const dialog = part('');
  const reason = part('reason');
  const problem = part('problem');
  const confirm = part('confirm');
  const decision = newDecision();
  part('title').textContent = title;
  part('text').textContent = text;
  part('label').textContent = label ?? 'Reason (kept in the audit trail)';
  confirm.textContent = title;
  confirm.classList.toggle('danger', danger);
  confirm.disabled = false;
  reason.value = '';
  problem.textContent = '';
  const controller = new AbortController();
  const close = () => {
    controller.abort();
    dialog.close();
  };
  const send = async () => {
    if (confirm.disabled || !reason.reportValidity()) return;
    confirm.disabled = true;
    try {
      const answer = await post(path, { ...body, decision, reason: reason.value });
      close();
      done(answer);
    } catch (error) {
      problem.textContent = error.message;
      reason.focus();
    } finally {
      confirm.disabled = false;
    }
  };
  const { signal } = controller;
  part('cancel').addEventListener('click', close, { signal });
  confirm.addEventListener('click', send, { signal });
  reason.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
    },
    { signal },
  );
  dialog.addEventListener('cancel', () => controller.abort(), { signal });
  // The page may have been drawn anew meanwhile: the browser cannot give the focus back to what is gone.
  const opener = document.activeElement?.closest('[data-key]')?.dataset.key;
  const focusBack = () => {
    if (opener && document.activeElement === document.body) {
      document.querySelector(`[data-key="${CSS.escape(opener)}"]`)?.focus();
    }
  };
  dialog.addEventListener('close', focusBack, { once: true });
  dialog.showModal();
  reason.focus();
}
