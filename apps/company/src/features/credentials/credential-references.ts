import { Injectable } from '@nestjs/common';
import { AppError, isSentByHttp, type CredentialKind, type Issue } from '#libs/contracts';
import type { Definition } from '#libs/workflow';
import { CredentialRepository } from './credential.repository.js';

/** A credential that a step names, and where. An expression is known only when the step runs; it is looked up in the same company then. */
interface Reference {
  node: string;
  kind: string;
  path: string;
  credential: string;
}

/** Credentials that a definition names by id. */
@Injectable()
export class CredentialReferences {
  constructor(private readonly rows: CredentialRepository) {}

  /** @throws CREDENTIAL_NOT_FOUND naming each node whose credential the company does not have; CREDENTIAL_UNFIT where it is of no use */
  async assertKnown(companyId: string, definition: Definition): Promise<void> {
    const references = referencesOf(definition);
    if (references.length === 0) return;
    const known = await this.rows.known(companyId, [...new Set(references.map(({ credential }) => credential))]);
    const issues = references
      .filter(({ credential }) => !known.has(credential))
      .map(({ node, path }) => ({ node, path, message: 'There is no such credential in this company' }));
    if (issues[0]) throw refused('CREDENTIAL_NOT_FOUND', issues);
    const unfit = references
      .filter(({ kind, credential }) => !fits(kind, known.get(credential)!))
      .map(({ node, kind, path }) => ({ node, path, message: expectedBy(kind) }));
    if (unfit[0]) throw refused('CREDENTIAL_UNFIT', unfit);
  }
}

const expectedBy = (kind: string): string =>
  kind === 'trigger.webhook'
    ? 'expected a credential of the kind hmac, which signatures are checked with'
    : 'expected a credential that is sent by HTTP';

const fits = (kind: string, credential: CredentialKind): boolean =>
  kind === 'trigger.webhook' ? credential === 'hmac' : isSentByHttp(credential);

const refused = (code: 'CREDENTIAL_NOT_FOUND' | 'CREDENTIAL_UNFIT', issues: Issue[]): AppError =>
  new AppError(code, { detail: `${issues[0]?.path}: ${issues[0]?.message}`, issues });

export const referencesOf = ({ nodes }: Definition): Reference[] =>
  nodes.flatMap(({ id, kind, config }, index) => {
    const credential = config['credential'];
    if (typeof credential !== 'string' || credential === '' || credential.includes('{{')) return [];
    return [{ node: id, kind, path: `nodes[${index}].config.credential`, credential }];
  });
