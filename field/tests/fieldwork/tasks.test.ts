import { expect, test } from "vitest";
import { type Value, encode } from "../../src/kernel/cbor.ts";
import { haveOf, merged, readTasks } from "../../src/fieldwork/tasks.ts";

const VILLAGES = ["1704012003", "1704012004"];
const digest = (fill: number): Uint8Array => new Uint8Array(8).fill(fill);
const TASK = { id: "1", actor: "siti", step: "take", election: "e", place: "x", boxes: VILLAGES.map((village) => `${village}001-B1`) };
const answer = (fields: readonly (readonly [number, Value])[]) => encode(new Map<number, Value>([[1, 1], ...fields]));

const FIRST = answer([
  [2, 1_000],
  [3, "Asia/Jakarta"],
  [4, {}],
  [5, [TASK]],
  [6, { "1704012003001-B1": { phase: "sealed", after: [digest(1)] }, "1704012004001-B1": { phase: "sealed", after: [digest(1)] } }],
  [7, { [VILLAGES[0] ?? ""]: digest(3), [VILLAGES[1] ?? ""]: digest(4) }],
  [8, digest(8)],
]);

test("a phone names what it has, and asks for all where an older server told it", () => {
  expect(haveOf(FIRST)).toBe(["08", "03", "04"].map((byte) => byte.repeat(8)).join(","));
  expect(haveOf(undefined)).toBe("");
  expect(haveOf(answer([[2, 1_000], [3, "Asia/Jakarta"], [5, []], [6, {}]]))).toBe("");
});

test("what has not changed is kept from before, what is new replaces it", () => {
  const second = answer([
    [2, 2_000],
    [6, { "1704012004001-B1": { phase: "loaded", after: [digest(2)] } }],
    [7, { [VILLAGES[0] ?? ""]: digest(3), [VILLAGES[1] ?? ""]: digest(5) }],
    [8, digest(8)],
  ]);

  const { madeMs, tasks } = readTasks(merged(second, FIRST));

  expect(madeMs).toBe(2_000);
  expect(tasks[0]?.boxes.map((box) => box.phase)).toEqual(["sealed", "loaded"]);
  expect(haveOf(merged(second, FIRST))).toBe(["08", "03", "05"].map((byte) => byte.repeat(8)).join(","));
});

test("villages that the server names no longer are let go", () => {
  const second = answer([[2, 2_000], [6, {}], [7, { [VILLAGES[0] ?? ""]: digest(3) }], [8, digest(8)]]);

  const [first, other] = readTasks(merged(second, FIRST)).tasks[0]?.boxes ?? [];

  expect([first?.phase, other?.phase]).toEqual(["sealed", ""]);
});
