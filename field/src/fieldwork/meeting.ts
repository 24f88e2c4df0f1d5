/** Two phones meet without a network: the giver's screen says which statement it made, the receiver's names it. */

import { base64url, fromBase64url } from "../kernel/bytes.ts";
import { Malformed, decode, encode } from "../kernel/cbor.ts";
import type { Met } from "./forms.ts";

const MARK = "SAMPAI1.";

/** What the giver's screen shows. */
export const meetingText = (met: Met): string =>
  MARK + base64url(encode(new Map<number, Uint8Array | string>([[1, met.handover], [2, met.digest], [3, met.by]])));

/** What the receiver's camera read; undefined for any other code. */
export function readMeeting(text: string): Met | undefined {
  if (!text.startsWith(MARK)) return undefined;
  try {
    const fields = decode(fromBase64url(text.slice(MARK.length)));
    const [handover, digest, by] = fields instanceof Map ? [fields.get(1), fields.get(2), fields.get(3)] : [];
    if (!(handover instanceof Uint8Array) || handover.length !== 16 || !(digest instanceof Uint8Array) || digest.length !== 32) return undefined;
    return { handover: handover as Met["handover"], digest: digest as Met["digest"], by: typeof by === "string" ? by : "" };
  } catch (error) {
    if (error instanceof Malformed || error instanceof RangeError) return undefined;
    throw error;
  }
}
