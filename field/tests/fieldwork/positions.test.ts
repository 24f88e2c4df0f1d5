import { expect, test } from "vitest";
import { coarse, onDuty } from "../../src/fieldwork/positions.ts";
import type { Task } from "../../src/fieldwork/tasks.ts";

const HOUR = 3_600_000;
const task = (atMs: number, untilMs = 0): Task => ({ id: "1", atMs, untilMs }) as Task;

test("a phone notes where it is about the time of its tasks, not before, not after, not once they are done", () => {
  const tasks = [task(100 * HOUR, 104 * HOUR), task(0)];
  const at = (hour: number, done: readonly string[] = []): boolean => onDuty(tasks, new Set(done), hour * HOUR);

  expect([97, 98, 104, 116, 117].map((hour) => at(hour))).toEqual([false, true, true, true, false]);
  expect(at(100, ["1"])).toBe(false);
});

test("a coarse position tells a square of about a kilometre", () => {
  expect(coarse({ lat_e7: -46_123_456, lon_e7: 1_033_876_543, accuracy_m: 12 })).toEqual({ lat_e7: -46_100_000, lon_e7: 1_033_800_000, accuracy_m: 1_600 });
});
