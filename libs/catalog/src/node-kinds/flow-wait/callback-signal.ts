/** The signal that a step waits for which goes on by its callback. `path`: of the step. */
export const callbackSignal = (path: string): string => `callback:${path}`;
