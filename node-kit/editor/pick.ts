import type { PickField } from '../field.ts';
import { type PickerAnswer, type PickerOption, pickerUrl } from '../pickers.ts';
import { editorRed, jquery } from './red.ts';

export interface OptionSource {
  readonly spec: PickField;
  /** Tab or subflow of the node. */
  readonly flow: string;
}

const text = ({ label, detail }: PickerOption): string => (detail ? `${label} — ${detail}` : label);

/**
 * Fills a select, or the suggestions of a text input, with what the site offers. The stored value stays
 * chosen even when the site does not offer it, so that opening a form never changes a flow.
 */
export function loadOptions(element: JQuery, stored: string, { spec, flow }: OptionSource): void {
  if (!element.is('select')) {
    element.val(stored);
    ask(spec, flow).then(
      (options) => suggest(element, options),
      () => undefined,
    );
    return;
  }
  fill(element, stored, [], stored);
  ask(spec, flow).then(
    (options) => fill(element, String(element.val() ?? stored), options, missing(stored)),
    () =>
      fill(
        element,
        stored,
        [],
        editorRed._('crossdock-nodes/crossdock-editor:pick.unavailable', { value: stored }),
      ),
  );
}

const missing = (value: string): string =>
  editorRed._('crossdock-nodes/crossdock-editor:pick.missing', { value });

async function ask(spec: PickField, flow: string): Promise<readonly PickerOption[]> {
  const answer: PickerAnswer = await jquery.getJSON(pickerUrl(spec.from, flow, spec.filter));
  return answer.options;
}

function fill(select: JQuery, value: string, options: readonly PickerOption[], otherwise: string): void {
  const known = options.some((option) => option.value === value);
  select.empty();
  if (value === '' || !known)
    jquery('<option>')
      .val(value)
      .text(value === '' ? '' : otherwise)
      .appendTo(select);
  for (const option of options) jquery('<option>').val(option.value).text(text(option)).appendTo(select);
  select.val(value);
}

function suggest(input: JQuery, options: readonly PickerOption[]): void {
  const id = `crossdock-suggestions-${crypto.randomUUID()}`;
  const list = jquery('<datalist>').attr('id', id).insertAfter(input);
  for (const option of options) jquery('<option>').val(option.value).text(text(option)).appendTo(list);
  input.attr('list', id);
}
