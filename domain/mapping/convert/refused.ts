/** Thrown by conversions; the message finishes the sentence "N102 is "abc": …". The rule adds where it happened. */
export class Refused extends Error {}
