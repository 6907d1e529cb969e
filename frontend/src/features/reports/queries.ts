import { useQuery } from '@tanstack/react-query';
import {
  getAgentReport,
  getPeopleReport,
  getRunReport,
  getSpend,
  getWorkflowReport,
  type RunReport,
  type SpendRow,
  type UsageTotals,
} from '#libs/contracts';
import { call } from '../../app/call.js';
import { rangeOf, weekBefore, type Days } from './range.js';

const often = { refetchInterval: 30_000, placeholderData: <T>(before: T) => before } as const;

/** Runs of the last days, and what they are compared with: the days before, or for today the same hours a week ago. */
export function useRunReport(days: Days, workflowId?: string) {
  return useQuery({
    ...often,
    queryKey: ['reports', 'usage', days, workflowId],
    async queryFn({ signal }): Promise<{ report: RunReport; before: RunReport['before']; usual: RunReport['items'] }> {
      const now = Date.now();
      const range = rangeOf(days, now);
      const ask = (query: object) => call(getRunReport, { query: { ...range, workflowId, ...query }, signal });
      if (days !== 1) {
        const report = await ask({});
        return { report, before: report.before, usual: [] };
      }
      // A day a week ago is whole, so that its line goes on where today has not come yet.
      const week = weekBefore(range, now);
      const end = new Date(Date.parse(week.from));
      end.setDate(end.getDate() + 1);
      const [report, until, whole] = await Promise.all([
        ask({}),
        ask(week),
        ask({ from: week.from, to: end.toISOString() }),
      ]);
      return { report, before: until.totals, usual: whole.items };
    },
  });
}

export const useWorkflowReport = (days: Days) =>
  useQuery({
    ...often,
    queryKey: ['reports', 'workflows', days],
    queryFn: ({ signal }) => {
      const { from, timezone } = rangeOf(days, Date.now());
      return call(getWorkflowReport, { query: { from, timezone }, signal });
    },
  });

export const usePeopleReport = (days: Days) =>
  useQuery({
    ...often,
    queryKey: ['reports', 'people', days],
    queryFn: ({ signal }) => {
      const { from, timezone } = rangeOf(days, Date.now());
      return call(getPeopleReport, { query: { from, timezone }, signal });
    },
  });

export const useAgentReport = (days: Days) =>
  useQuery({
    ...often,
    queryKey: ['reports', 'agents', days],
    queryFn: ({ signal }) => {
      const { from, timezone } = rangeOf(days, Date.now());
      return call(getAgentReport, { query: { from, timezone }, signal });
    },
  });

export type SpendBy = 'model' | 'workflow' | 'agent' | 'task' | 'provider';

/** What model calls cost by day, and the same length of time before. */
export const useSpend = (days: Days) =>
  useQuery({
    ...often,
    queryKey: ['reports', 'spend', days],
    async queryFn({ signal }): Promise<{ days: SpendRow[]; totals: UsageTotals; before: UsageTotals }> {
      const { from, timezone } = rangeOf(days, Date.now());
      const earlier = new Date(Date.parse(from));
      earlier.setDate(earlier.getDate() - days);
      const [now, before] = await Promise.all([
        call(getSpend, { query: { by: 'day', from, timezone }, signal }),
        call(getSpend, { query: { by: 'day', from: earlier.toISOString(), to: from, timezone }, signal }),
      ]);
      return { days: now.items, totals: now.totals, before: before.totals };
    },
  });

export const useSpendBy = (days: Days, by: SpendBy) =>
  useQuery({
    ...often,
    queryKey: ['reports', 'spend', days, by],
    queryFn: ({ signal }) => {
      const { from, timezone } = rangeOf(days, Date.now());
      return call(getSpend, { query: { by, from, timezone }, signal });
    },
  });
