import { post } from './api.mjs';
import { h, show } from './dom.mjs';

/** Asks for name and password; `done` is called once they are right. */
export function signIn(main, done) {
  const problem = h('p', { class: 'problem', role: 'alert' });
  const button = h('button', { type: 'submit', class: 'primary' }, 'Sign in');
  const form = h(
    'form',
    {
      class: 'card sign-in',
      onsubmit: async (event) => {
        event.preventDefault();
        button.disabled = true;
        problem.textContent = '';
        try {
          const { username, password } = form.elements;
          await post('/session', { username: username.value, password: password.value });
          done();
        } catch (error) {
          problem.textContent = error.message;
          form.elements.password.select();
        } finally {
          button.disabled = false;
        }
      },
    },
    h('h1', {}, 'Sign in'),
    h('p', { class: 'faint' }, 'The login is that of the flow editor.'),
    h('label', { for: 'username' }, 'Name'),
    h('input', {
      id: 'username',
      name: 'username',
      autocomplete: 'username',
      required: true,
      value: 'admin',
    }),
    h('label', { for: 'password' }, 'Password'),
    h('input', {
      id: 'password',
      name: 'password',
      type: 'password',
      autocomplete: 'current-password',
      required: true,
    }),
    problem,
    button,
  );
  show(main, form);
  form.elements.password.focus();
}
