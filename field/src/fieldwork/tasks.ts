/** What is to be done by whom and when, as the server said it last (docs/reference/fieldwork.md). */

import { type Bytes, hex, same } from "../kernel/bytes.ts";
import { type Data, Malformed, type Value, decode, encode } from "../kernel/cbor.ts";

export const STEPS = ["load", "depart", "pass", "arrive", "give", "take", "store", "open", "copy", "close", "report", "return", "check"] as const;
export type Step = (typeof STEPS)[number];

type Record_ = { readonly [name: string]: Data };

/** Somebody who gives, takes or watches, as bodies of statements name them. */
export interface Keeper {
  readonly name: string;
  readonly institution: string;
  readonly level?: string;
  readonly office?: string;
}

/** What a phone knows of a box: never the numbers of its seals. Without `after`, nothing was stated on it yet. */
export interface BoxOnPhone {
  readonly code: string;
  readonly kind: string;
  readonly contest: string;
  readonly dapil: string;
  readonly phase: string;
  readonly seals: number;
  readonly after: readonly Uint8Array[];
  readonly owner: string;
  readonly direction: string;
  /** Of the committee that holds it. */
  readonly level: string;
  readonly place: string;
  readonly troubles: readonly string[];
  readonly copied: boolean;
}

export interface Task {
  readonly id: string;
  /** Whose task it is, of those who may sign in on this phone. */
  readonly actor: string;
  readonly step: Step;
  readonly election: string;
  readonly place: string;
  readonly placeName: string;
  readonly journey: string;
  readonly to: string;
  readonly toName: string;
  readonly vehicle: string;
  readonly mode: string;
  readonly atMs: number;
  readonly untilMs: number;
  readonly boxes: readonly BoxOnPhone[];
  readonly meet: Keeper | undefined;
  readonly noSignal: boolean;
}

export interface Tasks {
  readonly madeMs: number;
  readonly zone: string;
  readonly me: Readonly<Record<string, Keeper>>;
  readonly tasks: readonly Task[];
}

const VILLAGE_DIGITS = 10;
const MOST_HAVE = 300;
const ANSWER = { zone: 3, me: 4, tasks: 5, boxes: 6, parts: 7, work: 8 } as const;
type Fields = ReadonlyMap<number, Value>;

function fieldsOf(raw: Bytes): Fields {
  const fields = decode(raw);
  if (!(fields instanceof Map)) throw new Malformed("tasks");
  return fields;
}

/** The digests of what this phone has already, for the address; empty where it has nothing, or an older server's answer. */
export function haveOf(kept: Bytes | undefined): string {
  const fields = kept && fieldsOf(kept);
  const [work, parts] = [fields?.get(ANSWER.work), fields?.get(ANSWER.parts)];
  if (!(work instanceof Uint8Array)) return "";
  return [work, ...Object.values((parts ?? {}) as Record<string, Uint8Array>)].slice(0, MOST_HAVE).map(hex).join(",");
}

/** The whole answer, from what is new and what was kept: villages whose boxes have not changed are not told again. */
export function merged(raw: Bytes, kept: Bytes | undefined): Bytes {
  const fresh = fieldsOf(raw);
  const parts = fresh.get(ANSWER.parts) as Record<string, Uint8Array> | undefined;
  if (!kept || !parts) return raw;
  const old = fieldsOf(kept);
  const before = (old.get(ANSWER.parts) ?? {}) as Record<string, Uint8Array>;
  const partOf = (code: string): string => code.slice(0, code.lastIndexOf("-")).slice(0, VILLAGE_DIGITS);
  const isSame = (part: string): boolean => before[part] !== undefined && parts[part] !== undefined && same(before[part], parts[part]);
  const still = Object.entries((old.get(ANSWER.boxes) ?? {}) as Boxes).filter(([code]) => isSame(partOf(code)));
  const whole = new Map<number, Value>(fresh.has(ANSWER.tasks) ? [] : [ANSWER.zone, ANSWER.me, ANSWER.tasks].map((key) => [key, old.get(key) ?? null]));
  for (const [key, value] of fresh) whole.set(key, value);
  return encode(whole.set(ANSWER.boxes, { ...Object.fromEntries(still), ...(fresh.get(ANSWER.boxes) as Boxes) }));
}

/** The tasks of the server's answer. Throws `Malformed`; a step that this version does not know is left out. */
export function readTasks(raw: Bytes): Tasks {
  const fields = fieldsOf(raw);
  const [madeMs, zone, me, tasks, boxes] = [2, ANSWER.zone, ANSWER.me, ANSWER.tasks, ANSWER.boxes].map((key) => fields.get(key) as Data | undefined);
  if (typeof madeMs !== "number" || typeof zone !== "string" || !Array.isArray(tasks)) throw new Malformed("tasks");
  const known = (tasks as readonly Record_[]).filter((task) => STEPS.includes(task["step"] as Step));
  return { madeMs, zone, me: (me ?? {}) as unknown as Tasks["me"], tasks: known.map((task) => readTask(task, (boxes ?? {}) as unknown as Boxes)) };
}

type Boxes = Readonly<Record<string, Record_>>;

function readTask(data: Record_, boxes: Boxes): Task {
  const said = (name: string): string => text(data[name]);
  const number = (name: string): number => (typeof data[name] === "number" ? data[name] : 0);
  return {
    id: said("id"),
    actor: said("actor"),
    step: said("step") as Step,
    election: said("election"),
    place: said("place"),
    placeName: said("place_name"),
    journey: said("journey"),
    to: said("to"),
    toName: said("to_name"),
    vehicle: said("vehicle"),
    mode: said("mode"),
    atMs: number("at_ms"),
    untilMs: number("until_ms"),
    boxes: ((data["boxes"] ?? []) as readonly string[]).map((code) => readBox(code, boxes[code] ?? {})),
    meet: data["meet"] as unknown as Keeper | undefined,
    noSignal: data["no_signal"] === true,
  };
}

const text = (value: Data | undefined): string => (typeof value === "string" ? value : "");

const readBox = (code: string, data: Record_): BoxOnPhone => ({
  code,
  kind: text(data["kind"]),
  contest: text(data["contest"]),
  dapil: text(data["dapil"]),
  phase: text(data["phase"]),
  seals: typeof data["seals"] === "number" ? data["seals"] : 0,
  after: (data["after"] ?? []) as readonly Uint8Array[],
  owner: code.slice(0, code.lastIndexOf("-")),
  direction: text(data["direction"]) || "out",
  level: text(data["level"]),
  place: text(data["place"]),
  troubles: (data["troubles"] ?? []) as readonly string[],
  copied: data["copied"] === true,
});
