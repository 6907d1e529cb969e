/** What the builder offers for a field. Without one it follows from the JSON Schema. */
export type Widget =
  | 'agent'
  | 'assignees'
  | 'code'
  | 'condition'
  | 'credential'
  | 'duration'
  | 'file-name'
  | 'json'
  | 'json-schema'
  | 'labels'
  | 'late-value'
  | 'model'
  | 'pairs'
  | 'textarea'
  | 'tool'
  | 'value';

declare module 'zod' {
  /** `.meta()` of every config field goes into the JSON Schema, from which the form, the reference and OpenAPI are made. */
  interface GlobalMeta {
    widget?: Widget;
    placeholder?: string;
    /** Shown only under "More". */
    advanced?: boolean;
  }
}
