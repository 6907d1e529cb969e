import { create } from 'zustand';

/** What the company asks of its members and the reader has not: nothing else is answered until it is there. */
export const useLacking = create<{ secondFactor: boolean }>()(() => ({ secondFactor: false }));
