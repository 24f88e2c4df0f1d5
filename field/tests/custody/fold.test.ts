import { expect, test } from "vitest";
import { type Box, type Statement, newBox, statementOf } from "../../src/custody/box.ts";
import { fold, replay, stateData, walk } from "../../src/custody/fold.ts";
import { PAIR_WINDOW_MS, loneHalves } from "../../src/custody/handovers.ts";
import { differences, findings } from "../../src/custody/seals.ts";
import { TROUBLES } from "../../src/custody/troubles.ts";
import { fromHex, hex, sha256 } from "../../src/kernel/bytes.ts";
import { type Data, encode } from "../../src/kernel/cbor.ts";
import { readEvent } from "../../src/ledger/envelope.ts";
import { fromReadable, vectors } from "../vectors.ts";

interface Story {
  name: string;
  box: Box;
  events: string[];
  state: { [name: string]: Data };
  state_digest: string;
}
const lives = vectors("custody/lives.json") as { events: Record<string, { cbor: string }>; stories: Story[] };
const table = vectors("custody/table.json") as { kinds: Record<string, unknown>; troubles: string[] };
const kinds = Object.keys(table.kinds);
const seals = vectors("custody/seals.json") as {
  applied: string[];
  elsewhere: Record<string, string>;
  looks: { look: Record<string, string[] | number>; differences: unknown[] }[];
  cases: { story: string; findings: unknown[] }[];
};
const handovers = vectors("custody/handovers.json") as {
  now_ms: number;
  window_ms: number;
  lone_after_ms: number;
  cases: { story: string; pairs: unknown[]; lone: unknown[] }[];
};

function statements(story: Story): readonly Statement[] {
  const found = story.events.map((digest) => statementOf({ ...readEvent(fromHex(lives.events[digest]?.cbor ?? "")), digest: fromHex(digest) }));
  return found.filter(({ kind }) => kind.startsWith("custody."));
}

const stateOf = (name: string) => {
  const story = lives.stories.find((one) => one.name === name);
  if (!story) throw new Error(name);
  return replay(story.box, statements(story));
};

test.each(lives.stories)("$name folds to the state of every language, in any order", async (story) => {
  const said = statements(story);

  const forth = stateData(replay(story.box, said), kinds);
  const back = [...said].reverse().reduce(fold, newBox(story.box));

  expect(forth).toEqual(fromReadable(story.state));
  expect(hex(await sha256(encode(forth)))).toBe(story.state_digest);
  expect(stateData(back, kinds)).toEqual(forth);
});

test("a statement again, or on another box, changes nothing", () => {
  const state = stateOf("whole-life");
  const [first] = state.statements;

  expect(first && fold(state, first)).toBe(state);
  expect(first && fold(state, { ...first, digest: "00", reads: [] })).toBe(state);
});

test.each(handovers.cases)("$story: handovers pair alike", ({ story, pairs, lone }) => {
  const state = stateOf(story);
  const raw = (digest: string | undefined) => (digest === undefined ? null : { $hex: digest });

  expect(state.handovers.map((one) => [raw(one.given), raw(one.taken), one.differs])).toEqual(pairs);
  const found = loneHalves(state.handovers, state.statements, { nowMs: handovers.now_ms, afterMs: handovers.lone_after_ms });
  expect(found.map(([half, side]) => [raw(half), side])).toEqual(lone);
});

test("halves are paired within the same time, troubles have the same names", () => {
  expect(PAIR_WINDOW_MS).toBe(handovers.window_ms);
  expect(TROUBLES).toEqual(table.troubles);
});

test.each(seals.looks)("what may be wrong with $look", ({ look, differences: due }) => {
  const read = { box: "", seals: [], broken: [], condition: [], contents: [], after: [], envelopes: undefined, dapil: "", label: "", ...look, empty: Number(look["no_seal"] ?? 0) };

  expect(differences(seals.applied, read, new Map(Object.entries(seals.elsewhere)))).toEqual(due);
});

test.each(seals.cases)("$story: the same seals do not fit, since the same look, in the same hands", ({ story, findings: due }) => {
  const { box, statements: said } = stateOf(story);

  const found = findings(box.code, walk(newBox(box), said), new Map());

  const raw = (digest: string | undefined) => (digest === undefined ? null : { $hex: digest });
  expect(found.map(({ mismatch, expected, read, lastRight, found: at, holders }) => ({ mismatch, expected, read, last_right: raw(lastRight), found: raw(at), holders }))).toEqual(due);
});
