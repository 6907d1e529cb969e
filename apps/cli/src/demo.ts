import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { Listr } from 'listr2';
import { getArtifact, listArtifacts, listModels, startRun, type Run } from '#libs/contracts';
import { InboxFileError, readInbox } from './inbox-file.js';
import { answerApprovals, type Answered } from './demo/approver.js';
import { PlatformProcess } from './demo/platform-process.js';
import { resultTable, type ReportRow } from './demo/result-table.js';
import { SampleCompany } from './demo/sample-company.js';
import { progressText, watchRun } from './demo/watch-run.js';

interface Options {
  input: string;
  exit?: boolean;
  dataDir: string;
  port: string;
}

/** What the steps of the demo hand on. */
interface Demo {
  platform: PlatformProcess;
  company: SampleCompany;
  workflowId: string;
  run: Run;
  answers: Answered[];
  reports: string[];
}

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const sample = join(root, 'examples/support-triage');

const program = new Command('demo')
  .description('Starts the platform, and runs a support inbox through the sample workflow.')
  .option(
    '--input <file>',
    'inbox to work on: JSON Lines or CSV with id, from, subject, body, receivedAt',
    join(sample, 'inbox.jsonl'),
  )
  .option('--exit', 'stop the platform at the end')
  .option('--data-dir <folder>', 'where everything is kept', process.env['AAAS_DATA_DIR'] || 'data')
  .option('--port <port>', 'port of the web app', process.env['PORT'] || '8080');

async function main(): Promise<number> {
  const options = program.parse().opts<Options>();
  // Before anything is created: a bad file leaves nothing half-done.
  const messages = await readInbox(resolve(options.input));
  const demo = { answers: [], reports: [] } as unknown as Demo;
  try {
    await tasks(options, messages).run(demo);
    report(demo);
    if (demo.run.status !== 'succeeded') return 1;
    if (options.exit) return 0;
    console.log('\nThe platform stays up; Ctrl-C ends it.');
    process.once('SIGINT', () => void demo.platform.stop());
    process.once('SIGTERM', () => void demo.platform.stop());
    return await demo.platform.ended();
  } finally {
    await demo.platform?.stop();
  }
}

function tasks(options: Options, messages: readonly unknown[]): Listr<Demo> {
  const dataDir = resolve(options.dataDir);
  return new Listr<Demo>(
    [
      {
        title: 'Start the platform',
        task: async (demo, task) => {
          demo.platform = await PlatformProcess.start(
            join(root, 'dist/apps/standalone/src/main.js'),
            dataDir,
            Number(options.port),
          );
          task.title = `The platform runs at ${demo.platform.url}`;
        },
      },
      {
        title: 'Create a company and publish the sample workflow',
        task: async (demo, task) => {
          demo.company = await SampleCompany.open(demo.platform.url, dataDir);
          const { workflowId, version } = await demo.company.publish(sample);
          demo.workflowId = workflowId;
          const { items } = await demo.company.owner.call(listModels, {});
          const model = items.find(({ isDefault }) => isDefault);
          task.title = `Halden Audio has the workflow "Support triage", version ${version}; ${model ? `${model.title} answers` : 'no model is configured'}`;
        },
      },
      {
        title: `Run ${messages.length} messages through it`,
        task: async (demo, task) => {
          await work(demo, messages, (text) => (task.output = text));
          task.title = `${messages.length} messages: the run ${demo.run.status}`;
        },
        rendererOptions: { bottomBar: false },
      },
      {
        title: 'Fetch the report',
        skip: (demo) => demo.run.status !== 'succeeded',
        task: async (demo, task) => {
          demo.reports = await fetchReports(demo, join(dataDir, 'demo'));
          task.title = `The report lies in ${demo.reports.join(' and ')}`;
        },
      },
    ],
    {
      concurrent: false,
      fallbackRenderer: 'simple',
      fallbackRendererCondition: !process.stdout.isTTY,
      rendererOptions: { collapseSubtasks: false },
    },
  );
}

/** Starts the run and watches it while the second member answers its approvals. */
async function work(demo: Demo, messages: readonly unknown[], show: (text: string) => void): Promise<void> {
  const { owner, approver, people } = demo.company;
  const { id } = await owner.call(startRun, { params: { id: demo.workflowId }, body: { input: { messages } } });
  const end = new AbortController();
  const answering = answerApprovals(approver, id, end.signal, (answered) => {
    demo.answers.push(answered);
    show(`${people.approver.name} ${answered.decision}: ${answered.title}`);
  });
  try {
    demo.run = await watchRun(owner, id, (run) => show(progressText(run)));
  } finally {
    end.abort();
    await answering;
  }
}

async function fetchReports({ company, run }: Demo, folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const { items } = await company.owner.call(listArtifacts, { query: { runId: run.id } });
  return Promise.all(
    items.map(async ({ id, name }) => {
      const file = join(folder, name);
      writeFileSync(file, Buffer.from(await (await company.owner.open(getArtifact, { params: { id } })).arrayBuffer()));
      return file;
    }),
  );
}

function report({ platform, company, run, answers, reports }: Demo): void {
  const rows = rowsOf(reports);
  if (rows.length > 0) console.log(`\n${resultTable(rows, process.stdout.columns ?? 120)}`);
  if (run.error)
    console.log(`\nThe run failed at ${run.error.path ?? 'its start'}: ${run.error.message} (${run.error.code})`);
  const { people } = company;
  const asked =
    answers.length === 0
      ? 'No refund needed an approval.'
      : `${people.approver.name}, the second member, answered ${answers.length} approvals through POST /api/v1/inbox/:id/answer: ${countOf(answers, 'approved')} approved, ${countOf(answers, 'rejected')} rejected.`;
  console.log(`\n${asked}`);
  if (reports.length > 0) console.log(`Report: ${reports.join(', ')}`);
  console.log(
    `\nWeb app: ${platform.url}\nRun:     ${platform.url}/runs/${run.id}\nLog in:  ${people.owner.email} with ${people.password}`,
  );
}

const countOf = (answers: readonly Answered[], decision: Answered['decision']) =>
  answers.filter((answer) => answer.decision === decision).length;

/** What was decided of each message, from the run's own report. */
function rowsOf(reports: readonly string[]): ReportRow[] {
  const file = reports.find((path) => path.endsWith('.json'));
  return file === undefined ? [] : (JSON.parse(readFileSync(file, 'utf8')) as { rows: ReportRow[] }).rows;
}

try {
  process.exitCode = await main();
} catch (error) {
  const isExpected = error instanceof InboxFileError || (error as NodeJS.ErrnoException).code === 'ENOENT';
  console.error(isExpected ? (error as Error).message : `The demo failed: ${(error as Error).message}`);
  process.exitCode = 1;
}
