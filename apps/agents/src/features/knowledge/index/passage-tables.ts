import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Connection, Table } from '@lancedb/lancedb';
import type { Schema } from 'apache-arrow';
import { LRUCache } from 'lru-cache';
import type { BlobLocation } from '#libs/platform/blobs';
import { tableName, type IndexPlace } from './index-spec.js';
import { lance } from './lance.js';

/** Languages of which the engine has no list of words that say nothing. */
const withoutStopWords: ReadonlySet<string> = new Set(['romanian', 'turkish', 'arabic', 'greek', 'tamil']);

/** Token of the place of the blob store, where the indexes lie as well. */
export const indexLocation = Symbol('index location');

const keptOpen = 200;
/** Passages from which on vectors have an index of their own; below, looking at each is as fast. */
export const vectorIndexFrom = 50_000;
const texts = ['document', 'rev', 'source', 'type', 'title', 'heading', 'text', 'hash'] as const;

/** The tables of passages (LanceDB), one for each index, below the folder of the company. */
@Injectable()
export class PassageTables implements OnApplicationShutdown {
  private readonly connections = new LRUCache<string, Promise<Connection>>({ max: keptOpen });
  /** Tables whose indexes are there. */
  private readonly indexed = new LRUCache<string, true>({ max: 10 * keptOpen });
  private readonly tables = new LRUCache<string, Promise<Table | undefined>>({ max: keptOpen });

  constructor(@Inject(indexLocation) private readonly location: BlobLocation) {}

  async onApplicationShutdown(): Promise<void> {
    const open = await Promise.allSettled([...this.tables.values(), ...this.connections.values()]);
    this.tables.clear();
    this.connections.clear();
    for (const each of open) if (each.status === 'fulfilled') each.value?.close();
  }

  /** Undefined while nothing was written to it. */
  async find(place: IndexPlace): Promise<Table | undefined> {
    const key = keyOf(place);
    const known = this.tables.get(key);
    if (known) return known;
    const opening = this.open(place);
    this.tables.set(key, opening);
    const table = await opening.catch((error: unknown) => {
      this.tables.delete(key);
      throw error;
    });
    if (!table) this.tables.delete(key);
    return table;
  }

  /** @param dims how many numbers a vector has; of an index without a model nothing */
  async findOrCreate(place: IndexPlace, dims: number | undefined): Promise<Table> {
    return (await this.find(place)) ?? this.create(place, dims);
  }

  /** Deleting what is not there is no error. */
  async drop(place: IndexPlace): Promise<void> {
    const connection = await this.connection(place.companyId);
    await connection.dropTable(tableName(place)).catch(ignoreMissing);
    this.tables.delete(keyOf(place));
    this.indexed.delete(keyOf(place));
  }

  private async open(place: IndexPlace): Promise<Table | undefined> {
    const connection = await this.connection(place.companyId);
    try {
      return await connection.openTable(tableName(place));
    } catch (error) {
      ignoreMissing(error);
      return undefined;
    }
  }

  private async create(place: IndexPlace, dims: number | undefined): Promise<Table> {
    const connection = await this.connection(place.companyId);
    const table = await connection.createEmptyTable(tableName(place), await schemaOf(dims), { existOk: true });
    this.tables.set(keyOf(place), Promise.resolve(table));
    return table;
  }

  /** Makes the indexes that are missing. After the first passages: an index of nothing finds too little of what comes while it is asked. */
  async ensureIndexes(place: IndexPlace, table: Table): Promise<void> {
    if (this.indexed.has(keyOf(place))) return;
    const { Index } = await lance();
    const words = () =>
      Index.fts({
        baseTokenizer: 'simple',
        language: place.index.language.replace(/^./, (letter) => letter.toUpperCase()),
        lowercase: true,
        stem: true,
        removeStopWords: !withoutStopWords.has(place.index.language),
        asciiFolding: true,
        // Nobody asks for phrases, and positions are most of the size.
        withPosition: false,
      });
    const known = new Set((await table.listIndices()).flatMap(({ columns }) => columns));
    if (!known.has('title')) await table.createIndex('title', { config: words() });
    if (!known.has('text')) await table.createIndex('text', { config: words() });
    if (!known.has('document')) await table.createIndex('document', { config: Index.btree() });
    this.indexed.set(keyOf(place), true);
  }

  private async connection(companyId: string): Promise<Connection> {
    const known = this.connections.get(companyId);
    if (known) return known;
    const opening = lance().then(({ connect }) =>
      connect(`${this.location.uri}/${companyId}/knowledge/index`, {
        storageOptions: this.location.options,
        // Others write, too: what a commit of the database counts on must be seen by whoever reads after it.
        readConsistencyInterval: 0,
      }),
    );
    this.connections.set(companyId, opening);
    opening.catch(() => this.connections.delete(companyId));
    return opening;
  }
}

const keyOf = (place: IndexPlace): string => `${place.companyId}/${tableName(place)}`;

/** The engine has no codes for what went wrong. */
function ignoreMissing(error: unknown): void {
  if (!/not found|does not exist/i.test(String(error))) throw error;
}

async function schemaOf(dims: number | undefined): Promise<Schema> {
  const { Field, FixedSizeList, Float32, Int32, Schema, Utf8 } = await import('apache-arrow');
  const number = (name: string) => new Field(name, new Int32());
  const vector = (size: number) => new FixedSizeList(size, new Field('item', new Float32(), true));
  return new Schema([
    ...texts.map((name) => new Field(name, new Utf8())),
    ...[number('n'), number('page')],
    ...(dims === undefined ? [] : [new Field('vector', vector(dims), true)]),
  ]);
}
