/** Stands for a number that the ledger allots when the delivery is committed: `⟦n:7f3a⟧`. */
const token = /⟦[^⟦⟧]*⟧/g;

/** What a token becomes at the latest: nine digits, zero-padded. */
const nineDigits = '000000001';

export const isToken = (text: string): boolean => /^⟦[^⟦⟧]*⟧$/.test(text);

/** The text as it could look after the ledger has put numbers in place of tokens. */
export const withoutTokens = (text: string): string => text.replace(token, nineDigits);
