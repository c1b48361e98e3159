export { digestOf, digestOfText } from '../../ledger/digest.ts';
