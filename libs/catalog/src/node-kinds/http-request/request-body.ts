import { AppError } from '#libs/contracts';
import type { ArtifactCapability } from '../../kit.js';
import type { BodyForm } from './http-request.def.js';

export interface Encoded {
  contentType: string;
  content: string | Uint8Array;
}

type Encode = (body: unknown, artifacts: ArtifactCapability) => Promise<Encoded> | Encoded;

/** The body as it travels. @throws STEP_CONFIG_INVALID where it does not fit its form, ARTIFACT_NOT_FOUND */
export const encoders: Record<BodyForm, Encode> = {
  json: (body) => ({ contentType: 'application/json', content: JSON.stringify(body) }),
  text: (body) => {
    if (typeof body !== 'string') throw misfit('a text');
    return { contentType: 'text/plain; charset=utf-8', content: body };
  },
  form: (body) => {
    const form = new URLSearchParams();
    for (const [name, value] of fieldsOf(body)) form.append(name, textOf(value));
    return { contentType: 'application/x-www-form-urlencoded', content: form.toString() };
  },
  multipart: async (body, artifacts) => {
    const form = new FormData();
    for (const [name, value] of fieldsOf(body)) {
      const file = await fileOf(value, artifacts);
      if (file) form.append(name, file.blob, file.name);
      else form.append(name, textOf(value));
    }
    const encoded = new Response(form);
    return {
      contentType: encoded.headers.get('content-type') ?? 'multipart/form-data',
      content: new Uint8Array(await encoded.arrayBuffer()),
    };
  },
  file: async (body, artifacts) => {
    if (typeof body !== 'string') throw misfit('the id of an artifact');
    return artifacts.read(body);
  },
};

function fieldsOf(body: unknown): [string, unknown][] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw misfit('a map of fields');
  return Object.entries(body).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as unknown[]) : [value])
      .filter((item) => item !== null && item !== undefined)
      .map((item): [string, unknown] => [name, item]),
  );
}

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

async function fileOf(
  value: unknown,
  artifacts: ArtifactCapability,
): Promise<{ blob: Blob; name: string } | undefined> {
  if (typeof value !== 'object' || value === null || !('artifactId' in value)) return undefined;
  const { artifactId, name } = value as { artifactId: unknown; name?: unknown };
  if (typeof artifactId !== 'string') throw misfit('the id of an artifact');
  const file = await artifacts.read(artifactId);
  const blob = new Blob([new Uint8Array(file.content)], { type: file.contentType });
  return { blob, name: typeof name === 'string' ? name : file.name };
}

function misfit(expected: string): AppError {
  const message = `expected ${expected}`;
  return new AppError('STEP_CONFIG_INVALID', {
    detail: `config.body: ${message}`,
    issues: [{ path: 'config.body', message }],
  });
}
