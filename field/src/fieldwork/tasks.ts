/** What is to be done by whom and when, as the server said it last (docs/reference/fieldwork.md). */

import type { Bytes } from "../kernel/bytes.ts";
import { type Data, Malformed, decode } from "../kernel/cbor.ts";

export const STEPS = ["load", "depart", "pass", "arrive", "give", "take", "store", "open", "close", "report", "return", "check"] as const;
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
  readonly mayFollow: readonly string[];
  readonly after: readonly Uint8Array[];
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

/** The tasks of the server's answer. Throws `Malformed`; a step that this version does not know is left out. */
export function readTasks(raw: Bytes): Tasks {
  const fields = decode(raw);
  if (!(fields instanceof Map)) throw new Malformed("tasks");
  const [madeMs, zone, me, tasks, boxes] = [2, 3, 4, 5, 6].map((key) => (fields as ReadonlyMap<number, Data>).get(key));
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
  mayFollow: (data["may_follow"] ?? []) as readonly string[],
  after: (data["after"] ?? []) as readonly Uint8Array[],
});
