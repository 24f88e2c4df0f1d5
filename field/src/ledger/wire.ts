/** Signed requests to a server (docs/reference/sync.md): no cookies, the device's key says who asks. */

import { type Bytes, hex, joined, sha256, utf8 } from "../kernel/bytes.ts";
import { type Value, decode } from "../kernel/cbor.ts";
import { type DeviceKey, sign } from "./keys.ts";

export const PROTOCOL = 1;
const CBOR = "application/cbor";
const NOTHING: Bytes = new Uint8Array(0);

/** The server took the request but not its wish; `code` as the protocol names it. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly headers: Headers,
  ) {
    super(code);
  }
}

/** No answer: no network, or the server is away. Nothing is lost, ask again. */
export class Unreached extends Error {}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Bytes;
}

/** What a request needs of the device that asks; none for enrolment. */
export interface Asker {
  readonly id: Uint8Array;
  readonly key: DeviceKey;
}

interface Options {
  readonly method?: "GET" | "POST" | "HEAD";
  readonly body?: Bytes;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The server's time, carried on by the steady clock: the device's own clock may be wrong by years. */
export class ServerTime {
  private known: { readonly serverMs: number; readonly steadyMs: number } | undefined;

  now(): number {
    return this.known ? Math.round(this.known.serverMs + performance.now() - this.known.steadyMs) : Date.now();
  }

  /** Last said by a server; null before the first answer. */
  get said(): number | null {
    return this.known?.serverMs ?? null;
  }

  learn(headers: Headers): void {
    const serverMs = Number(headers.get("Sampai-Time"));
    if (serverMs > 0) this.known = { serverMs, steadyMs: performance.now() };
  }
}

export class Wire {
  constructor(
    readonly server: string,
    readonly time: ServerTime,
    private readonly timeoutMs = 60_000,
  ) {}

  /** Asks, and once more where only the time was wrong. Throws `Refused` or `Unreached`. */
  async ask(path: string, asker: Asker | undefined, options: Options = {}): Promise<Answer> {
    try {
      return await this.once(path, asker, options);
    } catch (error) {
      if (error instanceof Refused && error.code === "time") return this.once(path, asker, options);
      throw error;
    }
  }

  private async once(path: string, asker: Asker | undefined, options: Options): Promise<Answer> {
    const { method = "GET", body } = options;
    const headers = new Headers({ ...options.headers, "Sampai-Protocol": String(PROTOCOL) });
    if (body) headers.set("Content-Type", headers.get("Content-Type") ?? CBOR);
    if (asker) await this.signInto(headers, asker, { method, path, body: body ?? NOTHING });
    const answer = await this.fetched(path, { method, headers, body: body ?? null });
    this.time.learn(answer.headers);
    if (answer.status >= 500) throw new Unreached(String(answer.status));
    if (answer.status >= 400) throw new Refused(answer.status, codeOf(answer.bytes), answer.headers);
    return answer;
  }

  private async signInto(
    headers: Headers,
    asker: Asker,
    request: { readonly method: string; readonly path: string; readonly body: Bytes },
  ): Promise<void> {
    const time = String(this.time.now());
    const message = await requestMessage(request, time);
    headers.set("Sampai-Device", hex(asker.id));
    headers.set("Sampai-Time", time);
    headers.set("Sampai-Signature", btoa(String.fromCharCode(...(await sign(asker.key, message)))));
  }

  private async fetched(path: string, init: RequestInit): Promise<Answer> {
    try {
      const signal = AbortSignal.timeout(this.timeoutMs);
      const answer = await fetch(this.server + path, { ...init, signal, credentials: "omit", cache: "no-store", redirect: "error" });
      return { status: answer.status, headers: answer.headers, bytes: new Uint8Array(await answer.arrayBuffer()) };
    } catch (error) {
      throw new Unreached(String(error));
    }
  }
}

/** What the device signs of a request. */
export async function requestMessage(
  request: { readonly method: string; readonly path: string; readonly body: Bytes },
  time: string,
): Promise<Bytes> {
  const lines = ["sampai/request/v1", request.method, request.path, time, hex(await sha256(request.body))];
  return joined(utf8(lines.map((line) => `${line}\n`).join("")));
}

function codeOf(bytes: Bytes): string {
  try {
    const body = decode(bytes);
    const code = body instanceof Map ? (body.get(2) as Value) : undefined;
    return typeof code === "string" ? code : "unknown";
  } catch {
    return "unknown";
  }
}
