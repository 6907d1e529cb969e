import { HttpPeer, type PeerAnswer, type PeerRequest } from '#libs/catalog/conformance/http-peer';

export interface DriveEntry {
  id: string;
  name: string;
  parent: string;
  mimeType: string;
  content?: string;
}

/** Answers as version 3 of the Drive API does, for whoever sends the token: lists in pages of two, contents and exports. */
export class DrivePeer {
  readonly peer = new HttpPeer();
  entries: DriveEntry[] = [];

  constructor(private readonly token: string) {
    this.peer.answer = (request) => this.answer(request);
  }

  private answer({ path, headers }: PeerRequest): PeerAnswer {
    if (headers.authorization !== `Bearer ${this.token}`)
      return json(401, { error: { code: 401, message: 'Invalid Credentials' } });
    const { pathname, searchParams } = new URL(path, 'http://drive');
    const [, id, act] = /^\/drive\/v3\/files(?:\/([^/]+)(?:\/(export))?)?$/.exec(pathname) ?? [];
    if (id === undefined) return pathname === '/drive/v3/files' ? this.list(searchParams) : { status: 404 };
    const entry = this.entries.find((each) => each.id === id);
    if (!entry) return json(404, { error: { code: 404, message: `File not found: ${id}.` } });
    const isGoogles = entry.mimeType.startsWith('application/vnd.google-apps.');
    // Google's own documents can be exported only, and others not.
    if (isGoogles !== (act === 'export')) return json(403, { error: { code: 403, message: 'fileNotDownloadable' } });
    const contentType = act === 'export' ? searchParams.get('mimeType')! : entry.mimeType;
    return { headers: { 'content-type': contentType }, body: entry.content ?? '' };
  }

  private list(query: URLSearchParams): PeerAnswer {
    const parent = /^'([^']+)' in parents and trashed = false$/.exec(query.get('q') ?? '')?.[1];
    if (parent === undefined) return json(400, { error: { code: 400, message: 'Invalid Value' } });
    const from = Number(query.get('pageToken') ?? 0);
    const all = this.entries.filter((entry) => entry.parent === parent);
    const files = all.slice(from, from + 2).map(({ id, name, mimeType, content = '' }) => ({
      ...{ id, name, mimeType },
      webViewLink: `https://drive.example/${id}`,
      modifiedTime: `2026-11-01T00:00:00.${String(content.length).padStart(3, '0')}Z`,
      ...(mimeType.startsWith('application/vnd.google-apps.')
        ? {}
        : { md5Checksum: Buffer.from(content).toString('hex').slice(-32), size: String(content.length) }),
    }));
    return json(200, { files, ...(from + 2 < all.length ? { nextPageToken: String(from + 2) } : {}) });
  }
}

const json = (status: number, body: unknown): PeerAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
