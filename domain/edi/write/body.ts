import { CrossdockError } from '../../errors.ts';
import type { CompiledLoop, CompiledSegment, Guide } from '../guides/compiled.ts';
import { writeSegment } from './segment.ts';
import type { Syntax } from './syntax.ts';

/**
 * The segments between header and trailer, in the order of the guide, from the JSON form.
 *
 * @throws CD_EDI_WRITE_FORM for what has no place in the guide or the wrong shape, CD_EDI_WRITE_CHARACTER
 */
export function writeBody(guide: Guide, segments: unknown, syntax: Syntax): string[] {
  return new BodyWriter(guide, syntax).loop(guide.root, segments, '');
}

class BodyWriter {
  readonly #guide: Guide;
  readonly #syntax: Syntax;

  constructor(guide: Guide, syntax: Syntax) {
    this.#guide = guide;
    this.#syntax = syntax;
  }

  loop(loop: Omit<CompiledLoop, 'trigger'>, data: unknown, path: string): string[] {
    if (typeof data !== 'object' || data === null || Array.isArray(data)) {
      throw this.#wrong(path === '' ? 'segments' : path, 'must be an object of segments and loops');
    }
    const values = new Map<string, unknown>(Object.entries(data));
    const written = loop.children.flatMap((child) => {
      const name = child.kind === 'segment' ? child.id : child.key;
      const value = values.get(name);
      values.delete(name);
      const here = path === '' ? name : `${path}.${name}`;
      if (value === undefined || value === null) return [];
      return child.kind === 'segment' ? this.#segments(child, value, here) : this.#loops(child, value, here);
    });
    const [unknown] = values.keys();
    if (unknown !== undefined) {
      throw this.#wrong(path === '' ? unknown : `${path}.${unknown}`, 'has no place in the guide');
    }
    return written;
  }

  #loops(loop: CompiledLoop, data: unknown, path: string): string[] {
    if (!Array.isArray(data)) throw this.#wrong(path, 'must be an array');
    return data.flatMap((occurrence: unknown, index) => {
      const here = `${path}[${index}]`;
      const written = this.loop(loop, occurrence, here);
      if (!written[0]?.startsWith(loop.trigger.id)) {
        throw this.#wrong(here, `must start with ${loop.trigger.id}, which opens the loop`);
      }
      return written;
    });
  }

  #segments(segment: CompiledSegment, data: unknown, path: string): string[] {
    if (Array.isArray(data) && !segment.repeats)
      throw this.#wrong(path, 'must be one object; it does not repeat');
    const occurrences: readonly unknown[] = Array.isArray(data) ? data : [data];
    const { type, ref } = this.#guide;
    return occurrences
      .map((one, index) => {
        const here = segment.repeats ? `${path}[${index}]` : path;
        return writeSegment(segment, one, this.#syntax, { type, guide: ref, path: here });
      })
      .filter((text) => text !== '');
  }

  #wrong(path: string, problem: string): CrossdockError {
    const { type, ref } = this.#guide;
    return new CrossdockError('CD_EDI_WRITE_FORM', { type, guide: ref, path, problem });
  }
}
