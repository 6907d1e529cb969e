import { useMutation, useQueryClient, type QueryKey, type UseMutationResult } from '@tanstack/react-query';
import { useReasons } from '../ui/states.js';
import { toast } from '../ui/toast.js';

interface Act<Given, Answer> {
  run(given: Given): Promise<Answer>;
  /** What is said when it is done; nothing unless set. */
  done?: string | ((answer: Answer, given: Given) => string);
  /** What is read again afterwards, whether it was done or refused. */
  changes: readonly QueryKey[];
  onDone?(answer: Answer, given: Given): void;
  /** Whoever calls shows a refusal beside the thing; else a toast says it and stays. */
  quiet?: boolean;
}

/** Something a person does to what the page shows. */
export function useAct<Given = void, Answer = unknown>(
  act: Act<Given, Answer>,
): UseMutationResult<Answer, Error, Given> {
  const queries = useQueryClient();
  const inWords = useReasons();
  return useMutation({
    mutationFn: act.run,
    onSuccess(answer, given) {
      if (act.done) toast(typeof act.done === 'string' ? act.done : act.done(answer, given));
      act.onDone?.(answer, given);
    },
    onError: (error) => void (act.quiet || toast(inWords(error), { tone: 'error' })),
    onSettled: () => Promise.all(act.changes.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
