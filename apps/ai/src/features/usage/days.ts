import { endOfGap, instantsOf, wallOf } from '#libs/catalog/node-kinds/trigger-schedule/zone';

const dayMs = 86_400_000;

/** Days are told by their begin on the wall, as if that were UTC: neighbours are a day apart, whatever the clocks do. */
export type Day = number;

export const dayOf = (zone: string, at: number): Day => Math.floor(wallOf(zone, at) / dayMs) * dayMs;
export const dayAfter = (day: Day, days = 1): Day => day + days * dayMs;
/** `2026-03-31` */
export const dayText = (day: Day): string => new Date(day).toISOString().slice(0, 10);

/** The instant at which a day begins: its first one, where midnight comes twice, or not at all because the clocks go forward then. */
export const beginOf = (zone: string, day: Day): number => instantsOf(zone, day)[0] ?? endOfGap(zone, day);
