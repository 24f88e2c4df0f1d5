/** The phone: who it is, who holds it, what it keeps and hands up. Views listen; everything happens here. */

import { type Bytes, hex, random, same, utf8 } from "./kernel/bytes.ts";
import { type Statement, statementOf } from "./custody/box.ts";
import { Clock } from "./ledger/clock.ts";
import { type Certificate, type Invitation, type Person, type Standing, enrol, readStanding } from "./ledger/enrol.ts";
import { NONE, readEvent } from "./ledger/envelope.ts";
import { type DeviceKey, sign } from "./ledger/keys.ts";
import { type Draft, type Keep, type Kept, openKeep } from "./ledger/keep.ts";
import { type Brought, carried, deviceOf, inBatches, receipted, unpacked } from "./ledger/carry.ts";
import { handUp, handUpBlobs, handUpCarried, handUpFixes, takeReceipt } from "./ledger/sync.ts";
import { type Asker, Refused, ServerTime, Unreached, Wire } from "./ledger/wire.ts";
import { REPORTS, type ReportName, type ShortReport, isOurReceipt, isSmsReceipt, packed, smsText, voiceCode } from "./fieldwork/codes.ts";
import { MOST_KEPT, coarse, onDuty, where } from "./fieldwork/positions.ts";
import { type Keeper, type Task, type Tasks, haveOf, merged, readTasks } from "./fieldwork/tasks.ts";

const SYNC_EVERY_MS = 60_000;
const PIN_ROUNDS = 200_000;
/** What the names of servers of exercises begin with. */
const EXERCISE = "latihan-";

/** How the last try to reach the server ended. */
export type Reach = "never" | "reached" | "unreached" | "revoked" | "refused";

interface Pin {
  readonly salt: Bytes;
  readonly hash: Bytes;
  readonly wrong: number;
}

type KeptStanding = Omit<Standing, "voiceKey">;

/** A short report as it can be said, or sent in one message. */
export interface Said {
  readonly report: ShortReport;
  readonly signed: Bytes;
  readonly sms: string;
  readonly voice: string | undefined;
}

export class Phone extends EventTarget {
  readonly clock = new Clock();
  private readonly time = new ServerTime();
  private readonly wire = new Wire(location.origin, this.time);
  private keep!: Keep;
  standing: KeptStanding | undefined;
  person: Person | undefined;
  tasks: Tasks | undefined;
  waiting = 0;
  total = 0;
  aside: ReadonlyMap<string, string> = new Map();
  /** What this phone stated of boxes since the server last told how they stand. */
  ownSteps: readonly Statement[] = [];
  reach: Reach = "never";
  reachedMs: number | undefined;
  persisted = false;
  private voice: Bytes | undefined;
  private syncing: Promise<void> | undefined;
  private usedMs = 0;
  private notedMs = 0;
  onlyCoarse = false;
  private exercising = false;

  /** Opens what is kept; works without a network. */
  async start(): Promise<void> {
    this.keep = await openKeep();
    this.standing = await this.keep.fact<KeptStanding>("standing");
    this.voice = await this.keep.fact<Bytes>("voice");
    const tasks = await this.keep.fact<Bytes>("tasks");
    if (tasks) this.tasks = readTasks(tasks);
    this.reachedMs = await this.keep.fact<number>("reached");
    this.onlyCoarse = (await this.keep.fact<boolean>("coarse")) ?? false;
    this.persisted = (await navigator.storage?.persisted?.()) ?? false;
    await this.count();
    window.addEventListener("online", () => void this.sync());
    setInterval(() => { this.tick(); }, SYNC_EVERY_MS);
    void this.sync();
    if (!this.standing) void this.askWhetherExercise();
  }

  private tick(): void {
    if (this.person && Date.now() - this.usedMs > this.rule("lock_ms", 300_000)) this.lock();
    void this.noteWhere().finally(() => this.sync());
  }

  /** While a task is due, and every so often: buffers where the phone is. */
  private async noteWhere(): Promise<void> {
    const every = this.rule("position_ms", 0);
    const now = Date.now();
    if (!every || now - this.notedMs < every) return;
    const tasks = this.tasks?.tasks ?? [];
    const done = await Promise.all(tasks.map(async (task) => ((await this.isDone(task)) ? task.id : "")));
    const position = onDuty(tasks, new Set(done), this.time.now()) ? await where() : undefined;
    if (!position) return;
    this.notedMs = now;
    const fix = { ...position, atMs: this.time.now() };
    await this.keep.keepFix(this.onlyCoarse ? coarse(fix) : fix, MOST_KEPT);
  }

  /** Whether the person wants to be known to a kilometre only. */
  async tellCoarse(only: boolean): Promise<void> {
    await this.keep.keepFact("coarse", only);
    this.onlyCoarse = only;
    this.tell();
  }

  private rule(name: string, usual: number): number {
    const value = this.standing?.rules[name];
    return typeof value === "number" ? value : usual;
  }

  /** Whether the server is an exercise's: it says so in its name, and before enrolment when it is asked. */
  get isExercise(): boolean {
    return this.certificate?.node.startsWith(EXERCISE) ?? this.exercising;
  }

  private async askWhetherExercise(): Promise<void> {
    try {
      const answer = await fetch("/lapangan/switch.json", { cache: "no-store" });
      this.exercising = ((await answer.json()) as { exercise?: boolean }).exercise === true;
      this.tell();
    } catch {
      // without a network nothing can be enrolled either
    }
  }

  get certificate(): Certificate | undefined {
    return this.standing?.certificate;
  }

  get voiceKey(): Bytes | undefined {
    return this.voice;
  }

  /** Makes a key and hands in the invitation's secret. Throws as `enrol`. */
  async enrolWith(invitation: Invitation): Promise<void> {
    const facts = { browser: navigator.userAgent.slice(0, 100), language: navigator.language };
    const { device, standing } = await enrol(this.wire, invitation, facts);
    const { voiceKey, ...kept } = standing;
    await this.keep.enrol(device);
    await this.keep.keepFact("standing", kept);
    if (voiceKey) await this.keep.keepFact("voice", voiceKey);
    [this.standing, this.voice] = [kept, voiceKey];
    this.askToPersist();
    const subject = `device:${hex(device.id)}`;
    await this.append({ kind: "device.began", version: 1, election: NONE, subject, place: "", after: [], actor: NONE, body: { facts } });
    await this.sync();
  }

  /** Firefox asks the person, who may not answer: nothing waits for it. */
  private askToPersist(): void {
    void navigator.storage?.persist?.().then((persisted) => {
      this.persisted = persisted;
      this.tell();
    });
  }

  // --- who holds the phone ---------------------------------------------------------------------------------

  async hasPin(actor: string): Promise<boolean> {
    return (await this.keep.fact<Pin>(`pin ${actor}`)) !== undefined;
  }

  get pinDigits(): number {
    return this.rule("pin_digits", 6);
  }

  async choosePin(person: Person, pin: string): Promise<void> {
    const salt = random(16);
    await this.keep.keepFact(`pin ${person.actor}`, { salt, hash: await pinHash(pin, salt), wrong: 0 });
    this.holdBy(person);
  }

  /** How many tries are left; 0 when the phone is locked for this person, -1 when the PIN was right. */
  async signIn(person: Person, pin: string): Promise<number> {
    const name = `pin ${person.actor}`;
    const known = await this.keep.fact<Pin>(name);
    const tries = this.rule("pin_tries", 10);
    if (!known || known.wrong >= tries) return 0;
    await this.keep.keepFact(name, { ...known, wrong: known.wrong + 1 });
    if (!same(await pinHash(pin, known.salt), known.hash)) return tries - known.wrong - 1;
    await this.keep.keepFact(name, { ...known, wrong: 0 });
    this.holdBy(person);
    return -1;
  }

  private holdBy(person: Person): void {
    this.person = person;
    this.used();
    this.tell();
  }

  /** Who signs, as statements name a person. */
  keeper(): Keeper {
    const { person } = this;
    const known = person && this.tasks?.me[person.actor];
    return known ?? { name: person?.name ?? "", institution: this.certificate?.institution ?? "", office: person?.role ?? "" };
  }

  /** The election of the tasks; none before the first were told. */
  get election(): string {
    return this.tasks?.tasks[0]?.election ?? NONE;
  }

  /** The tasks of whoever holds the phone. */
  get ownTasks(): readonly Task[] {
    return (this.tasks?.tasks ?? []).filter((task) => task.actor === this.person?.actor);
  }

  /** Somebody touched the screen. */
  used(): void {
    this.usedMs = Date.now();
  }

  lock(): void {
    this.person = undefined;
    this.tell();
  }

  // --- what happened ---------------------------------------------------------------------------------------

  /** Signs and keeps what happened; when this returns, it is on the phone's disk. */
  async record(draft: Omit<Draft, "actor">): Promise<Kept> {
    if (!this.person) throw new Error("nobody has signed in");
    return this.append({ ...draft, actor: this.person.actor });
  }

  private async append(draft: Draft): Promise<Kept> {
    this.clock.serverMs = this.time.said === null ? null : this.time.now();
    const kept = await this.keep.append(draft, this.clock);
    await this.count();
    this.soon();
    return kept;
  }

  keepPhoto(bytes: Bytes): Promise<Bytes> {
    return this.keep.keepBlob(bytes, "image/jpeg");
  }

  /** Signs a short report as an event, and gives its voice code and the text of its SMS. */
  async report(kind: ReportName, argument: number, place: string): Promise<Said> {
    const device = await this.keep.device();
    if (!device) throw new Error("this phone is not enrolled");
    const counter = await this.keep.nextShort();
    const report = { kind: REPORTS[kind], argument, counter, place };
    const body = { said: kind, argument, counter };
    const kept = await this.record({ kind: "report.said", version: 1, election: this.election, subject: `place:${place}`, place, after: [], body });
    const signed = await packed(report, device.id, kept.digest, kept.wallMs);
    const sms = await smsText(signed, (message) => sign(device.key, message));
    const voice = this.voice && (await voiceCode(report, this.voice));
    return { report, signed, sms, voice };
  }

  /** Whether the four characters or the message that came back are the true node's. */
  async isReceipt(said: Said, text: string): Promise<boolean> {
    if (!this.voice) return false;
    return (await isOurReceipt(text, said.report, this.voice)) || isSmsReceipt(text, said.signed, said.report.counter, this.voice);
  }

  /** All that this phone has signed, newest first. */
  async signed(): Promise<readonly Kept[]> {
    const devices = await this.keep.devices();
    const all = await Promise.all(devices.map((device) => this.keep.events(device.id)));
    return all.flat().sort((one, other) => other.wallMs - one.wallMs);
  }

  // --- carried from phone to phone -------------------------------------------------------------------------

  /** What another phone may carry: all that waits here, own and carried; undefined for nothing. */
  async toCarry(): Promise<Bytes | undefined> {
    const devices = await this.keep.devices();
    const own = await Promise.all(devices.map(async ({ id }) => inBatches(id, await this.keep.waiting(id))));
    const others = (await this.keep.carried()).filter((one) => !one.receipt).map((one) => one.raw);
    const all = [...own.flat(), ...others];
    return all.length ? carried(all) : undefined;
  }

  /** Receipts that came for phones whose statements this one carried; undefined for none. */
  async receiptsForOthers(): Promise<Bytes | undefined> {
    const receipts = (await this.keep.carried()).flatMap((one) => (one.receipt ? [one.receipt] : []));
    return receipts.length ? receipted(receipts) : undefined;
  }

  /** Takes what another phone, or a file, brings. Returns batches that are new here, and events that no longer wait. */
  async takeIn(content: Bytes): Promise<{ readonly carried: number; readonly settled: number }> {
    const brought: Brought = unpacked(content);
    const told = { carried: 0, settled: 0 };
    const nodeKey = this.standing?.nodeKey;
    if ("batches" in brought) for (const raw of brought.batches) told.carried += (await this.carry(raw)) ? 1 : 0;
    else if (nodeKey) for (const one of brought.receipts) told.settled += await takeReceipt(this.keep, nodeKey, one.raw, one.signature);
    await this.count();
    this.soon();
    return told;
  }

  private async carry(raw: Bytes): Promise<boolean> {
    const device = hex(deviceOf(raw));
    const own = (await this.keep.devices()).some(({ id }) => hex(id) === device);
    return !own && this.keep.carry(device, raw);
  }

  /** For how many other phones this one carries statements, and how many batches wait. */
  async carrying(): Promise<{ readonly waiting: number; readonly all: number }> {
    const all = await this.keep.carried();
    return { waiting: all.filter((one) => !one.receipt).length, all: all.length };
  }

  async isDone(task: Task): Promise<boolean> {
    return (await this.keep.fact<boolean>(`done ${task.id}`)) ?? false;
  }

  async markDone(task: Task): Promise<void> {
    await this.keep.keepFact(`done ${task.id}`, true);
  }

  // --- handing up ------------------------------------------------------------------------------------------

  /** Hands up and learns; never throws, `reach` says how it went. */
  sync(): Promise<void> {
    this.syncing ??= this.synced().finally(() => (this.syncing = undefined));
    return this.syncing;
  }

  /** There is something new: also where a try is under way that began before. */
  private soon(): void {
    void (this.syncing ?? Promise.resolve()).then(() => this.sync());
  }

  private async synced(): Promise<void> {
    const device = await this.keep.device();
    if (!device || !this.standing) return;
    try {
      await this.handedUp(device);
      this.reach = this.standing.revokedFrom === null ? "reached" : "revoked";
    } catch (error) {
      this.reach = reachOf(error);
    }
    await this.count();
  }

  private async handedUp(device: { readonly id: Bytes; readonly key: DeviceKey }): Promise<void> {
    const nodeKey = this.standing?.nodeKey;
    if (!nodeKey) return;
    await handUp(this.keep, this.wire, nodeKey);
    await handUpCarried(this.keep, this.wire, device, nodeKey);
    const standing = await readStanding(await this.wire.ask("/sync/device", device), nodeKey);
    await this.keep.keepFact("standing", standing);
    this.standing = standing;
    if (standing.nextCounter <= (await this.keep.lastReceipted(device.id))) await this.keep.offerAgain(device.id, standing.nextCounter);
    await this.askTasks(device);
    await handUpBlobs(this.keep, this.wire, device, nodeKey);
    await handUpFixes(this.keep, this.wire, device);
    await this.keep.prune(Date.now());
    this.reachedMs = Date.now();
    await this.keep.keepFact("reached", this.reachedMs);
  }

  /** Asks for what is new of the tasks; what has not changed is not told again. */
  private async askTasks(device: Asker): Promise<void> {
    const kept = await this.keep.fact<Bytes>("tasks");
    const have = haveOf(kept);
    const told = (await this.wire.ask(`/sync/tasks${have && `?have=${have}`}`, device)).bytes;
    const whole = merged(told, kept);
    this.tasks = readTasks(whole);
    await this.keep.keepFact("tasks", whole);
  }

  private async count(): Promise<void> {
    const devices = await this.keep.devices();
    const counts = await Promise.all(devices.map(async ({ id }) => [(await this.keep.waiting(id)).length, (await this.keep.events(id)).length] as const));
    this.waiting = counts.reduce((sum, [waiting]) => sum + waiting, 0);
    this.total = counts.reduce((sum, [, all]) => sum + all, 0);
    this.aside = await this.keep.aside();
    this.ownSteps = stepsSince(this.tasks?.madeMs ?? 0, await this.signed());
    this.tell();
  }

  private tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}

const stepsSince = (ms: number, signed: readonly Kept[]): readonly Statement[] =>
  signed
    .filter((one) => one.kind.startsWith("custody.") && (one.wallMs > ms || one.waits))
    .map((one) => statementOf({ ...readEvent(one.raw), digest: one.digest }));

function reachOf(error: unknown): Reach {
  if (error instanceof Unreached) return "unreached";
  if (error instanceof Refused) return error.code === "revoked" ? "revoked" : "refused";
  console.error(error);
  return "refused";
}

async function pinHash(pin: string, salt: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: PIN_ROUNDS };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
}
