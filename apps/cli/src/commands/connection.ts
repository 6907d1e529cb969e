import type { Command } from 'commander';
import { ApiClient } from '#libs/client';

export interface Connection {
  url: string;
  key?: string;
}

/** The options by which every command finds the platform. */
export const connecting = (command: Command, scopes: string): Command =>
  command
    .option('--url <address>', 'address of the platform; AAAS_URL', process.env['AAAS_URL'] ?? 'http://localhost:8080')
    .option(
      '--key <key>',
      `API key with the scope ${scopes}; better given as AAAS_API_KEY`,
      process.env['AAAS_API_KEY'],
    );

/** @throws when there is no key, naming the scope that it needs */
export function clientOf({ url, key }: Connection, scopes: string): ApiClient {
  if (!key) throw new Error(`Give an API key with the scope ${scopes}: AAAS_API_KEY=… aaas …`);
  return new ApiClient(url, key);
}
