import type { ErrorTable } from './table.ts';

export const canonicalErrors = {
  CD_CANONICAL_OBJECT_UNKNOWN: {
    retry: 'terminal',
    fault: 'technical',
    message: 'there is no canonical object "{object}"',
    remedy: 'Name one of the folders in canonical-schemas/, such as sales-order.',
  },
  CD_CANONICAL_VERSION_UNKNOWN: {
    retry: 'terminal',
    fault: 'business',
    message: 'there is no version {version} of the canonical object {object}; there is {known}',
    remedy: 'Send a known version, or install the release that brings this one.',
  },
  CD_CANONICAL_INVALID: {
    retry: 'terminal',
    fault: 'business',
    message: 'the {object} does not fit its schema at {path}: {problem} ({count} problems in all)',
    remedy: 'Correct the document or the mapping that made it; every problem is listed with its path.',
  },
  CD_CANONICAL_UNREADABLE: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the {object} cannot be read as plain data: {reason}',
    remedy: 'Hand over a document of plain objects, lists, texts, numbers and booleans.',
  },
} as const satisfies ErrorTable;
