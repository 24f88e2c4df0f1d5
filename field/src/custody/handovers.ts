/** Handovers: the giver's and the receiver's halves, paired box by box. As src/sampai/custody/rules/handovers.py. */

import { type Handover, type Statement, contentsOf, holderOf, readOf, text } from "./box.ts";
import { byText, comesAfter } from "./order.ts";
import { sameNumber } from "./seals.ts";

/** Halves whose phones did not meet are paired when their times lie at most so far apart. */
export const PAIR_WINDOW_MS = 6 * 3_600_000;

/** All handovers of a box, in the order of their first half; each half is in one of them. */
export function handoversOf(statements: readonly Statement[], box: string): readonly Handover[] {
  const given = statements.filter((one) => one.kind === "custody.given");
  const taken = statements.filter((one) => one.kind === "custody.taken");
  const paired = pairs(given, taken, box);
  const used = new Set(paired.flat().map((one) => one.digest));
  const alone = [...given, ...taken].filter(({ digest }) => !used.has(digest));
  const found: Handover[] = [
    ...paired.map(([one, other]) => ({ given: one.digest, taken: other.digest, differs: differing(one, other, box) })),
    ...alone.map(({ kind, digest }) => ({
      given: kind === "custody.given" ? digest : undefined,
      taken: kind === "custody.taken" ? digest : undefined,
      differs: [],
    })),
  ];
  const at = new Map(statements.map(({ digest }, number) => [digest, number]));
  const first = ({ given: one, taken: other }: Handover): number =>
    Math.min(...[one, other].map((half) => (half === undefined ? Infinity : at.get(half) ?? Infinity)));
  return found.sort((one, other) => first(one) - first(other));
}

/** Each half in at most one pair, the surest pairs first. */
function pairs(given: readonly Statement[], taken: readonly Statement[], box: string): readonly (readonly [Statement, Statement])[] {
  const all = given.flatMap((one) => taken.map((other) => [one, other] as const));
  const ranked = all.map((pair) => ({ pair, rank: rank(...pair, box) })).sort((one, other) => compared(one.rank, other.rank) || byDigests(one.pair, other.pair));
  const found: (readonly [Statement, Statement])[] = [];
  const used = new Set<string>();
  for (const { pair: [one, other] } of ranked) {
    if (used.has(one.digest) || used.has(other.digest)) continue;
    if (nearness(one, other, box) === 2 && !couldBeOne(one, other)) continue;
    used.add(one.digest).add(other.digest);
    found.push([one, other]);
  }
  return found;
}

/** How sure two halves are one handover: the smaller, the surer. */
const rank = (one: Statement, other: Statement, box: string): readonly number[] => [
  nearness(one, other, box),
  nameEachOther(one, other) ? 0 : 1,
  Math.abs(one.atMs - other.atMs),
];

const compared = (one: readonly number[], other: readonly number[]): number =>
  one.map((value, at) => value - (other[at] ?? 0)).find((difference) => difference !== 0) ?? 0;

const byDigests = (one: readonly [Statement, Statement], other: readonly [Statement, Statement]): number =>
  byText(one[0].digest, other[0].digest) || byText(one[1].digest, other[1].digest);

/** 0 for the same handover, 1 where the receiver names the giver's half, 2 where only the time tells. */
function nearness(one: Statement, other: Statement, box: string): number {
  const number = text(one.body["handover"]);
  if (number && number === text(other.body["handover"])) return 0;
  return comesAfter(other, box).includes(one.digest) ? 1 : 2;
}

/** Whether halves without a shared number may be one: near in time, and nothing contradicts it. */
function couldBeOne(one: Statement, other: Statement): boolean {
  const sure = ["handover", "journey"].map((name) => [text(one.body[name]), text(other.body[name])]);
  const against = [...sure, [one.place, other.place]].some(([mine, theirs]) => mine && theirs && mine !== theirs);
  return Math.abs(one.atMs - other.atMs) <= PAIR_WINDOW_MS && one.device !== other.device && !against;
}

/** In what two halves disagree. What one side did not state is no disagreement, but missing evidence. */
function differing(first: Statement, second: Statement, box: string): readonly string[] {
  const [one, other] = [readOf(first, box), readOf(second, box)];
  if (!one || !other) return [];
  const numbers = [one, other].map((read) => JSON.stringify([sorted(read.seals.map(sameNumber)), sorted(read.broken.map(sameNumber)), read.empty]));
  const goods = [first, second].map((half) => counts(contentsOf(half.body["goods"])));
  const unlike: Readonly<Record<string, boolean>> = {
    seals: numbers[0] !== numbers[1],
    condition: JSON.stringify(sorted(one.condition)) !== JSON.stringify(sorted(other.condition)),
    contents: one.contents.length > 0 && other.contents.length > 0 && counts(one.contents) !== counts(other.contents),
    envelopes: one.envelopes !== undefined && other.envelopes !== undefined && one.envelopes !== other.envelopes,
    keepers: !nameEachOther(first, second),
    goods: goods[0] !== goods[1],
  };
  return Object.keys(unlike).filter((name) => unlike[name]);
}

const sorted = (all: readonly string[]): readonly string[] => [...all].sort();

const counts = (contents: readonly { readonly item: string; readonly count: number }[]): string =>
  JSON.stringify(contents.map(({ item, count }) => [item, count] as const).sort((one, other) => byText(one[0], other[0]) || one[1] - other[1]));

/** Whether each side means the other: institution and level; names are spelt in many ways. */
function nameEachOther(one: Statement, other: Statement): boolean {
  const [means, meant] = [holderOf(one.body["other"]), holderOf(other.body["other"])];
  const fits = (who: { institution: string; level: string }, by: { institution: string; level: string }): boolean =>
    who.institution === by.institution && who.level === by.level;
  return fits(one.by, meant) && fits(other.by, means);
}

/** Handovers of which one side has not spoken for longer than so, by the half that is there, with the side that is missing. */
export function loneHalves(
  handovers: readonly Handover[],
  statements: readonly Statement[],
  { nowMs, afterMs }: { readonly nowMs: number; readonly afterMs: number },
): readonly (readonly [string, "giver" | "receiver"])[] {
  const at = new Map(statements.map((one) => [one.digest, one.atMs]));
  return handovers.flatMap(({ given, taken }) => {
    const half = taken ?? given;
    const isLone = half !== undefined && !(given && taken) && nowMs - (at.get(half) ?? nowMs) > afterMs;
    return isLone ? [[half, taken === undefined ? "receiver" : "giver"] as const] : [];
  });
}
