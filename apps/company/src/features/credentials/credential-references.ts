import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import type { Definition } from '#libs/workflow';
import { CredentialRepository } from './credential.repository.js';

/** A credential that a step names, and where. An expression is known only when the step runs; it is looked up in the same company then. */
interface Reference {
  node: string;
  path: string;
  credential: string;
}

/** Credentials that a definition names by id. */
@Injectable()
export class CredentialReferences {
  constructor(private readonly rows: CredentialRepository) {}

  /** @throws CREDENTIAL_NOT_FOUND naming each node whose credential the company does not have */
  async assertKnown(companyId: string, definition: Definition): Promise<void> {
    const references = referencesOf(definition);
    if (references.length === 0) return;
    const known = await this.rows.known(companyId, [...new Set(references.map(({ credential }) => credential))]);
    const issues = references
      .filter(({ credential }) => !known.has(credential))
      .map(({ node, path }) => ({ node, path, message: 'There is no such credential in this company' }));
    const [first] = issues;
    if (first) throw new AppError('CREDENTIAL_NOT_FOUND', { detail: `${first.path}: ${first.message}`, issues });
  }
}

export const referencesOf = ({ nodes }: Definition): Reference[] =>
  nodes.flatMap(({ id, config }, index) => {
    const credential = config['credential'];
    if (typeof credential !== 'string' || credential === '' || credential.includes('{{')) return [];
    return [{ node: id, path: `nodes[${index}].config.credential`, credential }];
  });
