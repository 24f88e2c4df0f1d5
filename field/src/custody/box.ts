/** Nouns of custody as folds take them: a box, a statement on it, what the statements make of it (docs/reference/custody.md). */

import { hex } from "../kernel/bytes.ts";
import type { Data } from "../kernel/cbor.ts";
import type { Observed } from "../ledger/envelope.ts";

export interface Content {
  readonly item: string;
  readonly count: number;
}

/** One labelled box as the plan has it. */
export interface Box {
  readonly code: string;
  readonly kind: string;
  readonly owner: string;
  readonly contest: string;
  readonly dapil: string;
  readonly contents: readonly Content[];
}

/** Who has, gives or takes; drivers have no level. */
export interface Holder {
  readonly name: string;
  readonly institution: string;
  readonly level: string;
}

/** One box as somebody saw it. */
export interface BoxRead {
  readonly box: string;
  readonly seals: readonly string[];
  readonly empty: number;
  readonly broken: readonly string[];
  readonly condition: readonly string[];
  readonly contents: readonly Content[];
  readonly envelopes: number | undefined;
  readonly dapil: string;
  readonly label: string;
  /** Digests in hex. */
  readonly after: readonly string[];
}

type Plain = { readonly [name: string]: Data };

/** A signed statement on boxes. Digests and devices are hex, so that they compare; `body` is as it stands in the event. */
export interface Statement {
  readonly digest: string;
  readonly kind: string;
  readonly subject: string;
  readonly place: string;
  readonly after: readonly string[];
  readonly device: string;
  readonly counter: number;
  readonly atMs: number;
  readonly by: Holder;
  readonly reads: readonly BoxRead[];
  readonly body: Plain;
}

export interface Gap {
  readonly kind: string;
  readonly at: string;
  readonly phase: string;
}

export interface OpenTrouble {
  readonly trouble: string;
  readonly cause: string;
  readonly resolvedBy: string | undefined;
}

/** One box passing on: both halves, or the one that is there. */
export interface Handover {
  readonly given: string | undefined;
  readonly taken: string | undefined;
  readonly differs: readonly string[];
}

export interface BoxState {
  readonly box: Box;
  readonly statements: readonly Statement[];
  readonly phase: string;
  readonly direction: string;
  readonly holder: Holder | undefined;
  readonly place: string;
  readonly journey: string;
  readonly seals: readonly string[];
  readonly troubles: readonly OpenTrouble[];
  readonly handovers: readonly Handover[];
  readonly gaps: readonly Gap[];
  readonly heads: readonly string[];
  readonly replacedBy: string | undefined;
  readonly copied: boolean;
}

/** A box of which nothing is known but the plan. Containers exist for the way back only. */
export const newBox = (box: Box): BoxState => ({
  box,
  statements: [],
  phase: "planned",
  direction: box.kind === "container" ? "back" : "out",
  holder: undefined,
  place: "",
  journey: "",
  seals: [],
  troubles: [],
  handovers: [],
  gaps: [],
  heads: [],
  replacedBy: undefined,
  copied: false,
});

/** What an event says of boxes; the nodes read bodies strictly, here what is missing is empty. */
export interface Told {
  readonly digest: Uint8Array;
  readonly kind: string;
  readonly subject: string;
  readonly place: string;
  readonly after: readonly Uint8Array[];
  readonly device: Uint8Array;
  readonly counter: number;
  readonly observed: Observed;
  readonly body: Plain;
}

export const statementOf = (event: Told): Statement => ({
  digest: hex(event.digest),
  kind: event.kind,
  subject: event.subject,
  place: event.place,
  after: event.after.map(hex),
  device: hex(event.device),
  counter: event.counter,
  atMs: bestTime(event.observed),
  by: holderOf(event.body["by"]),
  reads: maps(event.body["boxes"]).map(readOne),
  body: event.body,
});

/** By satellite, the device's clock, or the last server: a clock that lies before that is wrong. */
const bestTime = ({ gpsMs, serverMs, wallMs }: Observed): number => gpsMs ?? Math.max(wallMs, serverMs ?? wallMs);

export const text = (value: Data | undefined): string => (typeof value === "string" ? value : "");
export const whole = (value: Data | undefined): number => (typeof value === "number" ? value : 0);
export const map = (value: Data | undefined): Plain | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array) ? (value as Plain) : undefined;
const maps = (value: Data | undefined): readonly Plain[] => (Array.isArray(value) ? (value as readonly Plain[]) : []);
const texts = (value: Data | undefined): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : []);
export const bytes = (value: Data | undefined): string => (value instanceof Uint8Array ? hex(value) : "");

export function holderOf(value: Data | undefined): Holder {
  const said = map(value) ?? {};
  return { name: text(said["name"]), institution: text(said["institution"]), level: text(said["level"]) };
}

export const contentsOf = (value: Data | undefined): readonly Content[] =>
  maps(value).map((one) => ({ item: text(one["item"]), count: whole(one["count"]) }));

const readOne = (said: Plain): BoxRead => ({
  box: text(said["box"]),
  seals: texts(said["seals"]),
  empty: whole(said["no_seal"]),
  broken: texts(said["broken"]),
  condition: texts(said["condition"]),
  contents: contentsOf(said["contents"]),
  envelopes: typeof said["envelopes"] === "number" ? said["envelopes"] : undefined,
  dapil: text(said["dapil"]),
  label: text(said["label"]),
  after: Array.isArray(said["after"]) ? (said["after"] as readonly Uint8Array[]).map(hex) : [],
});

/** What a statement says of one box; undefined where it does not name it. */
export const readOf = (statement: Statement, box: string): BoxRead | undefined => statement.reads.find((read) => read.box === box);
