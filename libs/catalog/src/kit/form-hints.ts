/** What the builder offers for a field. Without one it follows from the JSON Schema. */
export type Widget =
  | 'agent'
  | 'assignees'
  | 'code'
  | 'condition'
  | 'credential'
  | 'cron'
  | 'duration'
  | 'file-name'
  | 'json'
  | 'json-schema'
  | 'labels'
  | 'late-value'
  | 'model'
  | 'pairs'
  | 'textarea'
  | 'timezone'
  | 'tool'
  | 'value';

declare module 'zod' {
  /** `.meta()` of every config field goes into the JSON Schema, from which the form, the reference and OpenAPI are made. */
  interface GlobalMeta {
    widget?: Widget;
    placeholder?: string;
    /** Shown only under "More". */
    advanced?: boolean;
    /** Shown only while another field has one of these values; without `is` while it has any. A field that is set is shown anyway. */
    when?: { field: string; is?: readonly unknown[] };
    /** Fields that name the same choice are alternatives: one of them is filled in. */
    either?: string;
  }
}
