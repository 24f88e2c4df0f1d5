/**
 * What this phone keeps: its key, its events, their receipts, photos.
 *
 * Every write is durable before it is said to be done (IndexedDB, `durability: "strict"`). An event goes only
 * thirty days after its signed receipt: a server that is restored from a backup asks for it again.
 */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { type Bytes, hex, random } from "../kernel/bytes.ts";
import type { Data } from "../kernel/cbor.ts";
import type { Fix } from "../fieldwork/positions.ts";
import type { Clock } from "./clock.ts";
import { type Event, type Receipt, SALT_BYTES, chainMessage, digestOf, eventBytes } from "./envelope.ts";
import { type DeviceKey, sign } from "./keys.ts";
import { confirmed, refused } from "./outbox.ts";

export const KEEP_AFTER_RECEIPT_MS = 30 * 24 * 3_600_000;
const STRICT = { durability: "strict" } as const;
const HEAD = "head";

/** An event with what the phone knows of its fate. */
export interface Kept {
  readonly counter: number;
  readonly digest: Bytes;
  readonly raw: Bytes;
  readonly signature: Bytes;
  readonly kind: string;
  readonly subject: string;
  readonly place: string;
  readonly wallMs: number;
  readonly body: { readonly [name: string]: Data };
  /** 1 while it waits for a receipt; absent afterwards, so that the index holds the waiting only. */
  readonly waits?: 1;
  readonly receipt?: { readonly node: string; readonly atMs: number; readonly seenMs: number };
}

/** A key of this phone and who it speaks for. */
export interface Device {
  readonly id: Bytes;
  readonly key: DeviceKey;
  readonly enrolment: { readonly [name: string]: Data };
}

interface Head {
  readonly device: string;
  readonly counter: number;
  readonly digest: Bytes;
}

/** What happened, before this phone adds who, when and its place in the chain. */
export type Draft = Pick<Event, "kind" | "version" | "election" | "subject" | "place" | "after" | "actor" | "body">;

/** Another phone's batch, as it was handed over; unopened. */
export interface Carried {
  readonly device: string;
  readonly raw: Bytes;
  readonly receipt?: { readonly raw: Bytes; readonly signature: Bytes; readonly seenMs: number };
}

interface Schema extends DBSchema {
  events: { key: [string, number]; value: Kept & { readonly device: string }; indexes: { waiting: [string, number, number] } };
  devices: { key: string; value: Device };
  facts: { key: string; value: unknown };
  aside: { key: string; value: string };
  receipts: { key: [string, number]; value: { readonly device: string; readonly atMs: number; readonly raw: Bytes; readonly signature: Bytes } };
  carried: { key: string; value: Carried };
  positions: { key: number; value: Fix };
  blobs: { key: string; value: { readonly bytes: Bytes; readonly type: string; readonly sent: 0 | 1 }; indexes: { sent: 0 | 1 } };
}

const make = (name: string): Promise<IDBPDatabase<Schema>> =>
  openDB<Schema>(name, 3, {
    upgrade(db, before) {
      if (before < 2) db.createObjectStore("carried");
      if (before < 3) db.createObjectStore("positions", { keyPath: "atMs" });
      if (before > 0) return;
      db.createObjectStore("events", { keyPath: ["device", "counter"] }).createIndex("waiting", ["device", "waits", "counter"]);
      db.createObjectStore("devices");
      db.createObjectStore("facts");
      db.createObjectStore("aside");
      db.createObjectStore("receipts", { keyPath: ["device", "atMs"] });
      db.createObjectStore("blobs").createIndex("sent", "sent");
    },
  });

/** Opens what the phone keeps. Other tabs see the same. */
export const openKeep = async (name = "sampai"): Promise<Keep> => new Keep(await make(name));

export class Keep {
  constructor(private readonly db: IDBPDatabase<Schema>) {}

  close(): void {
    this.db.close();
  }

  /** The device that writes now; undefined before the first enrolment. */
  async device(): Promise<Device | undefined> {
    const head = await this.head();
    return head && this.db.get("devices", head.device);
  }

  /** Every key that this phone ever had; events of earlier ones still wait for receipts. */
  async devices(): Promise<readonly Device[]> {
    return this.db.getAll("devices");
  }

  /** A new key takes over; what the earlier one signed stays and still goes out. */
  async enrol(device: Device): Promise<void> {
    const name = hex(device.id);
    const change = this.db.transaction(["devices", "facts"], "readwrite", STRICT);
    const head: Head = { device: name, counter: -1, digest: new Uint8Array(0) };
    const facts = change.objectStore("facts");
    await Promise.all([change.objectStore("devices").put(device, name), facts.put(head, HEAD), facts.put(0, "short"), change.done]);
  }

  private async head(): Promise<Head | undefined> {
    return (await this.db.get("facts", HEAD)) as Head | undefined;
  }

  /** Signs what happened as this device's next event and keeps it. One at a time, over all tabs. */
  append(draft: Draft, clock: Clock): Promise<Kept> {
    return alone("write", () => this.next(draft, clock));
  }

  private async next(draft: Draft, clock: Clock): Promise<Kept> {
    const head = await this.head();
    const device = head && (await this.db.get("devices", head.device));
    if (!head || !device) throw new Error("this phone is not enrolled");
    const observed = clock.now();
    const link = { device: device.id, counter: head.counter + 1, previous: head.digest, salt: random(SALT_BYTES) };
    const raw = eventBytes({ ...draft, ...link, observed });
    const digest = await digestOf(raw);
    const signature = await sign(device.key, chainMessage(digest));
    const { kind, subject, place, body } = draft;
    const kept: Kept = { counter: link.counter, digest, raw, signature, kind, subject, place, body, wallMs: observed.wallMs, waits: 1 };
    await this.write(kept, head);
    return kept;
  }

  private async write(kept: Kept, before: Head): Promise<void> {
    const change = this.db.transaction(["events", "facts"], "readwrite", STRICT);
    const facts = change.objectStore("facts");
    const head = (await facts.get(HEAD)) as Head | undefined;
    if (head?.device !== before.device || head.counter !== before.counter) {
      change.abort();
      await change.done.catch(() => undefined);
      throw new Error("another tab wrote at the same time; nothing is lost, try again");
    }
    const after: Head = { device: head.device, counter: kept.counter, digest: kept.digest };
    await Promise.all([
      change.objectStore("events").add({ ...kept, device: head.device }),
      facts.put(after, HEAD),
      change.done,
    ]);
  }

  /** Events without a receipt, oldest first. */
  async waiting(device: Uint8Array): Promise<readonly Kept[]> {
    const name = hex(device);
    return this.db.getAllFromIndex("events", "waiting", IDBKeyRange.bound([name, 1, 0], [name, 1, Infinity]));
  }

  /** All events of the device, oldest first. */
  async events(device: Uint8Array): Promise<readonly Kept[]> {
    const name = hex(device);
    return this.db.getAll("events", IDBKeyRange.bound([name, 0], [name, Infinity]));
  }

  /** The highest counter with a receipt; -1 if none. */
  async lastReceipted(device: Uint8Array): Promise<number> {
    return (await this.events(device)).findLast((one) => one.receipt && !one.waits)?.counter ?? -1;
  }

  /** Digests (hex) that no node takes, with the reason it gave. */
  async aside(): Promise<ReadonlyMap<string, string>> {
    const [keys, reasons] = await Promise.all([this.db.getAllKeys("aside"), this.db.getAll("aside")]);
    return new Map(keys.map((key, at) => [key, reasons[at] ?? ""]));
  }

  /** Notes a receipt whose signature was checked; returns how many events no longer wait. */
  async settle(receipt: Receipt, signed: { raw: Bytes; signature: Bytes }, nowMs: number): Promise<number> {
    const device = hex(receipt.device);
    const change = this.db.transaction(["events", "aside", "receipts"], "readwrite", STRICT);
    const events = change.objectStore("events");
    const range = IDBKeyRange.bound([device, 1, 0], [device, 1, Infinity]);
    const waiting = await events.index("waiting").getAll(range);
    const done = new Set(confirmed(waiting, receipt));
    for (const event of waiting.filter((one) => done.has(one.counter)))
      void events.put(settled(event, { node: receipt.node, atMs: receipt.atMs, seenMs: nowMs }));
    for (const [digest, reason] of refused(receipt)) void change.objectStore("aside").put(reason, digest);
    void change.objectStore("receipts").put({ device, atMs: receipt.atMs, ...signed });
    await change.done;
    return done.size;
  }

  /** Lets go of events whose receipt this phone has held for thirty days. */
  async prune(nowMs: number): Promise<number> {
    const change = this.db.transaction(["events", "carried"], "readwrite", STRICT);
    let gone = 0;
    for await (const cursor of change.objectStore("carried")) {
      const { receipt } = cursor.value;
      if (receipt && nowMs - receipt.seenMs >= KEEP_AFTER_RECEIPT_MS) await cursor.delete();
    }
    for await (const cursor of change.objectStore("events")) {
      const { receipt, waits } = cursor.value;
      if (!receipt || waits || nowMs - receipt.seenMs < KEEP_AFTER_RECEIPT_MS) continue;
      await cursor.delete();
      gone++;
    }
    await change.done;
    return gone;
  }

  /** Keeps another phone's batch; whether it is new here. */
  async carry(device: string, raw: Bytes): Promise<boolean> {
    const digest = hex(await digestOf(raw));
    const change = this.db.transaction("carried", "readwrite", STRICT);
    const known = await change.store.get(digest);
    if (!known) void change.store.put({ device, raw }, digest);
    await change.done;
    return !known;
  }

  /** All that is carried for others. */
  async carried(): Promise<readonly Carried[]> {
    return this.db.getAll("carried");
  }

  /** The node took another phone's batch; its receipt is kept for that phone. */
  async carriedOver(raw: Bytes, receipt: NonNullable<Carried["receipt"]>): Promise<void> {
    const digest = hex(await digestOf(raw));
    const change = this.db.transaction("carried", "readwrite", STRICT);
    const known = await change.store.get(digest);
    if (known) void change.store.put({ ...known, receipt }, digest);
    await change.done;
  }

  /** A node that lost its newest records asks from a counter on: those wait again. */
  async offerAgain(device: Uint8Array, fromCounter: number): Promise<void> {
    const name = hex(device);
    const change = this.db.transaction("events", "readwrite", STRICT);
    for (const event of await change.store.getAll(IDBKeyRange.bound([name, fromCounter], [name, Infinity])))
      void change.store.put({ ...event, waits: 1 });
    await change.done;
  }

  /** A photo under its digest; events name the digest. */
  async keepBlob(bytes: Bytes, type: string): Promise<Bytes> {
    const digest = await digestOf(bytes);
    await this.db.put("blobs", { bytes, type, sent: 0 }, hex(digest));
    return digest;
  }

  /** Photos that are only on this phone. */
  async unsentBlobs(): Promise<readonly { readonly digest: string; readonly bytes: Bytes; readonly type: string }[]> {
    const digests = await this.db.getAllKeysFromIndex("blobs", "sent", 0);
    const blobs = await Promise.all(digests.map((digest) => this.db.get("blobs", digest)));
    return blobs.flatMap((blob, at) => (blob ? [{ digest: digests[at] ?? "", bytes: blob.bytes, type: blob.type }] : []));
  }

  /** The node has the photo. */
  async blobSent(digest: string): Promise<void> {
    const blob = await this.db.get("blobs", digest);
    if (blob) await this.db.put("blobs", { ...blob, sent: 1 }, digest);
  }

  /** Buffers where the phone was; the oldest give way. */
  async keepFix(fix: Fix, most: number): Promise<void> {
    const change = this.db.transaction("positions", "readwrite");
    await change.store.put(fix);
    const times = await change.store.getAllKeys();
    for (const atMs of times.slice(0, -most)) void change.store.delete(atMs);
    await change.done;
  }

  /** The oldest positions that were not sent yet. */
  async fixes(most: number): Promise<readonly Fix[]> {
    return this.db.getAll("positions", null, most);
  }

  /** Lets go of positions up to a moment: the server has them, or will never take them. */
  async fixesSent(upToMs: number): Promise<void> {
    await this.db.delete("positions", IDBKeyRange.upperBound(upToMs));
  }

  /** The number of the next short report; each is given once. */
  async nextShort(): Promise<number> {
    const change = this.db.transaction("facts", "readwrite", STRICT);
    const next = ((await change.store.get("short")) as number | undefined) ?? 0;
    await Promise.all([change.store.put(next + 1, "short"), change.done]);
    return next;
  }

  /** Small facts beside the record: tasks, cursor, settings. */
  async fact<T>(name: string): Promise<T | undefined> {
    return (await this.db.get("facts", `fact ${name}`)) as T | undefined;
  }

  async keepFact(name: string, value: unknown): Promise<void> {
    await this.db.put("facts", value, `fact ${name}`);
  }
}

function settled<T extends Kept>(event: T, receipt: NonNullable<Kept["receipt"]>): T {
  const after = { ...event, receipt };
  delete (after as { waits?: 1 }).waits;
  return after;
}

const before = new Map<string, Promise<unknown>>();

/** One after the other in this tab, and with Web Locks over all tabs. Signing never waits for the network: two names. */
export function alone<T>(name: "write" | "sync", work: () => Promise<T>): Promise<T> {
  const held = async (): Promise<T> => navigator.locks.request(`sampai-${name}`, work) as Promise<T>;
  const next = hasLocks() ? held : work;
  const mine = (before.get(name) ?? Promise.resolve()).then(next, next);
  before.set(name, mine.catch(() => undefined));
  return mine;
}

const hasLocks = (): boolean => "navigator" in globalThis && "locks" in navigator;
