/** Where outputs lie that are too large for a history row. Keys begin with the company. */
export interface PayloadStore {
  put(key: string, json: string): Promise<void>;
  /** @throws when there is none under the key. */
  get(key: string): Promise<string>;
  /** All whose keys begin so; the prefix ends with `/`. What is not there is no error. */
  deleteAll(prefix: string): Promise<void>;
}
