/** The time as this device knows it: its clock, how long the app runs, what the server last said, GPS. */

import { type Bytes, random } from "../kernel/bytes.ts";
import type { Observed } from "./envelope.ts";

export class Clock {
  private readonly boot: Bytes = random(16);
  serverMs: number | null = null;
  gpsMs: number | null = null;

  now(): Observed {
    return {
      wallMs: Date.now(),
      monotonicMs: Math.round(performance.now()),
      boot: this.boot,
      serverMs: this.serverMs,
      gpsMs: this.gpsMs,
    };
  }
}
