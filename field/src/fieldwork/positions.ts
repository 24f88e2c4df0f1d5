/** Where the phone is: noted while a task is due and at no other time, buffered, sent after all else; never part of the record. */

import type { Task } from "./tasks.ts";

/** In units of 1e-7 degrees, as statements name a place. */
export interface Position {
  readonly lat_e7: number;
  readonly lon_e7: number;
  readonly accuracy_m: number;
}

export interface Fix extends Position {
  readonly atMs: number;
}

/** Two days at five minutes; the oldest go first. */
export const MOST_KEPT = 600;
const BEFORE_MS = 2 * 3_600_000;
const AFTER_MS = 12 * 3_600_000;
const WAIT_MS = 8_000;
const COARSE_E7 = 100_000;
const COARSE_M = 1_600;

/** Whether somebody on this phone has a task that is due about now and not done. */
export const onDuty = (tasks: readonly Task[], done: ReadonlySet<string>, nowMs: number): boolean =>
  tasks.some(({ id, atMs, untilMs }) => atMs > 0 && !done.has(id) && nowMs >= atMs - BEFORE_MS && nowMs <= Math.max(atMs, untilMs) + AFTER_MS);

/** The same, told to about a kilometre. */
export const coarse = <T extends Position>(fix: T): T => ({
  ...fix,
  lat_e7: Math.trunc(fix.lat_e7 / COARSE_E7) * COARSE_E7,
  lon_e7: Math.trunc(fix.lon_e7 / COARSE_E7) * COARSE_E7,
  accuracy_m: Math.max(fix.accuracy_m, COARSE_M),
});

/** Where the phone is, if it knows within a few seconds. */
export function where(): Promise<Position | undefined> {
  return new Promise((done) => {
    if (!("geolocation" in navigator)) { done(undefined); return; }
    const wait = setTimeout(() => { done(undefined); }, WAIT_MS);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        clearTimeout(wait);
        done({ lat_e7: Math.round(coords.latitude * 1e7), lon_e7: Math.round(coords.longitude * 1e7), accuracy_m: Math.round(coords.accuracy) });
      },
      () => { clearTimeout(wait); done(undefined); },
      { timeout: WAIT_MS, maximumAge: 60_000 },
    );
  });
}
