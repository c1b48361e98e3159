/**
 * Ajv options for schemas that are part of the program and compiled at every start. That they are valid JSON Schema is
 * tested, so the meta-schemas stay out of memory; code for documents this small takes longer to optimise than to run.
 * Together 340 ms and 8 MB.
 */
export const programSchemas = { meta: false, validateSchema: false, code: { optimize: false } } as const;
