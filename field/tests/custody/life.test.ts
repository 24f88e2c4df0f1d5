import { expect, test } from "vitest";
import { ALWAYS, FOLLOWS, KIT_FOLLOWS, STOPPING, TO_PHASE, mayFollow } from "../../src/custody/life.ts";
import { vectors } from "../vectors.ts";

interface Story {
  name: string;
  box: { kind: string; owner: string };
  state: {
    phase: string;
    direction: string;
    place: string;
    holder: [string, string, string] | null;
    troubles: [string, unknown, unknown][];
    may_follow: string[];
  };
}
const table = vectors("custody/table.json") as Record<string, unknown>;
const { stories } = vectors("custody/lives.json") as { stories: Story[] };

test("the tables are those of every language", () => {
  expect({ follows: FOLLOWS, kit_follows: KIT_FOLLOWS, always: ALWAYS, stopping: STOPPING, to_phase: TO_PHASE }).toEqual(
    Object.fromEntries(["follows", "kit_follows", "always", "stopping", "to_phase"].map((name) => [name, table[name]])),
  );
});

test.each(stories)("$name: the same steps may follow", ({ box, state }) => {
  const troubles = state.troubles.filter(([, , resolved]) => resolved === null).map(([trouble]) => trouble);
  const { phase, direction, place } = state;

  const found = mayFollow({ ...box, phase, direction, place, level: state.holder?.[2] ?? "", troubles });

  expect([...found].sort()).toEqual([...state.may_follow].sort());
});
