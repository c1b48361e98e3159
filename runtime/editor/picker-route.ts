import type { RequestHandler } from 'express';
import { CrossdockError } from '../../domain/errors.ts';
import type { PickerKind } from '../../node-kit/pickers.ts';
import { type PickerParts, pickers } from './pickers.ts';

/** Serves `pickerRoute` of node-kit; mount it behind the editor's `flows.read` permission. */
export function pickerHandler(parts: PickerParts): RequestHandler {
  return (request, response) => {
    const kind = String(request.params.kind);
    if (!isPickerKind(kind)) {
      response.status(404).json({ error: `no picker ${kind}` });
      return;
    }
    const query = Object.fromEntries(
      Object.entries(request.query).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value]] : [],
      ),
    );
    try {
      response.set('Cache-Control', 'no-store').json({ options: pickers[kind](parts, query) });
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError)) throw thrown;
      response.status(400).json({ error: thrown.message });
    }
  };
}

function isPickerKind(kind: string): kind is PickerKind {
  return Object.hasOwn(pickers, kind);
}
