import type { ColumnField, TypedValue } from '../field.ts';
import { emptyValue } from '../parse-config.ts';
import { loadOptions, type OptionSource } from './pick.ts';
import { jquery, widget } from './red.ts';

/** One input of a row: where its value comes from and goes to. */
export interface Control {
  readonly element: JQuery;
  read(): Record<string, unknown>;
}

export interface Words {
  readonly label: string;
  readonly placeholder: string;
  option(value: string): string;
}

/** Builds the input of one column of a row and fills it from the stored row. */
export function columnControl(
  name: string,
  spec: ColumnField,
  row: Readonly<Record<string, unknown>>,
  words: Words,
  source: Omit<OptionSource, 'spec'>,
): Control {
  const stored = row[name] ?? emptyValue(spec);
  const named = (element: JQuery): JQuery =>
    element.attr('aria-label', words.label).attr('title', words.label);
  switch (spec.kind) {
    case 'boolean': {
      const element = named(jquery('<input type="checkbox">')).prop('checked', String(stored) === 'true');
      return { element, read: () => ({ [name]: element.prop('checked') === true }) };
    }
    case 'choice': {
      const element = named(jquery('<select>'));
      for (const option of spec.options)
        jquery('<option>').val(option).text(words.option(option)).appendTo(element);
      element.val(String(stored));
      return { element, read: () => ({ [name]: element.val() }) };
    }
    case 'pick': {
      const element = named(spec.open ? jquery('<input type="text">') : jquery('<select>'));
      loadOptions(element, String(stored), { ...source, spec });
      return { element, read: () => ({ [name]: element.val() ?? '' }) };
    }
    case 'typed':
      return typedControl(name, spec.types, row, emptyValue(spec) as TypedValue, named);
    default: {
      const element = named(
        jquery(spec.kind === 'number' ? '<input type="number" step="any">' : '<input type="text">'),
      );
      element.attr('placeholder', words.placeholder).val(stored === undefined ? '' : String(stored));
      return { element, read: () => ({ [name]: element.val() }) };
    }
  }
}

function typedControl(
  name: string,
  types: readonly string[],
  row: Readonly<Record<string, unknown>>,
  empty: TypedValue,
  named: (element: JQuery) => JQuery,
): Control {
  // The widget replaces its input, which therefore needs a parent that the row can lay out.
  const element = jquery('<span class="crossdock-typed">');
  const input = named(jquery('<input type="text">')).appendTo(element);
  return {
    element: element.one('crossdock:shown', () => {
      widget(input).typedInput({ default: empty.type, types });
      widget(input).typedInput('type', String(row[`${name}Type`] ?? empty.type));
      widget(input).typedInput('value', String(row[name] ?? empty.value));
    }),
    read: () => ({
      [name]: widget(input).typedInput('value'),
      [`${name}Type`]: widget(input).typedInput('type'),
    }),
  };
}
