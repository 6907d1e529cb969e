import { act } from 'react';
import { newId, type Credential } from '#libs/contracts';
import { PageBench } from '../../testing/page-bench.js';

const at = '2026-11-20T09:00:00.000Z';
const credential: Credential = {
  id: newId('credential'),
  name: 'Calendar',
  kind: 'oauth2',
  allowedHosts: ['www.googleapis.com'],
  account: '1234.apps',
  hint: 'hijk',
  connection: { state: 'broken', connectedAt: at, refreshedAt: at, expiresAt: at, problem: 'invalid_grant' },
  lastUsedAt: null,
  createdAt: at,
  updatedAt: at,
};
const company = {
  service: 'company',
  dataKey: { number: 1, createdAt: at, masterKey: 'abc' },
  masterKeyIsCurrent: true,
  waiting: 3,
};

describe('credentials', () => {
  let bench: PageBench;
  const start = (role: 'admin' | 'builder') => {
    bench = new PageBench(role);
    bench.answers['GET /credentials'] = () => ({ body: { items: [credential], nextCursor: null } });
    bench.answers['GET /company/vault'] = () => ({ body: { services: [company] } });
  };
  afterEach(() => bench.close());

  it('say how a connection stands, and what its test found', async () => {
    start('admin');
    const path = `/credentials/${credential.id}/test`;
    bench.answers[`POST ${path}`] = () => ({ body: { accepted: false, status: null, detail: 'invalid_client' } });
    await bench.open('/connections');
    await bench.shows('Connect again');
    await bench.press('Test Calendar');
    await bench.shows('Renews the token at the other side.');
    await bench.press('Test');
    await bench.shows('invalid_client');
    expect(bench.sent('POST', path)).toEqual([{}]);
  });

  it('are sealed with new keys when an administrator says so', async () => {
    start('admin');
    bench.answers['POST /company/vault/rotate'] = () => ({ body: { services: [company] } });
    await bench.open('/connections');
    await bench.shows('Being sealed with the new keys: 3');
    await bench.press('Make new keys');
    await bench.shows('Make new keys?');
    expect(bench.sent('POST', '/company/vault/rotate')).toEqual([]);
    // The one in the dialog is the last one on the page.
    const confirm = [...document.querySelectorAll<HTMLElement>('[role="dialog"] button')].at(-1)!;
    await act(async () => confirm.click());
    await bench.shows('New keys seal from now on');
    expect(bench.sent('POST', '/company/vault/rotate')).toHaveLength(1);
  });

  it('tell who used one', async () => {
    start('builder');
    const uses = [
      { actor: { type: 'apiKey', id: 'key_1' }, service: 'agents', times: 12, firstAt: at, lastAt: at },
      { actor: { type: 'run', id: newId('run') }, service: 'company', times: 1, firstAt: at, lastAt: at },
    ];
    bench.answers[`GET /credentials/${credential.id}/uses`] = () => ({ body: { items: uses } });
    await bench.open('/connections');
    await bench.shows('Calendar');
    await bench.press('Uses and changes: Calendar');
    await bench.shows('API key');
    await bench.shows('12');
  });

  it('a connection is finished once with what the browser came back with, and the address forgets it', async () => {
    start('admin');
    bench.answers['POST /credentials/connections'] = () => ({ body: credential });
    await bench.open('/connections/callback?state=the-state&code=the-code');
    await bench.shows('Calendar is connected.');
    expect(bench.sent('POST', '/credentials/connections')).toEqual([{ state: 'the-state', code: 'the-code' }]);
    expect(window.location.search).toBe('');
  });

  it('says why the other side refused', async () => {
    start('admin');
    await bench.open('/connections/callback?error=access_denied');
    await bench.shows('The other side refused: access_denied');
    expect(bench.sent('POST', '/credentials/connections')).toEqual([]);
  });
});
