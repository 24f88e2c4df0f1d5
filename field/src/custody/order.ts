/** The order in which statements on a box happened, as far as that can be known. As src/sampai/custody/rules/order.py. */

import { type Statement, readOf } from "./box.ts";

/** The digests that a statement says it comes after, for one box. */
export const comesAfter = (statement: Statement, box: string): readonly string[] =>
  [...new Set([...statement.after, ...(readOf(statement, box)?.after ?? [])])].sort();

export const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const byTime = (one: Statement, other: Statement): number =>
  one.atMs - other.atMs || byText(one.device, other.device) || one.counter - other.counter || byText(one.digest, other.digest);

/** The statements in their one order, each once: after those that they name and after earlier ones of their device. */
export function inOrder(statements: readonly Statement[], box: string): readonly Statement[] {
  const known = new Map(statements.map((one) => [one.digest, one]));
  const before = links([...known.values()], box);
  const waiting = new Map(before);
  const found: Statement[] = [];
  while (waiting.size) {
    const left = [...waiting.keys()].flatMap((digest) => known.get(digest) ?? []);
    const ready = left.filter(({ digest }) => ![...(before.get(digest) ?? [])].some((one) => waiting.has(one)));
    // A circle, which only a cloned device makes, is cut.
    const next = (ready.length ? ready : left).sort(byTime)[0];
    if (!next) break;
    waiting.delete(next.digest);
    found.push(next);
  }
  return found;
}

/** For each statement, those that are surely before it. */
function links(statements: readonly Statement[], box: string): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Set(statements.map((one) => one.digest));
  const before = new Map(
    statements.map((one) => [one.digest, new Set(comesAfter(one, box).filter((digest) => known.has(digest) && digest !== one.digest))]),
  );
  const chained = [...statements].sort((one, other) => byText(one.device, other.device) || one.counter - other.counter || byText(one.digest, other.digest));
  chained.forEach((other, at) => {
    const one = chained[at - 1];
    if (one?.device === other.device && one.counter < other.counter) before.get(other.digest)?.add(one.digest);
  });
  return before;
}

/** The statements that none of the others comes after, ascending: what the next one names. */
export function headsOf(statements: readonly Statement[], box: string): readonly string[] {
  const before = links(statements, box);
  const named = new Set([...before.values()].flatMap((one) => [...one]));
  return [...before.keys()].filter((digest) => !named.has(digest)).sort();
}
