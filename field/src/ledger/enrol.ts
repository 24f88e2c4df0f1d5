/** Enrolment: a one-time secret from the desk's QR code for a key that is made here (docs/reference/sync.md). */

import { type Bytes, compare, fromBase64url, joined, sha256, utf8 } from "../kernel/bytes.ts";
import { type Data, Malformed, type Value, decode, encode } from "../kernel/cbor.ts";
import { ED25519, deviceId, makeKey, sign, verify } from "./keys.ts";
import type { Device } from "./keep.ts";
import type { Answer, Wire } from "./wire.ts";

const SECRET_BYTES = 16;
const NODE_KEY_BYTES = 32;
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ENROL = utf8("sampai/enrol/v1\n");
const CERTIFICATE = utf8("sampai/certificate/v1\n");

/** What the desk's code says; typed by hand it does not name the node's key. */
export interface Invitation {
  readonly server: string;
  readonly secret: Bytes;
  readonly node?: Bytes;
}

/** Somebody who may sign in on this phone. */
export interface Person {
  readonly actor: string;
  readonly name: string;
  readonly role: string;
  readonly territory: string;
}

/** What the server says about this device. */
export interface Certificate {
  readonly node: string;
  readonly device: Bytes;
  readonly name: string;
  readonly territory: string;
  readonly institution: string;
  readonly atMs: number;
  readonly persons: readonly Person[];
}

/** What the device learns of itself, at enrolment and later. */
export interface Standing {
  readonly certificate: Certificate;
  readonly nodeKey: Bytes;
  readonly nextCounter: number;
  readonly rules: { readonly [name: string]: Data };
  readonly revokedFrom: number | null;
  readonly voiceKey?: Bytes;
}

/** The invitation of a scanned code or of the page's address; undefined for any other text. */
export function readInvitation(text: string): Invitation | undefined {
  const found = /^(https?:\/\/[^/]+)\/lapangan#daftar\.1\.([\w-]+)\.([\w-]+)$/.exec(text.trim());
  if (!found?.[1] || !found[2] || !found[3]) return undefined;
  const [secret, node] = [fromBase64url(found[2]), fromBase64url(found[3])];
  if (secret.length !== SECRET_BYTES || node.length !== NODE_KEY_BYTES) return undefined;
  return { server: found[1], secret, node };
}

/** The secret of its 26 typed digits; letters that are easily confused count as their digit. */
export function typedSecret(text: string): Bytes | undefined {
  const digits = text.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  if (digits.length !== 26) return undefined;
  let bits = 0n;
  for (const digit of digits) {
    const value = CROCKFORD.indexOf(digit);
    if (value < 0) return undefined;
    bits = bits * 32n + BigInt(value);
  }
  if (bits & 3n) return undefined;
  bits >>= 2n;
  return Uint8Array.from({ length: SECRET_BYTES }, (_, at) => Number((bits >> BigInt(8 * (SECRET_BYTES - 1 - at))) & 255n));
}

/** Six characters that desk and phone compare aloud. */
export async function spoken(device: Bytes): Promise<string> {
  const [a = 0, b = 0, c = 0, d = 0] = await sha256(device);
  const bits = (((a << 24) | (b << 16) | (c << 8) | d) >>> 2) >>> 0;
  return Array.from({ length: 6 }, (_, at) => CROCKFORD[(bits >>> (25 - 5 * at)) & 31]).join("");
}

/** Enrols this phone. Throws `Refused` (`secret`: used or too old), `Unreached`, or `Malformed` for a server that lies. */
export async function enrol(
  wire: Wire,
  invitation: Invitation,
  facts: Readonly<Record<string, string>>,
): Promise<{ readonly device: Device; readonly standing: Standing }> {
  const key = await makeKey();
  const id = await deviceId(key.algorithm, key.publicKey);
  const fields: [number, Value][] = [[1, 1], [2, invitation.secret], [3, key.algorithm], [4, key.publicKey], [5, facts]];
  const signature = await sign(key, joined(ENROL, await sha256(encode(new Map(fields)))));
  const body = encode(new Map([...fields, [6, signature] as [number, Value]]));
  const answer = await wire.ask("/sync/enrol", undefined, { method: "POST", body });
  const standing = await readStanding(answer, invitation.node);
  if (compare(standing.certificate.device, id)) throw new Malformed("certificate");
  return { device: { id, key, enrolment: {} }, standing };
}

/** Reads and checks what a server says about this device. */
export async function readStanding(answer: Answer, node: Bytes | undefined): Promise<Standing> {
  const fields = numbered(answer.bytes);
  const [raw, signature, nodeKey] = [bytes(fields.get(2)), bytes(fields.get(3)), bytes(fields.get(4))];
  if (node && compare(node, nodeKey)) throw new Malformed("node");
  if (!(await verify(ED25519, nodeKey, joined(CERTIFICATE, await sha256(raw)), signature))) throw new Malformed("signature");
  const [nextCounter, rules, revokedFrom, voiceKey] = [5, 6, 7, 8].map((key) => fields.get(key));
  return {
    certificate: readCertificate(raw),
    nodeKey,
    nextCounter: Number(nextCounter),
    rules: (rules ?? {}) as { readonly [name: string]: Data },
    revokedFrom: typeof revokedFrom === "number" ? revokedFrom : null,
    ...(voiceKey instanceof Uint8Array ? { voiceKey: bytes(voiceKey) } : {}),
  };
}

function readCertificate(raw: Bytes): Certificate {
  const fields = numbered(raw);
  const [node, device, name, territory, institution, atMs, persons] = [2, 3, 4, 5, 6, 7, 8].map((key) => fields.get(key));
  return {
    node: text(node),
    device: bytes(device),
    name: text(name),
    territory: text(territory),
    institution: text(institution),
    atMs: Number(atMs),
    persons: (persons as unknown as string[][]).map(([actor = "", name = "", role = "", territory = ""]) => ({ actor, name, role, territory })),
  };
}

function numbered(raw: Bytes): ReadonlyMap<number, Value> {
  const fields = decode(raw);
  if (!(fields instanceof Map)) throw new Malformed("answer");
  return fields as ReadonlyMap<number, Value>;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new Malformed("text");
  return value;
}

function bytes(value: unknown): Bytes {
  if (!(value instanceof Uint8Array)) throw new Malformed("bytes");
  return value as Bytes;
}
