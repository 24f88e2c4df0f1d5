/** Which questions a step asks, one a screen, and what the answers say as the body of a statement (docs/reference/custody.md). */

import type { Bytes } from "../kernel/bytes.ts";
import { hex } from "../kernel/bytes.ts";
import { type Data, encode } from "../kernel/cbor.ts";
import { type BoxState, type Statement, newBox, readOf } from "../custody/box.ts";
import { mayFollowOf, walk } from "../custody/fold.ts";
import { inOrder } from "../custody/order.ts";
import type { Draft } from "../ledger/keep.ts";
import type { Position } from "./positions.ts";
import type { BoxOnPhone, Keeper, Step, Task } from "./tasks.ts";

export type Question = "meet" | "boxes" | "seals" | "condition" | "dapil" | "other" | "waybill" | "weather" | "boat" | "storage" | "sheets" | "second" | "approve" | "photo" | "note" | "check";

export const BOATS: ReadonlySet<string> = new Set(["longboat", "speedboat", "boat", "ferry"]);
const HANDING: readonly Question[] = ["boxes", "seals", "condition", "other", "photo", "note", "check"];
const GIVING: readonly Question[] = ["boxes", "seals", "condition", "other", "waybill", "photo", "note", "check"];

const QUESTIONS: Readonly<Record<Step, readonly Question[]>> = {
  load: ["boxes", "seals", "condition", "photo", "check"],
  depart: ["boxes", "weather", "boat", "note", "check"],
  pass: ["photo", "note", "check"],
  arrive: ["boxes", "condition", "note", "check"],
  give: GIVING,
  take: ["meet", ...HANDING],
  store: ["boxes", "storage", "photo", "check"],
  open: ["boxes", "seals", "condition", "dapil", "second", "photo", "check"],
  copy: ["boxes", "sheets", "photo", "check"],
  close: ["boxes", "seals", "second", "photo", "check"],
  report: ["note", "photo", "check"],
  return: GIVING,
  check: ["boxes", "seals", "condition", "approve", "photo", "note", "check"],
};

/** The questions of a task in their order. */
export const questionsOf = (task: Task): readonly Question[] =>
  QUESTIONS[task.step].filter((question) => {
    if (question === "boat") return BOATS.has(task.mode);
    return question !== "dapil" || task.boxes.some((box) => box.dapil);
  });

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
  /** Counted on the way back; undefined where nobody counted. */
  readonly envelopes: number | undefined;
}

/** A box that nobody has looked at yet. */
export const unseen = (box: string): Seen => ({ box, here: false, seals: [], empty: 0, broken: [], scanned: false, label: "", condition: [], envelopes: undefined });

const LABEL = /^S1\/([0-9A-Z._]+-[BKC][1-9][0-9]?)\/[^/]*\/[0-9A-Z]{8}$/;

/** The box that a label names; undefined for any other code. */
export const boxOf = (label: string): string | undefined => LABEL.exec(label.trim().toUpperCase())?.[1];

/** The giver's statement as the receiver's phone read it from the giver's screen. */
export interface Met {
  readonly handover: Bytes;
  readonly digest: Bytes;
  readonly by: string;
}

/** The rest of a handover form (ACE Project, vcf01c), by the names in the body. */
export const WAYBILL = ["authorised_by", "transporter", "driver", "vehicle", "plate", "schedule", "itinerary", "overnight", "dispatcher_phone", "copies", "signers"] as const;
export type Waybill = Readonly<Partial<Record<(typeof WAYBILL)[number], string>>>;

export interface Answers {
  readonly seen: readonly Seen[];
  readonly other: Keeper | undefined;
  readonly second: Keeper | undefined;
  readonly photos: readonly Bytes[];
  readonly note: string;
  readonly passengers: number;
  readonly vests: number;
  /** What the boat may carry, by its papers; 0 where nobody knows. */
  readonly roomForPeople: number;
  readonly roomForBoxes: number;
  /** Whether whoever looked says go; undefined where nobody looked. */
  readonly weather: boolean | undefined;
  /** Whether it is dark, or will be before the boat is there. */
  readonly dark: boolean | undefined;
  /** The district on the ballots. */
  readonly dapil: string;
  readonly waybill: Waybill;
  /** A step against a guard that this person's institution agrees to. */
  readonly approved: { readonly guard: string; readonly reason: string } | undefined;
  readonly raised: boolean;
  readonly guards: number;
  /** Of the results that are photographed before the box goes back. */
  readonly form: string;
  readonly sheets: number;
  readonly met: Met | undefined;
  readonly position: Position | undefined;
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
  roomForPeople: 0,
  roomForBoxes: 0,
  weather: undefined,
  dark: undefined,
  dapil: "",
  waybill: { vehicle: task.vehicle },
  approved: undefined,
  raised: false,
  guards: 0,
  form: "C.HASIL",
  sheets: 0,
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
  copy: "custody.copied",
  close: "custody.sealed",
  report: "station.reported",
  return: "custody.given",
  check: "custody.checked",
};

/** How many boxes one statement names at most, and how large its body may be. */
const MOST_BOXES = 60;
const MOST_BODY_BYTES = 7_000;

/** Whether something else comes before, by all that is known of the boxes: what the server told, then own statements. */
export function isEarly(task: Task, own: readonly Statement[]): boolean {
  const kind = KINDS[task.step];
  const known = task.boxes.map((box) => standing(box, own));
  return known.length > 0 && known.every((state) => state !== undefined && !mayFollowOf(state).includes(kind));
}

/** How a box stands: as the server told it, and then what this phone stated; undefined where nobody stated anything. */
export function standing(box: BoxOnPhone, own: readonly Statement[]): BoxState | undefined {
  const mine = inOrder(own.filter((one) => readOf(one, box.code)), box.code);
  if (!box.after.length && !mine.length) return undefined;
  const { code, kind, owner, contest, dapil, direction, place, copied } = box;
  const told: BoxState = {
    ...newBox({ code, kind, owner, contest, dapil, contents: [] }),
    ...(box.after.length ? { phase: box.phase, direction, place, copied } : {}),
    holder: box.level ? { name: "", institution: "kpu", level: box.level } : undefined,
    troubles: box.troubles.map((trouble) => ({ trouble, cause: "", resolvedBy: undefined })),
  };
  return walk(told, mine).at(-1)?.after ?? told;
}

type Body = Record<string, Data>;

/** The statements that the answers make, by whom: one, or several parts where it names many boxes. */
export function draftsOf(task: Task, answers: Answers, by: Keeper, handover: Bytes): readonly Omit<Draft, "actor">[] {
  if (task.step === "report") return [drafted(task, `station:${task.place}`, noted(answers, by), [])];
  const common = { ...touch(answers, by), ...ofStep(task, answers, handover) };
  const heads = new Map(task.boxes.map((box) => [box.code, box.after]));
  const read = answers.seen.filter((one) => one.here).map((one) => boxRead(one, heads.get(one.box) ?? [], answers.dapil.trim()));
  const parts = inParts(read, common);
  const after = answers.met ? [answers.met.digest] : [];
  const subject = task.journey ? `journey:${task.journey}` : `place:${task.place}`;
  const stated = parts.map((boxes, at) => {
    const part = parts.length > 1 && HANDS.has(task.step) ? { part: at + 1, parts: parts.length } : {};
    return drafted(task, subject, { ...common, ...(boxes.length ? { boxes } : {}), ...part }, after);
  });
  return answers.approved ? [...stated, ...approvals(task, answers.approved, parts, by, subject)] : stated;
}

/** Another institution's own signature under a step against a guard. */
const approvals = (task: Task, approved: { guard: string; reason: string }, parts: readonly (readonly Body[])[], by: Keeper, subject: string) =>
  parts.filter((boxes) => boxes.length).map((boxes) => ({
    ...drafted(task, subject, { by: keeper(by), boxes: boxes.map(({ box, after }) => ({ box: box ?? "", ...(after ? { after } : {}) })), ...approved }, []),
    kind: "custody.approved",
  }));

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
    ...(answers.photos.length && !answers.sheets ? { photos: answers.photos } : {}),
    ...(answers.position ? { position: { ...answers.position } } : {}),
    ...(answers.overrides.length ? { overrides: answers.overrides.map((one) => ({ ...one, by: keeper(by) })) } : {}),
    ...(answers.note ? { note: answers.note } : {}),
  };
}

function boxRead(one: Seen, after: readonly Uint8Array[], dapil: string): Body {
  return {
    box: one.box,
    ...(dapil ? { dapil } : {}),
    ...(one.seals.length ? { seals: [...one.seals] } : {}),
    ...(one.empty ? { no_seal: one.empty } : {}),
    ...(one.broken.length ? { broken: [...one.broken] } : {}),
    ...(one.scanned ? { scanned: true, label: one.label } : {}),
    ...(one.envelopes === undefined ? {} : { envelopes: one.envelopes }),
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
    case "copy":
      return { copies: [{ form: answers.form, sheets: answers.sheets, photos: answers.photos }] };
    case "open":
    case "close":
    case "report":
    case "check":
      return {};
  }
}

const boat = (task: Task, { passengers, vests, roomForPeople, roomForBoxes, weather, dark }: Answers): Body => ({
  ...(weather === undefined ? {} : { weather_go: weather }),
  ...(BOATS.has(task.mode) ? { passengers, life_vests: vests, room_for_people: roomForPeople, room_for_boxes: roomForBoxes } : {}),
  ...(BOATS.has(task.mode) && dark !== undefined ? { dark } : {}),
});

function handing(task: Task, answers: Answers, handover: Bytes): Body {
  return {
    handover: hex(handover),
    other: keeper(answers.other ?? { name: "", institution: "kpu" }),
    ...(task.journey ? { journey: task.journey } : {}),
    ...(task.to ? { destination: task.to } : {}),
    ...formed(answers.waybill),
  };
}

/** The rest of the form, as far as it was filled in. */
function formed(said: Waybill): Body {
  const known = WAYBILL.map((name) => [name, said[name]?.trim() ?? ""] as const).filter(([, value]) => value);
  const { signers, copies, itinerary, overnight, ...texts }: Waybill = Object.fromEntries(known);
  const waybill: Body = {
    ...texts,
    ...(copies ? { copies: Number.parseInt(copies, 10) || 0 } : {}),
    ...(itinerary ? { itinerary: listed(itinerary) } : {}),
    ...(overnight ? { overnight: listed(overnight) } : {}),
  };
  return {
    ...(Object.keys(waybill).length ? { waybill } : {}),
    ...(signers ? { signers: listed(signers).map((name) => ({ name, institution: "publik" })) } : {}),
  };
}

const listed = (text: string): readonly string[] => text.split(/[,;\n]/).map((one) => one.trim()).filter(Boolean);

