/** A box folded from its statements, equal for equal statements in any order. As src/sampai/custody/rules/fold.py. */

import { fromHex } from "../kernel/bytes.ts";
import type { Data } from "../kernel/cbor.ts";
import { type Box, type BoxRead, type BoxState, type Gap, type Statement, bytes, newBox, readOf, text } from "./box.ts";
import { handoversOf } from "./handovers.ts";
import { TO_PHASE, mayFollow } from "./life.ts";
import { byText, comesAfter, headsOf, inOrder } from "./order.ts";
import { type Looked, sameNumber } from "./seals.ts";
import { differs, statedThemselves, troublesOf } from "./troubles.ts";

const BY_TWO = ["packed", "sealed", "opened"].map(custody);
const AT_ONCE = ["packed", "sealed", "loaded", "departed", "arrived", "given", "taken", "stored", "opened"].map(custody);
const MOVES = ["loaded", "given", "taken"].map(custody);
const ON_JOURNEY = ["loaded", "departed", "passed", "arrived"].map(custody);
const BEFORE_SEALING = ["planned", "at-store", "assembled", "packed", "opened"];
const CLOCK_SLACK_MS = 5 * 60_000;

function custody(name: string): string {
  return `custody.${name}`;
}

/** The state with one statement more; one that is there already, or of other boxes, changes nothing. */
export const fold = (state: BoxState, statement: Statement): BoxState =>
  state.statements.some((one) => one.digest === statement.digest) || !readOf(statement, state.box.code)
    ? state
    : replay(state.box, [...state.statements, statement]);

/** The state that some statements make, in any order. */
export function replay(box: Box, statements: readonly Statement[]): BoxState {
  const ordered = inOrder(statements, box.code);
  const looks = walk(newBox(box), ordered);
  const themselves = statedThemselves(ordered);
  const state = looks.at(-1)?.after ?? newBox(box);
  const place = new Map(ordered.map(({ digest }, at) => [digest, at]));
  const gaps = [...state.gaps, ...sideBySide(looks, box.code)];
  return {
    ...state,
    statements: ordered,
    handovers: handoversOf(ordered.filter(({ digest }) => !themselves.has(digest)), box.code),
    gaps: gaps.sort((one, other) => (place.get(one.at) ?? 0) - (place.get(other.at) ?? 0) || byText(one.kind, other.kind)),
    heads: headsOf(ordered, box.code),
  };
}

/** Each statement in order, with the state before and after it, from what was known before all of them. */
export function walk(from: BoxState, ordered: readonly Statement[]): readonly Looked[] {
  const at = new Map(ordered.map((one) => [one.digest, one.atMs]));
  const themselves = statedThemselves(ordered);
  let state = from;
  return ordered.map((statement) => {
    const before = state;
    const same = themselves.get(statement.digest);
    if (!same) state = step(before, statement, at);
    else if (differs(statement, same, from.box.code)) state = withGaps(before, statement, ["mismatch"]);
    return { statement, before, after: state };
  });
}

/** One statement's effect: what it changes, which exceptions it opens, where the chain is not whole. */
function step(before: BoxState, statement: Statement, at: ReadonlyMap<string, number>): BoxState {
  const read = readOf(statement, before.box.code);
  if (!read) return before;
  let state = withGaps(before, statement, oddities(before, statement, read, at));
  state = sealed(moved(state, statement), statement.kind, read);
  const open = openTroubles(state);
  const opened = troublesOf(before, statement, read).filter((trouble) => !open.includes(trouble));
  const troubles = [...state.troubles, ...opened.map((trouble) => ({ trouble, cause: statement.digest, resolvedBy: undefined }))];
  return decided({ ...state, troubles }, statement);
}

const openTroubles = (state: BoxState): readonly string[] =>
  state.troubles.filter(({ resolvedBy }) => resolvedBy === undefined).map(({ trouble }) => trouble);

const withGaps = (state: BoxState, { digest }: Statement, kinds: readonly string[]): BoxState =>
  ({ ...state, gaps: [...state.gaps, ...kinds.map((kind) => ({ kind, at: digest, phase: state.phase }))] });

function oddities(before: BoxState, statement: Statement, read: BoxRead, at: ReadonlyMap<string, number>): readonly string[] {
  const { code } = before.box;
  const named = [...(statement.subject === `box:${code}` ? statement.after : []), ...read.after];
  const earlier = comesAfter(statement, code).flatMap((digest) => at.get(digest) ?? []);
  const found: Readonly<Record<string, boolean>> = {
    unexpected: !mayFollowOf(before).includes(statement.kind),
    "unknown-before": named.some((digest) => !at.has(digest)),
    time: earlier.length > 0 && statement.atMs < Math.max(...earlier) - CLOCK_SLACK_MS,
    "one-person": BY_TWO.includes(statement.kind) && !statement.body["second"],
  };
  return Object.keys(found).filter((kind) => found[kind]);
}

/** The kinds that may come next, in no order. */
export const mayFollowOf = (state: BoxState): readonly string[] =>
  [...mayFollow({ ...state.box, ...state, kind: state.box.kind, level: state.holder?.level ?? "", troubles: openTroubles(state) })];

/** Phase, place, journey and keeper after a statement. */
function moved(before: BoxState, { kind, place, body, by }: Statement): BoxState {
  const phase = TO_PHASE[kind] ?? before.phase;
  const here = { ...before, place: place || before.place };
  if (kind === "custody.sealed") return closed(here);
  const state = MOVES.includes(kind) && turns(here) ? { ...here, direction: "back" } : here;
  if (kind === "custody.taken") return { ...state, phase: afterTaking(state, by.level), holder: by, journey: "" };
  if (ON_JOURNEY.includes(kind)) return { ...state, phase, journey: text(body["journey"]) };
  const isFirst = (kind === "custody.stocked" || kind === "custody.packed") && !state.holder;
  return { ...state, phase, ...(isFirst ? { holder: by } : {}) };
}

function afterTaking({ direction }: BoxState, level: string): string {
  if (direction === "out" && level === "tps") return "received";
  return direction === "back" && level === "kpu" ? "returned" : "handed-over";
}

/** Sealing at the station after opening turns the box round; sealing anew on the way changes no phase. */
function closed(state: BoxState): BoxState {
  if (turns(state)) return { ...state, phase: "resealed", direction: "back" };
  if (state.phase === "opened" && state.direction === "back") return { ...state, phase: state.holder?.level === "kpu" ? "returned" : "resealed" };
  return BEFORE_SEALING.includes(state.phase) ? { ...state, phase: "sealed" } : state;
}

/** Whether the next move is the first of the way back: the box was opened by its station. */
const turns = ({ phase, holder }: BoxState): boolean => (phase === "opened" || phase === "used") && holder?.level === "tps";

/** The seals that are on the box after a statement. */
function sealed(state: BoxState, kind: string, read: BoxRead): BoxState {
  if (kind === "custody.sealed") return { ...state, seals: [...new Set([...state.seals, ...read.seals.map(sameNumber)])].sort() };
  if (kind === "custody.opened") return { ...state, seals: [] };
  const gone = read.broken.map(sameNumber);
  return { ...state, seals: state.seals.filter((number) => !gone.includes(number)) };
}

/** Exceptions that were resolved, another box in place, results photographed. */
function decided(state: BoxState, statement: Statement): BoxState {
  const { kind, body } = statement;
  if (kind === "custody.resolved") return resolved(state, statement);
  if (kind === "custody.replaced") return { ...state, replacedBy: text(body["by_box"]) };
  return kind === "custody.copied" ? { ...state, copied: true } : state;
}

function resolved(state: BoxState, statement: Statement): BoxState {
  const [trouble, cause] = [text(statement.body["trouble"]), bytes(statement.body["cause"])];
  const at = state.troubles.findIndex((one) => one.resolvedBy === undefined && one.trouble === trouble && one.cause === cause);
  if (at < 0) return withGaps(state, statement, ["unexpected"]);
  return { ...state, troubles: state.troubles.map((one, number) => (number === at ? { ...one, resolvedBy: statement.digest } : one)) };
}

/** Statements that cannot both be true of one chain: twins of one device, forks of two. */
function sideBySide(looks: readonly Looked[], box: string): readonly Gap[] {
  const known = new Set(looks.map(({ statement }) => statement.digest));
  const counters = new Map<string, string>();
  const steps = new Map<string, string>();
  return looks.flatMap(({ statement: one, before: { phase } }) => {
    const found: Gap[] = [];
    const number = `${one.device} ${String(one.counter)}`;
    if ((counters.get(number) ?? one.digest) !== one.digest) found.push({ kind: "twins", at: one.digest, phase });
    else counters.set(number, one.digest);
    const after = comesAfter(one, box).filter((digest) => known.has(digest));
    const entry = text(one.body["entry"]) || "phone";
    if (!AT_ONCE.includes(one.kind) || !after.length || entry !== "phone") return found;
    const same = `${one.kind} ${after.join(" ")}`;
    if ((steps.get(same) ?? one.device) !== one.device) found.push({ kind: "fork", at: one.digest, phase });
    else steps.set(same, one.device);
    return found;
  });
}

/** What a state says, as plain data in the one form of all languages: its SHA-256 is the state's digest. */
export function stateData(state: BoxState, kinds: readonly string[]): { readonly [name: string]: Data } {
  const raw = (digest: string | undefined): Data => (digest === undefined ? null : fromHex(digest));
  const { holder } = state;
  const follow = mayFollowOf(state);
  return {
    box: state.box.code,
    statements: state.statements.map(({ digest }) => raw(digest)),
    phase: state.phase,
    direction: state.direction,
    holder: holder ? [holder.name, holder.institution, holder.level] : null,
    place: state.place,
    journey: state.journey,
    seals: state.seals,
    troubles: state.troubles.map((one) => [one.trouble, raw(one.cause), raw(one.resolvedBy)]),
    handovers: state.handovers.map((one) => [raw(one.given), raw(one.taken), one.differs]),
    gaps: state.gaps.map((gap) => [gap.kind, raw(gap.at), gap.phase]),
    heads: state.heads.map(raw),
    replaced_by: state.replacedBy ?? null,
    copied: state.copied,
    may_follow: kinds.filter((kind) => follow.includes(kind)),
  };
}
