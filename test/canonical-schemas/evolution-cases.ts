import type { Schema } from '../../scripts/canonical/schemas.ts';

/** Edits by JSON pointer into `{ order, common, codes }`; `undefined` takes away. */
export type Edits = Readonly<Record<string, unknown>>;

export const common: Schema = {
  $defs: {
    text: { type: 'string', pattern: '^[A-Z]+$', maxLength: 10 },
    quantity: { type: 'object', required: ['value'], properties: { value: { type: 'string' } } },
  },
};

export const order: Schema = {
  title: 'Order',
  type: 'object',
  required: ['number', 'lines'],
  additionalProperties: false,
  anyOf: [{ required: ['a'] }, { required: ['b'] }],
  properties: {
    number: { title: 'Number', $ref: '../common/v1.schema.json#/$defs/text' },
    status: { enum: ['open', 'closed'] },
    note: { type: 'string', minLength: 1 },
    gln: { type: 'string', gln: true },
    lines: { type: 'array', minItems: 1, maxItems: 5, items: { $ref: '#/$defs/line' } },
  },
  $defs: {
    line: {
      type: 'object',
      required: ['quantity'],
      properties: {
        quantity: { $ref: '../common/v1.schema.json#/$defs/quantity' },
        at: { format: 'date-time' },
      },
    },
  },
};

const has = '/order/properties';
const line = '/order/$defs/line';

/** A change, the edits that make it, and how it is told. */
export const breaking: readonly [string, Edits, RegExp][] = [
  ['a removed property', { [`${has}/note`]: undefined }, /\/note {2}property removed/],
  [
    'a property that becomes required',
    { '/order/required': ['number', 'lines', 'note'] },
    /\/note {2}property became required/,
  ],
  [
    'a property that becomes optional',
    { '/order/required': ['number'] },
    /\/lines {2}property became optional/,
  ],
  [
    'a new property that is required',
    { [`${has}/extra`]: {}, '/order/required': ['number', 'lines', 'extra'] },
    /\/extra {2}property became required/,
  ],
  ['an enum value removed', { [`${has}/status/enum`]: ['open'] }, /\/status {2}value "closed" removed/],
  ['a text limited to listed values', { [`${has}/note/enum`]: ['x'] }, /\/note {2}limited to listed/],
  ['listed values opened', { [`${has}/status`]: {} }, /\/status {2}no longer limited/],
  ['a changed type', { [`${has}/note/type`]: 'number' }, /type changed from string to number/],
  [
    'a type that may be null too',
    { [`${has}/note/type`]: ['string', 'null'] },
    /type changed from string to null or string: readers/,
  ],
  ['a pattern added', { [`${has}/note/pattern`]: '^x' }, /\/note {2}pattern "\^x" added/],
  ['a pattern changed', { '/common/$defs/text/pattern': '^[A-Z]*$' }, /\/number {2}pattern changed/],
  ['a check digit dropped', { [`${has}/gln/gln`]: undefined }, /\/gln {2}gln true removed: readers/],
  [
    'a format dropped deep inside',
    { [`${line}/properties/at/format`]: undefined },
    /\/lines\/\*\/at {2}format "date-time" removed/,
  ],
  ['an upper bound lowered', { [`${has}/lines/maxItems`]: 4 }, /maxItems changed from 5 to 4/],
  ['a lower bound raised', { [`${has}/note/minLength`]: 2 }, /minLength .* would be refused/],
  ['a lower bound lowered', { [`${has}/lines/minItems`]: 0 }, /minItems .* readers count on it/],
  [
    'a shared definition narrowed',
    { '/common/$defs/quantity/required': ['value', 'unit'] },
    /\/lines\/\*\/quantity\/unit {2}property became required/,
  ],
  [
    'a reference narrowed where it stands',
    { [`${line}/properties/quantity/properties`]: { value: { type: 'string', pattern: '[1-9]' } } },
    /\/lines\/\*\/quantity\/value {2}pattern "\[1-9\]" added/,
  ],
  ['a choice of properties changed', { '/order/anyOf': [{ required: ['a'] }] }, /anyOf changed/],
  ['a condition added', { '/order/if': { required: ['note'] } }, /if .* added/],
  [
    'unknown properties let in',
    { '/order/additionalProperties': undefined },
    /additionalProperties false removed/,
  ],
  ['entries no longer described', { [`${has}/lines/items`]: undefined }, /no longer described: readers/],
  ['a code removed from a list', { '/codes/C62': undefined }, /code-lists\/unit .* code C62 removed/],
];

/** A change, the edits that make it, and how it is told, if at all. */
export const compatible: readonly [string, Edits, RegExp | null][] = [
  ['no change', {}, null],
  ['a new optional property', { [`${has}/extra`]: { type: 'string' } }, /\/extra {2}property added/],
  [
    'a new enum value',
    { [`${has}/status/enum`]: ['open', 'closed', 'held'] },
    /\/status {2}value "held" added/,
  ],
  ['a new code', { '/codes/LBR': 'pound' }, /code LBR added/],
  ['a raised upper bound', { [`${has}/lines/maxItems`]: 9 }, /maxItems changed from 5 to 9/],
  ['a dropped upper bound', { '/common/$defs/text/maxLength': undefined }, /maxLength 10 removed/],
  ['other words', { [`${has}/number/title`]: 'No.' }, /\/number {2}title reworded/],
  [
    'a renamed definition',
    { '/order/$defs': { row: order.$defs?.line }, [`${has}/lines/items/$ref`]: '#/$defs/row' },
    null,
  ],
  ['the same required properties in another order', { '/order/required': ['lines', 'number'] }, null],
];
