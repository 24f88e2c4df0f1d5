/** Exceptions that a statement opens by what it says. As src/sampai/custody/rules/{troubles,relayed}.py. */

import { type BoxRead, type BoxState, type Statement, map, readOf, text } from "./box.ts";
import { byText } from "./order.ts";
import { differences, sameNumber, wasRead } from "./seals.ts";

/** In the order of their list. */
export const TROUBLES = ["discrepancy", "damaged", "seal-broken", "wet", "misrouted", "held", "missing", "replaced", "quarantined"] as const;

const BY_CONDITION: Readonly<Record<string, string>> = { wet: "wet", torn: "damaged", crushed: "damaged", burnt: "damaged", open: "seal-broken" };
const COUNTED = ["custody.packed", "custody.opened"];
const NOWHERE: ReadonlyMap<string, string> = new Map();

/** The exceptions that a statement opens, each once. */
export function troublesOf(before: BoxState, statement: Statement, read: BoxRead): readonly string[] {
  const found = new Set(read.condition.map((one) => BY_CONDITION[one] ?? ""));
  if (statement.kind === "custody.excepted") found.add(text(statement.body["trouble"]));
  if (statement.kind === "custody.replaced") found.add("replaced");
  if (hasBrokenSeal(before, statement, read)) found.add("seal-broken");
  if (COUNTED.includes(statement.kind) && before.direction === "out" && countsDiffer(before, read)) found.add("discrepancy");
  if (isMisrouted(before, statement, read)) found.add("misrouted");
  return TROUBLES.filter((trouble) => found.has(trouble));
}

/** A number that was only misread opens nothing: it is read again. */
function hasBrokenSeal(before: BoxState, statement: Statement, read: BoxRead): boolean {
  if (statement.kind === "custody.sealed" || !before.seals.length || !wasRead(read)) return false;
  return differences(before.seals, read, NOWHERE).some(({ mismatch }) => mismatch !== "misread");
}

const countsDiffer = (before: BoxState, read: BoxRead): boolean =>
  read.contents.some(({ item, count }) => count !== (before.box.contents.findLast((one) => one.item === item)?.count ?? 0));

/** Another box's label, another district's ballots, or another station than its own. */
function isMisrouted({ box, direction }: BoxState, { kind, place, by }: Statement, read: BoxRead): boolean {
  const elsewhere = kind === "custody.taken" && direction === "out" && by.level === "tps" && place !== "" && place !== box.owner;
  const district = box.dapil && read.dapil && read.dapil !== box.dapil;
  return Boolean(district) || otherLabel(box, read.label) || elsewhere;
}

function otherLabel(box: { readonly code: string; readonly contest: string }, label: string): boolean {
  if (!label) return false;
  const [mark, code, contest, tag, ...more] = label.trim().toUpperCase().split("/");
  const isLabel = mark === "S1" && tag?.length === 8 && more.length === 0;
  return !isLabel || code !== box.code || contest !== box.contest.toUpperCase();
}

/** Where the report's number is not known, the reporter's own statement lies at most so far away. */
const SAME_WITHIN_MS = 6 * 3_600_000;

/** For each relayed statement, by its digest, the reporter's own of the same step, where it has come in. */
export function statedThemselves(whole: readonly Statement[]): ReadonlyMap<string, Statement> {
  const own = whole.filter((one) => !map(one.body["relayed"]));
  return new Map(
    whole.flatMap((relayed) => {
      if (!map(relayed.body["relayed"])) return [];
      const near = (one: Statement): number => Math.abs(one.atMs - relayed.atMs);
      const [same] = own.filter((one) => mayBe(one, relayed)).sort((one, other) => near(one) - near(other) || byText(one.digest, other.digest));
      return same ? [[relayed.digest, same] as const] : [];
    }),
  );
}

function mayBe(one: Statement, relayed: Statement): boolean {
  const told = map(relayed.body["relayed"]) ?? {};
  const reporter = text(told["reporter"]);
  if (one.kind !== relayed.kind || (reporter !== one.device && reporter !== one.by.name)) return false;
  return typeof told["counter"] === "number" ? one.counter === told["counter"] : Math.abs(one.atMs - relayed.atMs) <= SAME_WITHIN_MS;
}

/** Whether the phone says something else of the box; what was not told is no matter. */
export function differs(relayed: Statement, own: Statement, box: string): boolean {
  const [one, other] = [readOf(relayed, box), readOf(own, box)];
  if (!one || !other) return true;
  const theirs = said(other);
  return said(one).some((mine, at) => mine !== "[]" && mine !== theirs[at]);
}

const said = (read: BoxRead): readonly string[] =>
  [read.seals.map(sameNumber), read.broken.map(sameNumber), read.condition, read.contents.map(({ item, count }) => `${item}=${String(count)}`)].map((all) =>
    JSON.stringify([...all].sort()),
  );
