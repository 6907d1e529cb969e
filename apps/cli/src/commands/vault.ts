import { Command } from 'commander';
import { ApiClient } from '#libs/client';
import { getVault, rotateVault, type ServiceVault } from '#libs/contracts';
import { addKey, retireKeys } from './key-file.js';

interface Connection {
  url: string;
  key?: string;
  json?: boolean;
}

/** Asks with an API key; ends with 2 while something is still sealed or wrapped by earlier keys. */
function asking(name: string, description: string, act: (api: ApiClient) => Promise<{ services: ServiceVault[] }>) {
  return new Command(name)
    .description(description)
    .option('--url <address>', 'address of the platform; AAAS_URL', process.env['AAAS_URL'] ?? 'http://localhost:8080')
    .option(
      '--key <key>',
      'API key with the scope credentials:write; better given as AAAS_API_KEY',
      process.env['AAAS_API_KEY'],
    )
    .option('--json', 'print the answer as JSON')
    .action(async ({ url, key, json }: Connection) => {
      if (!key) throw new Error(`Give an API key: AAAS_API_KEY=… aaas vault ${name}`);
      const { services } = await act(new ApiClient(url, key));
      process.stdout.write(`${json ? JSON.stringify(services) : vaultText(services)}\n`);
      if (services.some(isBehind)) process.exitCode = 2;
    });
}

/** `aaas vault status | rotate | new-key | retire-keys` */
export const vaultCommand = (): Command =>
  new Command('vault')
    .description('Keys that seal secrets')
    .addCommand(asking('status', 'Which keys seal, and what still waits for them', (api) => api.call(getVault, {})))
    .addCommand(asking('rotate', 'New data keys for the company of the API key', (api) => api.call(rotateVault, {})))
    .addCommand(
      new Command('new-key')
        .description(
          'Puts a new master key in front of those in a file (AAAS_MASTER_KEY_FILE, or master.key of the data folder)',
        )
        .argument('<file>')
        .action((file: string) => {
          const count = addKey(file);
          process.stdout.write(
            `${file} holds ${count} ${count === 1 ? 'key' : 'keys'}. Running processes read it within 20 s; ask \`aaas vault status\`.\n`,
          );
        }),
    )
    .addCommand(
      new Command('retire-keys')
        .description(
          'Leaves the first master key of a file alone; a week after `status` said that all data keys are wrapped by it',
        )
        .argument('<file>')
        .action((file: string) => {
          const gone = retireKeys(file);
          process.stdout.write(`${gone} ${gone === 1 ? 'key is' : 'keys are'} gone from ${file}.\n`);
        }),
    );

const isBehind = ({ masterKeyIsCurrent, waiting }: ServiceVault): boolean => waiting > 0 || !masterKeyIsCurrent;

/** What a person reads: a line a service. */
export const vaultText = (services: readonly ServiceVault[]): string =>
  services
    .map(({ service, dataKey, masterKeyIsCurrent, waiting }) => {
      const key = dataKey ? `key ${dataKey.number} of ${dataKey.createdAt}` : 'no secret yet';
      const rest = waiting > 0 ? `, ${waiting} still sealed with an earlier one` : '';
      return `${service}: ${key}${rest}${masterKeyIsCurrent ? '' : ', the new master key does not wrap everything yet'}`;
    })
    .join('\n');
