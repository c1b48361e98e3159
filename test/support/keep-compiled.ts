import { flushCompileCache } from 'node:module';

/** Keeps what a file of tests has compiled for the files and processes that come after it. */
export const mochaHooks = { afterAll: () => flushCompileCache() };
