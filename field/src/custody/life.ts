/**
 * Which step may follow which: the life of a box as a table. Only to offer steps; a step out of order is stated all the same.
 * As src/sampai/custody/rules/life.py; tests/vectors/custody holds both to it.
 */

/** What is always allowed. */
export const ALWAYS: readonly string[] = ["checked", "excepted", "resolved", "replaced", "approved"].map(kind);

export const FOLLOWS: Readonly<Record<string, readonly string[]>> = table({
  planned: "stocked assembled packed",
  "at-store": "assembled packed",
  assembled: "packed",
  packed: "sealed",
  sealed: "readied sealed opened",
  ready: "loaded given taken opened",
  loaded: "departed given taken stored",
  "under-way": "passed diverted quiet arrived",
  arrived: "given taken loaded departed stored",
  "handed-over": "stored loaded given taken",
  stored: "loaded given taken sealed",
  received: "stored opened",
  opened: "used copied sealed",
  used: "copied sealed",
  resealed: "copied sealed loaded given taken stored",
  returned: "stored archived disputed opened",
  archived: "disputed disposed opened",
  disputed: "archived opened",
  disposed: "",
});

/** What differs for kits, which need no seal. */
export const KIT_FOLLOWS: Readonly<Record<string, readonly string[]>> = table({
  packed: "sealed readied",
  opened: "used sealed loaded given taken",
  used: "copied sealed loaded given taken",
});

/** While one of these is open, nothing but what is always allowed may follow. */
export const STOPPING: readonly string[] = ["quarantined", "missing", "held", "replaced"];

/** Where a step leads whatever was before. */
export const TO_PHASE: Readonly<Record<string, string>> = {
  "custody.stocked": "at-store",
  "custody.assembled": "assembled",
  "custody.packed": "packed",
  "custody.readied": "ready",
  "custody.loaded": "loaded",
  "custody.departed": "under-way",
  "custody.arrived": "arrived",
  "custody.stored": "stored",
  "custody.opened": "opened",
  "custody.used": "used",
  "custody.archived": "archived",
  "custody.disputed": "disputed",
  "custody.disposed": "disposed",
};

/** What of a box's state says which steps may come next. */
export interface Standing {
  readonly kind: string;
  readonly owner: string;
  readonly phase: string;
  readonly direction: string;
  readonly place: string;
  /** The level of whoever holds it; empty where nobody does, or a driver. */
  readonly level: string;
  /** Exceptions that are open. */
  readonly troubles: readonly string[];
}

/** The kinds that may be offered now; in no order. */
export function mayFollow(box: Standing): ReadonlySet<string> {
  if (box.troubles.some((one) => STOPPING.includes(one))) return new Set(ALWAYS);
  const mending = box.troubles.includes("seal-broken") ? ["custody.opened", "custody.sealed"] : [];
  return new Set([...usual(box), ...mending, ...ALWAYS]);
}

function usual({ kind, owner, phase, direction, place, level }: Standing): readonly string[] {
  const found = (kind === "kit" && KIT_FOLLOWS[phase]) || FOLLOWS[phase] || [];
  if (phase === "stored" && place === owner) return [...found, "custody.opened"];
  if ((phase === "handed-over" || phase === "stored") && direction === "back" && level === "ppk") return [...found, "custody.opened"];
  if (phase === "sealed" && level && level !== "kpu") return [...found, ...(FOLLOWS["handed-over"] ?? [])];
  return found;
}

function kind(name: string): string {
  return `custody.${name}`;
}

function table(rows: Readonly<Record<string, string>>): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(rows).map(([phase, names]) => [phase, names.split(" ").filter(Boolean).map(kind)]));
}
