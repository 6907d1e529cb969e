import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@lancedb/lancedb';
import { ApiClient } from '#libs/client';
import {
  createKnowledgeBase,
  getKnowledgeBase,
  listKnowledgeDocuments,
  searchKnowledge,
  signUp,
} from '#libs/contracts';
import { eventually, launchEmbedded, type ServiceProcess } from '#libs/testing';

const count = 40;
const nameOf = (nth: number) => `animal${String(nth).padStart(2, '0')}`;

/** A real process, killed while it reads documents. */
describe('F1: a kill in mid-ingestion', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'knowledge-kills-'));
  let platform: ServiceProcess;
  let client: ApiClient;
  let session: { accessToken: string; company: { id: string } };

  beforeAll(async () => {
    platform = await launchEmbedded({ env: { AAAS_DATA_DIR: dataDir } });
    client = new ApiClient(platform.url);
    const person = { email: 'ada@zoo.example', password: 'four grey herons wade', name: 'Ada', companyName: 'Zoo' };
    session = await client.call(signUp, { body: person });
    client.authorize(session.accessToken);
  }, 120_000);
  afterAll(async () => {
    await platform.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('loses and doubles nothing, whenever it comes', async () => {
    const { id } = await client.call(createKnowledgeBase, { body: { name: 'Animals' } });
    const upload = async () => {
      const form = new FormData();
      for (let nth = 0; nth < count; nth++)
        form.append('file', new File([`The ${nameOf(nth)} lives in country number ${nth}.`], `${nameOf(nth)}.txt`));
      const response = await fetch(`${platform.url}/api/v1/knowledge-bases/${id}/documents`, {
        method: 'POST',
        headers: { authorization: `Bearer ${session.accessToken}` },
        body: form,
      });
      expect(response.status).toBe(202);
    };
    // After the passages are written and before the row says so, and after that commit; then at random.
    for (const [point, hit] of [
      ['before-commit', 9],
      ['after-effect', 20],
      ['after-commit', 30],
    ] as const) {
      await platform.halt().catch(() => undefined);
      await platform.start({ AAAS_CRASH_POINT: `${point}:${hit}` });
      const died = platform.gone();
      // Cut off somewhere, or complete: the same files sent again are the same documents.
      await upload().catch(() => undefined);
      await Promise.race([died, allRead(id)]);
    }
    await platform.halt().catch(() => undefined);
    await platform.start();
    // What the first kill cut off before it was accepted is sent again, and is the same.
    await upload();
    await allRead(id);

    const documents = await client.call(listKnowledgeDocuments, { params: { id }, query: { limit: 200 } });
    expect(documents.items.map(({ name, status, passages }) => [name, status, passages]).sort()).toEqual(
      Array.from({ length: count }, (_, nth) => [`${nameOf(nth)}.txt`, 'indexed', 1]),
    );
    for (let nth = 0; nth < count; nth += 7) {
      const body = { query: nameOf(nth), limit: 50 };
      const { items } = await client.call(searchKnowledge, { params: { id }, body });
      expect(items.map(({ document }) => document.name)).toEqual([`${nameOf(nth)}.txt`]);
    }
    // Not only unseen: in the end the index holds each passage once.
    const index = await connect(join(dataDir, 'blobs', session.company.id, 'knowledge', 'index'), {
      readConsistencyInterval: 0,
    });
    const [name] = await index.tableNames();
    const table = await index.openTable(name!);
    await eventually(async () => expect(await table.countRows()).toBe(count));
  }, 120_000);

  const allRead = (id: string) =>
    eventually(
      async () => {
        const { documents } = await client.call(getKnowledgeBase, { params: { id } });
        expect([documents.pending, documents.failed, documents.total]).toEqual([0, 0, count]);
      },
      { withinMs: 60_000 },
    );
});
