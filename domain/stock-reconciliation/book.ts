import { CrossdockError } from '../errors.ts';
import type { BookDocument, BookLine, StockBook } from './types.ts';

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

/**
 * What an ERP's books say, as a mapping made it.
 *
 * @throws CD_STOCK_BOOK naming what is missing
 */
export function stockBookFrom(value: unknown): StockBook {
  const book = fieldsOf(value);
  return {
    ...{
      warehouse: textOf(book, 'warehouse'),
      readAt: instantOf(book, 'readAt'),
      since: instantOf(book, 'since'),
    },
    lines: listOf(book, 'lines').map(lineFrom),
    documents: listOf(book, 'documents').map(documentFrom),
    unsettled: listOf(book, 'unsettled').map(String),
  };
}

function documentFrom(value: unknown): BookDocument {
  const document = fieldsOf(value);
  return {
    ...{ number: textOf(document, 'number'), bookedAt: instantOf(document, 'bookedAt') },
    // What a clerk books need not have a reference.
    reference: typeof document.reference === 'string' ? document.reference : '',
    by: typeof document.by === 'string' ? document.by : 'somebody',
    lines: listOf(document, 'lines').map(lineFrom),
  };
}

function lineFrom(value: unknown): BookLine {
  const line = fieldsOf(value);
  const quantity = textOf(line, 'quantity');
  if (!/^-?(0|[1-9]\d*)(\.\d+)?$/.test(quantity)) throw missing(`quantity that is a number: ${quantity}`);
  return {
    ...{ sku: textOf(line, 'sku'), quantity, unit: textOf(line, 'unit') },
    ...(typeof line.owner === 'string' && line.owner !== '' && { owner: line.owner }),
  };
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw missing(name);
  return value;
}

function instantOf(fields: Fields, name: string): string {
  const value = textOf(fields, name);
  if (Number.isNaN(Date.parse(value))) throw missing(`${name} that is an instant`);
  return value;
}

function listOf(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name] ?? [];
  if (!Array.isArray(value)) throw missing(`list of ${name}`);
  return value;
}

const missing = (what: string): CrossdockError => new CrossdockError('CD_STOCK_BOOK', { missing: what });
