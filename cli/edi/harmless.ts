/** Text from outside without what could steer a terminal. */
export const harmless = (text: string): string => text.replace(/\p{Cc}/gu, '·');
