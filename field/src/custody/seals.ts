/** Seals: numbers as people type them, and what those that do not fit may mean. As src/sampai/custody/rules/{numbers,seals}.py. */

import { type BoxRead, type BoxState, type Statement, readOf } from "./box.ts";

/** A number in one form: capitals, without blanks, dots and dashes. */
export const sameNumber = (typed: string): string => typed.toUpperCase().replace(/[ .\-/_]/g, "");

/** Whether one wrong, swapped, lost or doubled character makes the one of the other. */
export function isOneSlip(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1) return false;
  if (one.length !== other.length) {
    const [short, long] = one.length < other.length ? [one, other] : [other, one];
    return Array.from(long).some((_, at) => long.slice(0, at) + long.slice(at + 1) === short);
  }
  const unlike = Array.from(one, (_, at) => at).filter((at) => one[at] !== other[at]);
  const [first = 0, second = 0] = unlike;
  return unlike.length === 1 || (unlike.length === 2 && second === first + 1 && one[first] === other[second] && one[second] === other[first]);
}

/** Whether somebody looked at the seals at all. */
export const wasRead = (read: BoxRead): boolean => read.seals.length > 0 || read.broken.length > 0 || read.empty > 0;

/** One seal that does not fit what was applied. */
export interface Difference {
  readonly mismatch: string;
  readonly expected: string;
  readonly read: string;
}

/** What does not fit; nothing where all is right. `elsewhere` gives the box on which a number is recorded. */
export function differences(applied: readonly string[], read: BoxRead, elsewhere: ReadonlyMap<string, string>): readonly Difference[] {
  const isOpen = read.condition.includes("open");
  const expected = new Set(applied.map(sameNumber));
  const there = [...new Set(read.seals.map(sameNumber))].sort();
  const broken = [...new Set(read.broken.map(sameNumber))].sort();
  const missing = [...expected].sort().filter((number) => !there.includes(number) && !broken.includes(number));
  const strange = [...there, ...broken].filter((number) => !expected.has(number));
  const found: Difference[] = broken
    .filter((number) => !strange.includes(number))
    .map((number) => ({ mismatch: isOpen || strange.length ? "tamper" : "wear", expected: number, read: number }));
  for (const number of strange) {
    const near = missing.find((one) => isOneSlip(one, number));
    const misread = !elsewhere.has(number) && near !== undefined && !isOpen;
    const instead = misread ? near : missing[0] ?? "";
    found.push({ mismatch: elsewhere.has(number) ? "wrong-box" : misread ? "misread" : "tamper", expected: instead, read: number });
    if (instead) missing.splice(missing.indexOf(instead), 1);
  }
  return [...found, ...missing.map((number) => ({ mismatch: isOpen ? "tamper" : "missing", expected: number, read: "" }))];
}

/** One statement on a box, with what was known of the box before and after it. */
export interface Looked {
  readonly statement: Statement;
  readonly before: BoxState;
  readonly after: BoxState;
}

/** One seal that did not fit at a look, since when, and who held the box meanwhile. */
export interface Finding extends Difference {
  readonly lastRight: string | undefined;
  readonly found: string;
  readonly holders: readonly string[];
}

/** Every seal of a box that did not fit, in the order of the looks. */
export function findings(box: string, looks: readonly Looked[], elsewhere: ReadonlyMap<string, string>): readonly Finding[] {
  return looks.flatMap((look, at) => {
    const read = readOf(look.statement, box);
    if (!read || look.statement.kind === "custody.sealed" || !wasRead(read) || !look.before.seals.length) return [];
    return differences(look.before.seals, read, elsewhere).map((one) => {
      const since = looks.slice(0, at).findLastIndex(({ statement }) => isRight(one.expected, readOf(statement, box)));
      const lastRight = looks[since]?.statement.digest;
      return { ...one, lastRight, found: look.statement.digest, holders: holdersIn(looks.slice(Math.max(since, 0), at + 1)) };
    });
  });
}

/** Whether the number was seen where it belongs; for a stranger, whether seals were seen at all. */
const isRight = (expected: string, read: BoxRead | undefined): boolean =>
  read !== undefined && read.seals.length > 0 && (!expected || read.seals.map(sameNumber).includes(expected));

function holdersIn(looks: readonly Looked[]): readonly string[] {
  const names = looks.slice(1).flatMap(({ before }) => before.holder?.name ?? []);
  return names.filter((name, at) => name !== names[at - 1]);
}
