/** Which questions a step asks, one a screen, and what the answers say as the body of a statement (docs/reference/custody.md). */

import type { Bytes } from "../kernel/bytes.ts";
import { hex } from "../kernel/bytes.ts";
import { type Data, encode } from "../kernel/cbor.ts";
import { ALWAYS, after } from "../custody/life.ts";
import type { Draft } from "../ledger/keep.ts";
import type { Keeper, Step, Task } from "./tasks.ts";

export type Question = "meet" | "boxes" | "seals" | "condition" | "other" | "boat" | "storage" | "second" | "photo" | "note" | "check";

const BOATS = new Set(["longboat", "speedboat", "boat", "ferry"]);
const HANDING: readonly Question[] = ["boxes", "seals", "condition", "other", "photo", "note", "check"];

const QUESTIONS: Readonly<Record<Step, readonly Question[]>> = {
  load: ["boxes", "seals", "condition", "photo", "check"],
  depart: ["boxes", "boat", "note", "check"],
  pass: ["photo", "note", "check"],
  arrive: ["boxes", "condition", "note", "check"],
  give: HANDING,
  take: ["meet", ...HANDING],
  store: ["boxes", "storage", "photo", "check"],
  open: ["boxes", "seals", "condition", "second", "photo", "check"],
  close: ["boxes", "seals", "second", "photo", "check"],
  report: ["note", "photo", "check"],
  return: HANDING,
  check: ["boxes", "seals", "condition", "photo", "note", "check"],
};

/** The questions of a task in their order. */
export const questionsOf = (task: Task): readonly Question[] =>
  QUESTIONS[task.step].filter((question) => question !== "boat" || BOATS.has(task.mode));

export const CONDITIONS = ["wet", "torn", "dented", "crushed", "open", "burnt", "unwrapped"] as const;
export type Condition = (typeof CONDITIONS)[number];

/** One box as the person saw it. */
export interface Seen {
  readonly box: string;
  readonly here: boolean;
  readonly seals: readonly string[];
  readonly empty: number;
  readonly broken: readonly string[];
  readonly scanned: boolean;
  /** The whole text of the label, where it was scanned: only a node can tell whether it is ours. */
  readonly label: string;
  readonly condition: readonly Condition[];
}

/** A box that nobody has looked at yet. */
export const unseen = (box: string): Seen => ({ box, here: false, seals: [], empty: 0, broken: [], scanned: false, label: "", condition: [] });

const LABEL = /^S1\/([0-9A-Z._]+-[BKC][1-9][0-9]?)\/[^/]*\/[0-9A-Z]{8}$/;

/** The box that a label names; undefined for any other code. */
export const boxOf = (label: string): string | undefined => LABEL.exec(label.trim().toUpperCase())?.[1];

/** The giver's statement as the receiver's phone read it from the giver's screen. */
export interface Met {
  readonly handover: Bytes;
  readonly digest: Bytes;
  readonly by: string;
}

export interface Answers {
  readonly seen: readonly Seen[];
  readonly other: Keeper | undefined;
  readonly second: Keeper | undefined;
  readonly photos: readonly Bytes[];
  readonly note: string;
  readonly passengers: number;
  readonly vests: number;
  readonly raised: boolean;
  readonly guards: number;
  readonly met: Met | undefined;
  readonly position: { readonly lat_e7: number; readonly lon_e7: number; readonly accuracy_m: number } | undefined;
  readonly overrides: readonly { readonly guard: string; readonly reason: string }[];
}

export const blank = (task: Task): Answers => ({
  seen: task.boxes.map(({ code }) => unseen(code)),
  other: task.meet,
  second: undefined,
  photos: [],
  note: "",
  passengers: 0,
  vests: 0,
  raised: false,
  guards: 0,
  met: undefined,
  position: undefined,
  overrides: [],
});

const KINDS: Readonly<Record<Step, string>> = {
  load: "custody.loaded",
  depart: "custody.departed",
  pass: "custody.passed",
  arrive: "custody.arrived",
  give: "custody.given",
  take: "custody.taken",
  store: "custody.stored",
  open: "custody.opened",
  close: "custody.sealed",
  report: "station.reported",
  return: "custody.given",
  check: "custody.checked",
};

/** How many boxes one statement names at most, and how large its body may be. */
const MOST_BOXES = 60;
const MOST_BODY_BYTES = 7_000;

/** Whether something else comes before, by all that is known of the boxes: what the server told, then own statements. */
export function isEarly(task: Task, own: ReadonlyMap<string, readonly string[]>): boolean {
  const kind = KINDS[task.step];
  const known = task.boxes.map((box) => after(own.get(box.code) ?? [], box.mayFollow, box.kind));
  return known.length > 0 && known.every((kinds) => kinds !== undefined && !kinds.includes(kind) && !ALWAYS.includes(kind));
}

type Body = Record<string, Data>;

/** The statements that the answers make, by whom: one, or several parts where it names many boxes. */
export function draftsOf(task: Task, answers: Answers, by: Keeper, handover: Bytes): readonly Omit<Draft, "actor">[] {
  if (task.step === "report") return [drafted(task, `station:${task.place}`, noted(answers, by), [])];
  const common = { ...touch(answers, by), ...ofStep(task, answers, handover) };
  const heads = new Map(task.boxes.map((box) => [box.code, box.after]));
  const read = answers.seen.filter((one) => one.here).map((one) => boxRead(one, heads.get(one.box) ?? []));
  const parts = inParts(read, common);
  const after = answers.met ? [answers.met.digest] : [];
  const subject = task.journey ? `journey:${task.journey}` : `place:${task.place}`;
  return parts.map((boxes, at) => {
    const part = parts.length > 1 && HANDS.has(task.step) ? { part: at + 1, parts: parts.length } : {};
    return drafted(task, subject, { ...common, ...(boxes.length ? { boxes } : {}), ...part }, after);
  });
}

const HANDS = new Set<Step>(["give", "take", "return"]);

const drafted = (task: Task, subject: string, body: Body, after: readonly Uint8Array[]): Omit<Draft, "actor"> => ({
  kind: KINDS[task.step],
  version: 1,
  election: task.election,
  subject,
  place: task.place,
  after,
  body,
});

/** The boxes in as few parts as statements can hold; at least one part, also without boxes. */
function inParts(boxes: readonly Body[], common: Body): readonly (readonly Body[])[] {
  const room = MOST_BODY_BYTES - encode(common).length;
  const parts: Body[][] = [[]];
  let used = 0;
  for (const box of boxes) {
    const size = encode(box).length;
    const last = parts.at(-1) ?? [];
    if (last.length === MOST_BOXES || (last.length && used + size > room)) {
      parts.push([box]);
      used = size;
    } else {
      last.push(box);
      used += size;
    }
  }
  return parts;
}

/** A report that names no box. */
const noted = (answers: Answers, by: Keeper): Body => ({
  by: keeper(by),
  ...(answers.photos.length ? { photos: answers.photos } : {}),
  ...(answers.note ? { note: answers.note } : {}),
});

function touch(answers: Answers, by: Keeper): Body {
  return {
    by: keeper(by),
    ...(answers.second ? { second: keeper(answers.second) } : {}),
    ...(answers.photos.length ? { photos: answers.photos } : {}),
    ...(answers.position ? { position: { ...answers.position } } : {}),
    ...(answers.overrides.length ? { overrides: answers.overrides.map((one) => ({ ...one, by: keeper(by) })) } : {}),
    ...(answers.note ? { note: answers.note } : {}),
  };
}

function boxRead(one: Seen, after: readonly Uint8Array[]): Body {
  return {
    box: one.box,
    ...(one.seals.length ? { seals: [...one.seals] } : {}),
    ...(one.empty ? { no_seal: one.empty } : {}),
    ...(one.broken.length ? { broken: [...one.broken] } : {}),
    ...(one.scanned ? { scanned: true, label: one.label } : {}),
    ...(one.condition.length ? { condition: [...one.condition] } : {}),
    ...(after.length ? { after: [...after] } : {}),
  };
}

const keeper = (one: Keeper): Body => ({
  name: one.name,
  institution: one.institution,
  ...(one.level ? { level: one.level } : {}),
  ...(one.office ? { office: one.office } : {}),
});

function ofStep(task: Task, answers: Answers, handover: Bytes): Body {
  const { journey, vehicle } = task;
  switch (task.step) {
    case "load":
      return { journey, ...(vehicle ? { vehicle } : {}) };
    case "depart":
      return { journey, to: task.to, ...(task.mode ? { mode: task.mode } : {}), ...boat(task, answers) };
    case "pass":
    case "arrive":
      return { journey };
    case "give":
    case "take":
    case "return":
      return handing(task, answers, answers.met?.handover ?? handover);
    case "store":
      return { ...(answers.raised ? { raised: true } : {}), ...(answers.guards ? { guards: answers.guards } : {}) };
    case "open":
    case "close":
    case "report":
    case "check":
      return {};
  }
}

const boat = (task: Task, answers: Answers): Body =>
  BOATS.has(task.mode) ? { passengers: answers.passengers, life_vests: answers.vests } : {};

function handing(task: Task, answers: Answers, handover: Bytes): Body {
  return {
    handover: hex(handover),
    other: keeper(answers.other ?? { name: "", institution: "kpu" }),
    ...(task.journey ? { journey: task.journey } : {}),
    ...(task.to ? { destination: task.to } : {}),
  };
}

/** What speaks against the step, as far as this phone can know it; each needs a reason before it goes on. */
export function against(task: Task, answers: Answers, nowMs: number): readonly string[] {
  const here = answers.seen.filter((one) => one.here).length;
  const found: string[] = [];
  if (questionsOf(task).includes("boxes") && here !== task.boxes.length) found.push("count");
  if (answers.seen.some((one) => one.here && !task.boxes.some((box) => box.code === one.box))) found.push("label");
  if (task.untilMs && nowMs > task.untilMs) found.push("deadline");
  if (BOATS.has(task.mode) && task.step === "depart" && answers.vests < answers.passengers) found.push("life-vests");
  return found;
}
