import { threadWork } from '../../../node-kit/threads/protocol.ts';

let prepared = 0;

interface Request {
  readonly do: 'give' | 'throw' | 'exit' | 'hang' | 'fill' | 'inputs';
  readonly count?: number;
  readonly value?: unknown;
}

/** Work for tests: gives what it is asked for, or comes to grief. */
export const work = threadWork({
  prepare(data: { readonly name: string }) {
    prepared += 1;
    return { name: data.name, prepared };
  },
  *run(setup, { do: what, count = 1, value }: Request, input: Uint8Array | readonly unknown[]) {
    if (what === 'throw') {
      throw Object.assign(new Error('no good'), { code: 'CD_TEST', parameters: { name: setup.name } });
    }
    if (what === 'exit') process.exit(7);
    if (what === 'hang') for (;;);
    if (what === 'fill')
      for (const held: string[][] = []; ; ) held.push(Array(10_000).fill(String(held.length)));
    if (what === 'inputs') yield input instanceof Uint8Array ? Buffer.from(input).toString('latin1') : input;
    else for (let index = 0; index < count; index += 1) yield value ?? { index, ...setup };
  },
});
