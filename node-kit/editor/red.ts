/** The part of Node-RED's editor that forms use. */
interface EditorRed {
  readonly nodes: {
    registerType(type: string, definition: Record<string, unknown>): void;
    readonly registry: { getNodeSetForType?(type: string): { readonly id: string } | undefined };
  };
  readonly editor: {
    createEditor(options: { id: string; mode: string; value: string }): CodeEditor;
  };
  _(key: string, values?: Record<string, unknown>): string;
}

export interface CodeEditor {
  getValue(): string;
  resize(): void;
  destroy(): void;
}

/** A node as the editor holds it: its stored configuration plus what the editor adds. */
export interface EditorNode extends Record<string, unknown> {
  readonly id: string;
  readonly type: string;
  readonly z: string;
  name?: string;
  _(key: string, values?: Record<string, unknown>): string;
}

/** jQuery widgets that Node-RED adds. */
export interface Widgets extends JQuery {
  typedInput(options: { default?: string; types: readonly string[]; typeField?: JQuery | string }): Widgets;
  typedInput(method: 'type' | 'value'): string;
  typedInput(method: 'type' | 'value', value: string): Widgets;
  typedInput(method: 'width', value: string): Widgets;
  editableList(options: Record<string, unknown>): Widgets;
  editableList(method: 'items'): JQuery;
  editableList(method: 'addItem', item: Record<string, unknown>): void;
  editableList(method: 'height', height: number | string): void;
}

export const editorRed = (globalThis as unknown as { RED: EditorRed }).RED;
export const jquery = (globalThis as unknown as { $: JQueryStatic }).$;
export const widget = (element: JQuery): Widgets => element as Widgets;
/** JSONata as the editor ships it; throws on a syntax error. */
export const jsonata = (globalThis as unknown as { jsonata: (expression: string) => unknown }).jsonata;
