import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import {
  acceptGoal,
  answerGoal,
  createGoal,
  deleteGoal,
  getGoal,
  listGoalResults,
  listGoals,
  pauseGoal,
  rejectGoal,
  replanGoal,
  resumeGoal,
  runGoal,
  type Goal,
} from '#libs/contracts';
import type { ApiClient } from '#libs/client';
import { clientOf, connecting, type Connection } from './connection.js';
import { answerOf, goalLine, goalText, resultText } from './goal-text.js';

const scopes = 'goals:read, goals:write or goals:run';
const pauseMs = 500;
type Options = Connection & { json?: boolean };

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const show = (goal: Goal, { json }: Options) => say(json ? JSON.stringify(goal) : goalText(goal));

/** `aaas goals …` */
export function goalsCommand(): Command {
  const goals = new Command('goals').description('Sentences that become plans, and what came of them');
  const sub = (name: string, description: string): Command => {
    const command = connecting(new Command(name), scopes)
      .description(description)
      .option('--json', 'print the answer as JSON');
    goals.addCommand(command);
    return command;
  };
  /** A command that does one thing to one goal and shows it. */
  const act = (name: string, description: string, does: (api: ApiClient, id: string) => Promise<Goal>) =>
    sub(name, description)
      .argument('<goal>', 'its id')
      .action(async (id: string, options: Options) => show(await does(clientOf(options, scopes), id), options));

  sub('list', 'All goals, newest first').action(async (options: Options) => {
    const { items } = await clientOf(options, scopes).call(listGoals, { query: { limit: 200 } });
    say(options.json ? JSON.stringify(items) : items.map(goalLine).join('\n'));
  });
  sub('create', 'Has a goal planned; asks back here when something is unclear')
    .argument('<objective>', 'what is to be reached, in a sentence')
    .option('--schedule <when>', 'five fields of cron, a period such as PT1H, or one time')
    .option('--timezone <zone>', "whose clock the times mean; the company's unless given")
    .option('--model <model>', 'a model or a policy that plans')
    .option('--auto-run', 'accept the plan by itself where the company allows it')
    .action(async (objective: string, options: Options & NewGoalOptions) => {
      const api = clientOf(options, scopes);
      const { schedule, timezone, model, autoRun = false } = options;
      const body = {
        objective,
        autoRun,
        ...(schedule === undefined ? {} : { schedule }),
        ...(timezone === undefined ? {} : { timezone }),
        ...(model === undefined ? {} : { model }),
      };
      const goal = await api.call(createGoal, { query: {}, body });
      show(await clarified(api, goal), options);
    });
  act('show', 'One goal with its plan, questions and problems', (api, id) => api.call(getGoal, { params: { id } }));
  sub('answer', 'Answers its questions')
    .argument('<goal>', 'its id')
    .argument('<answers...>', 'such as q1=Ann')
    .action(async (id: string, answers: string[], options: Options) => {
      const api = clientOf(options, scopes);
      await api.call(answerGoal, { params: { id }, body: { answers: answers.map(answerOf) } });
      show(await settled(api, id), options);
    });
  act('accept', 'Lets the plan come into force', (api, id) => api.call(acceptGoal, { params: { id } }));
  act('reject', 'Does not want the plan', (api, id) => api.call(rejectGoal, { params: { id }, body: {} }));
  act('pause', 'Holds its schedule and its runs', (api, id) => api.call(pauseGoal, { params: { id } }));
  act('resume', 'Goes on', (api, id) => api.call(resumeGoal, { params: { id } }));
  sub('replan', 'Has it planned anew')
    .argument('<goal>', 'its id')
    .option('--note <text>', 'what should be different')
    .option('--run <run>', 'a failed run: what succeeded in it is kept')
    .action(async (id: string, { note, run, ...options }: Options & { note?: string; run?: string }) => {
      const api = clientOf(options, scopes);
      const body = { ...(note === undefined ? {} : { note }), ...(run === undefined ? {} : { runId: run }) };
      await api.call(replanGoal, { params: { id }, body });
      show(await settled(api, id), options);
    });
  sub('run', 'Runs it now')
    .argument('<goal>', 'its id')
    .action(async (id: string, options: Options) => {
      const run = await clientOf(options, scopes).call(runGoal, { params: { id } });
      say(options.json ? JSON.stringify(run) : `${run.runId}  ${run.status}`);
    });
  sub('results', 'What its runs came to, newest first')
    .argument('<goal>', 'its id')
    .action(async (id: string, options: Options) => {
      const { items } = await clientOf(options, scopes).call(listGoalResults, { params: { id }, query: { limit: 50 } });
      say(options.json ? JSON.stringify(items) : items.map(resultText).join('\n\n'));
    });
  sub('delete', 'Deletes it with its workflow; runs stay')
    .argument('<goal>', 'its id')
    .action(async (id: string, options: Options) => {
      await clientOf(options, scopes).call(deleteGoal, { params: { id } });
      say('deleted');
    });
  return goals;
}

interface NewGoalOptions {
  schedule?: string;
  timezone?: string;
  model?: string;
  autoRun?: boolean;
}

/** Once there is a plan, questions or a reason. */
async function settled(api: ApiClient, id: string): Promise<Goal> {
  for (;;) {
    const goal = await api.call(getGoal, { params: { id } });
    if (goal.status !== 'planning') return goal;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Asks whoever sits before it, until nothing is unclear; without a terminal, the questions are shown. */
async function clarified(api: ApiClient, given: Goal): Promise<Goal> {
  let goal = await settled(api, given.id);
  if (!process.stdin.isTTY || !process.stdout.isTTY) return goal;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    while (goal.status === 'clarifying') {
      const answers: { id: string; answer: string }[] = [];
      for (const { id, question } of goal.questions) {
        let answer = '';
        while (answer === '') answer = (await terminal.question(`${question} `)).trim();
        answers.push({ id, answer });
      }
      await api.call(answerGoal, { params: { id: goal.id }, body: { answers } });
      goal = await settled(api, goal.id);
    }
    return goal;
  } finally {
    terminal.close();
  }
}
