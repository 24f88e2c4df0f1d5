/**
 * A report by voice in twelve characters, or in one SMS, where there is no data signal (docs/reference/codes.md).
 * The same rules as src/sampai/fieldwork/rules; tests/vectors/codes.json holds both to them.
 */

import { type Bytes, base64url, joined, same, sha256, utf8 } from "../kernel/bytes.ts";
import { encode } from "../kernel/cbor.ts";
import { ofBits, read, withChecks, written } from "./symbols.ts";

/** What happened, in five bits. Numbers are never given to another meaning. */
export const REPORTS = {
  loaded: 1,
  departed: 2,
  passed: 3,
  arrived: 4,
  given: 5,
  taken: 6,
  stored: 7,
  ready_to_vote: 8,
  opened: 9,
  voting: 10,
  voting_closed: 11,
  counted: 12,
  resealed: 13,
  returned: 14,
  delayed: 15,
  diverted: 16,
  shortage: 17,
  seal_broken: 18,
  wet: 19,
  damaged: 20,
  wrong_goods: 21,
  person_missing: 22,
  incident: 23,
  help: 24,
  safe: 25,
  quiet: 26,
} as const;
export type ReportName = keyof typeof REPORTS;

export interface ShortReport {
  readonly kind: number;
  readonly argument: number;
  readonly counter: number;
  readonly place: string;
}

const EPOCH_MIN = 28_401_120;
const SMS = utf8("sampai/sms/v1\n");

async function keyed(message: Bytes, key: Bytes, count: number): Promise<readonly number[]> {
  const hmac = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return ofBits(new Uint8Array(await crypto.subtle.sign("HMAC", hmac, message)), count);
}

const said = (label: string, { place, counter, kind, argument }: ShortReport): Bytes =>
  encode([label, place, counter, kind, argument]);

/** The code of a report, such as `035G-N1P3-GBK9`. */
export async function voiceCode(report: ShortReport, key: Bytes): Promise<string> {
  const mac = await keyed(said("sampai/voice/v1", report), key, 7);
  return written(withChecks([report.counter & 31, report.kind, report.argument, ...mac]));
}

/** Whether the four characters that come back are those of the true node. */
export async function isOurReceipt(text: string, report: ShortReport, key: Bytes): Promise<boolean> {
  const heard = read(text);
  const due = await keyed(said("sampai/voice-receipt/v1", report), key, 4);
  return heard !== undefined && same(Uint8Array.from(heard), Uint8Array.from(due));
}

/** What the signature of a message covers. */
export async function packed(report: ShortReport, device: Bytes, event: Bytes, atMs: number): Promise<Bytes> {
  const minutes = Math.min(Math.max(Math.floor(atMs / 60_000) - EPOCH_MIN, 0), 2 ** 24 - 1);
  return joined(
    Uint8Array.of(1, report.kind, report.argument),
    big(report.counter, 3),
    device.slice(0, 8),
    event.slice(0, 8),
    big(minutes, 3),
    await placeBytes(report.place),
  );
}

const big = (value: number, count: number): Bytes =>
  Uint8Array.from({ length: count }, (_, at) => Math.floor(value / 256 ** (count - 1 - at)) % 256);

/** A place's code in 48 bits: digits exactly, another code by the start of its SHA-256. */
async function placeBytes(place: string): Promise<Bytes> {
  if (/^\d{1,13}$/.test(place)) return big(place.length * 2 ** 44 + Number(place), 6);
  if (!place) return new Uint8Array(6);
  const start = [...(await sha256(utf8(place))).slice(0, 6)].reduce((sum, byte) => sum * 256 + byte, 0);
  return big(15 * 2 ** 44 + Math.floor(start / 16), 6);
}

/** The message of a report in one SMS; `sign` is the device's. */
export async function smsText(signed: Bytes, sign: (message: Bytes) => Promise<Bytes>): Promise<string> {
  return `S1.${base64url(joined(signed, await sign(joined(SMS, signed))))}`;
}

/** Whether an answer is the true node's, for the report with these signed bytes. */
export async function isSmsReceipt(text: string, signed: Bytes, counter: number, key: Bytes): Promise<boolean> {
  const due = written(await keyed(encode(["sampai/sms-receipt/v1", signed]), key, 8));
  return text.trim().toUpperCase() === `S1 OK ${String(counter)} ${due}`;
}
