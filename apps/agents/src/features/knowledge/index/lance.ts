import { availableParallelism } from 'node:os';

export type Lance = typeof import('@lancedb/lancedb');
let loading: Promise<Lance> | undefined;

/** The engine of the index, loaded when somebody needs it: it costs time and memory that others need not pay. */
export function lance(): Promise<Lance> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Lance> {
  const { env } = process;
  // On machines with few processors its pool is smaller than what it starts at once, and building a word index waits for itself for ever
  // (lance-format/lance#7350). Read once, when it is loaded.
  env['LANCE_CPU_THREADS'] ??= String(Math.max(8, availableParallelism()));
  env['LANCE_FTS_NUM_SHARDS'] ??= '1';
  env['LANCEDB_LOG'] ??= 'error';
  return import('@lancedb/lancedb');
}
