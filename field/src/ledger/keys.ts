/** The device's key: made here, never leaves; Ed25519 where the browser has it, else ECDSA P-256. */

import { type Bytes, joined, sha256 } from "../kernel/bytes.ts";

export const ED25519 = 1;
export const P256 = 2;
export type Algorithm = typeof ED25519 | typeof P256;

export interface DeviceKey {
  readonly algorithm: Algorithm;
  readonly publicKey: Bytes;
  readonly pair: CryptoKeyPair;
}

const EC: EcKeyGenParams = { name: "ECDSA", namedCurve: "P-256" };
const EC_SIGN: EcdsaParams = { name: "ECDSA", hash: "SHA-256" };

/** A new key that no script can read out (`extractable: false`). */
export async function makeKey(): Promise<DeviceKey> {
  try {
    return await known(ED25519, { name: "Ed25519" });
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return known(P256, EC);
  }
}

async function known(algorithm: Algorithm, parameters: { name: string }): Promise<DeviceKey> {
  const pair = (await crypto.subtle.generateKey(parameters, false, ["sign", "verify"])) as CryptoKeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { algorithm, publicKey, pair };
}

/** 64 bytes; P-256 as r || s, as WebCrypto gives it. */
export async function sign(key: DeviceKey, message: Bytes): Promise<Bytes> {
  const how = key.algorithm === ED25519 ? { name: "Ed25519" } : EC_SIGN;
  return new Uint8Array(await crypto.subtle.sign(how, key.pair.privateKey, message));
}

/** Whether the public key made the signature over the message. */
export async function verify(
  algorithm: Algorithm,
  publicKey: Bytes,
  message: Bytes,
  signature: Bytes,
): Promise<boolean> {
  try {
    const named = algorithm === ED25519 ? { name: "Ed25519" } : EC;
    const key = await crypto.subtle.importKey("raw", publicKey, named, true, ["verify"]);
    return await crypto.subtle.verify(algorithm === ED25519 ? named : EC_SIGN, key, signature, message);
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}

/** A device's name: the start of SHA-256(algorithm byte, public key). */
export const deviceId = async (algorithm: Algorithm, publicKey: Uint8Array): Promise<Bytes> =>
  (await sha256(joined(Uint8Array.of(algorithm), publicKey))).slice(0, 16);
