/** One task: a question a screen, then everything once more, then it is signed. */

import { type TemplateResult, html } from "lit";
import { type Bytes, random } from "../kernel/bytes.ts";
import { type Answers, BOATS, CONDITIONS, type Condition, type Question, type Seen, WAYBILL, type Waybill, blank, boxOf, draftsOf, questionsOf, unseen } from "../fieldwork/forms.ts";
import { against } from "../fieldwork/guards.ts";
import { meetingText, readMeeting } from "../fieldwork/meeting.ts";
import { where } from "../fieldwork/positions.ts";
import type { Keeper, Task } from "../fieldwork/tasks.ts";
import { t } from "../words/text.ts";
import { View, page } from "./base.ts";
import { code } from "./code.ts";
import { stepSaid } from "./home.ts";
import { small } from "./photo.ts";
import "./scan.ts";

export const conditionSaid = (condition: Condition): string =>
  ({
    wet: t("wet"),
    torn: t("torn"),
    dented: t("dented"),
    crushed: t("crushed"),
    open: t("open"),
    burnt: t("burnt"),
    unwrapped: t("not wrapped"),
  })[condition];

const guardSaid = (guard: string): string =>
  ({
    count: t("Not all boxes of the task are here."),
    label: t("A box does not belong to this task."),
    deadline: t("It is later than the deadline."),
    "life-vests": t("There are fewer life vests than passengers."),
    dapil: t("The ballots are of another district, or nobody looked."),
    seal: t("The seals of a box were not read."),
    weather: t("Nobody says that the weather is good enough to go."),
    "night-boat": t("A boat with goods goes in the dark, or nobody looked."),
    load: t("More boxes are aboard than the vehicle may carry."),
    passengers: t("More people are aboard than the boat may carry."),
    copies: t("Results were not photographed before the box goes."),
    "two-persons": t("Nobody else watches; two persons are asked for."),
  })[guard] ?? guard;

export class TaskView extends View {
  static override properties = { ...View.properties, task: { attribute: false } };
  task: Task | undefined;
  private answers!: Answers;
  private at = 0;
  private readonly handover = random(16);
  private scanning: ((text: string) => void) | undefined;
  private signed: Bytes | undefined;
  private trouble = "";
  private busy = false;

  override willUpdate(): void {
    if (this.task && !this.answers) this.answers = blank(this.task);
  }

  private change(part: Partial<Answers>): void {
    this.answers = { ...this.answers, ...part };
    this.requestUpdate();
  }

  private see(box: string, part: Partial<Seen>): void {
    this.change({ seen: this.answers.seen.map((one) => (one.box === box ? { ...one, ...part } : one)) });
  }

  private readonly back = (): void => {
    if (this.scanning) this.scanning = undefined;
    else if (this.at > 0 && !this.signed) this.at--;
    else { history.back(); return; }
    this.requestUpdate();
  };

  private next(): void {
    this.trouble = "";
    this.at++;
    this.requestUpdate();
    scrollTo(0, 0);
  }

  protected override render(): TemplateResult {
    const { task } = this;
    if (!task) return page(t("Task"), html`<p>${t("This task is no longer on the list.")}</p>`, this.back);
    if (this.signed) return this.done(task, this.signed);
    if (this.scanning) return this.camera(task, this.scanning);
    const questions = questionsOf(task);
    const question = questions[this.at] ?? "check";
    return page(stepSaid(task.step), html`
      <p class="quiet">${task.placeName || task.place} · ${t("{now} of {all}", { now: this.at + 1, all: questions.length })}</p>
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : ""}
      ${this.asked(question, task)}
    `, this.back);
  }

  /** Stays open while labels are read one after the other. */
  private camera(task: Task, take: (text: string) => void): TemplateResult {
    const labels = (questionsOf(task)[this.at] ?? "check") === "boxes";
    return page(t("Scan"), html`
      <field-scan @scanned=${(event: CustomEvent<string>) => { take(event.detail); }}></field-scan>
      ${labels ? html`<p role="status">${t("Read so far: {here} of {all}", { here: this.here().length, all: task.boxes.length })}</p>` : ""}
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : ""}
      <button class="big" @click=${this.back}>${t("Close the camera")}</button>
    `, this.back);
  }

  private asked(question: Question, task: Task): TemplateResult {
    switch (question) {
      case "meet": return this.meet();
      case "boxes": return this.boxes(task);
      case "seals": return this.seals();
      case "condition": return this.conditions();
      case "other": return this.person(t("Who is across from you?"), this.answers.other, (other) => { this.change({ other }); });
      case "second": return this.person(t("Who watches with you?"), this.answers.second, (second) => { this.change({ second }); });
      case "dapil": return this.district();
      case "waybill": return this.waybill();
      case "weather": return this.weather(task);
      case "sheets": return this.sheets();
      case "approve": return this.approve();
      case "boat": return this.boat();
      case "storage": return this.storage();
      case "photo": return this.photo();
      case "note": return this.note();
      case "check": return this.check(task);
    }
  }

  private onward(label = t("Go on")): TemplateResult {
    return html`<button class="big" @click=${() => { this.next(); }}>${label}</button>`;
  }

  private meet(): TemplateResult {
    const { met } = this.answers;
    return html`
      <p>${met ? t("You meet {name}. The two statements now belong together.", { name: met.by }) : t("Does the other phone show a code?")}</p>
      ${met ? "" : html`<button class="big" @click=${() => { this.scan((text) => { this.metBy(text); }); }}>${t("Scan the other phone")}</button>`}
      ${this.onward(met ? t("Go on") : t("Go on without a code"))}
    `;
  }

  private metBy(text: string): void {
    const met = readMeeting(text);
    this.scanning = undefined;
    this.trouble = met ? "" : t("This is not the code of a handover.");
    if (met) this.change({ met });
    this.requestUpdate();
  }

  private scan(take: (text: string) => void): void {
    this.scanning = take;
    this.requestUpdate();
  }

  private boxes(task: Task): TemplateResult {
    const here = this.answers.seen.filter((one) => one.here).length;
    return html`
      <h2>${t("Which boxes are here? {here} of {all}", { here, all: task.boxes.length })}</h2>
      <button class="big" @click=${() => { this.scan((text) => { this.boxRead(text); }); }}>${t("Scan a label")}</button>
      ${task.boxes.length > 1 ? html`<button @click=${() => { this.change({ seen: this.answers.seen.map((one) => ({ ...one, here: true })) }); }}>${t("I have counted: all are here")}</button>` : ""}
      <ul class="choice">${this.answers.seen.map((one) => html`<li><label>
        <input type="checkbox" .checked=${one.here} @change=${(event: Event) => { this.see(one.box, { here: (event.target as HTMLInputElement).checked }); }} />
        ${this.called(one.box)}</label></li>`)}</ul>
      ${this.onward()}
    `;
  }

  /** A label that was scanned: of this task, or a box that should not be here; both are facts. */
  private boxRead(text: string): void {
    const box = boxOf(text);
    if (!box) this.trouble = t("This is not the label of a box.");
    else if (this.answers.seen.some((one) => one.box === box)) this.see(box, { here: true, scanned: true, label: text });
    else this.change({ seen: [...this.answers.seen, { ...unseen(box), here: true, scanned: true, label: text }] });
    if (box) this.trouble = this.task?.boxes.some((one) => one.code === box) ? "" : t("{box} does not belong to this task. It is noted.", { box });
    if (this.answers.seen.every((one) => one.here)) this.scanning = undefined;
    this.requestUpdate();
  }

  /** A box by its code and contest. */
  private called(box: string): string {
    const contest = this.task?.boxes.find((one) => one.code === box)?.contest;
    return contest ? `${box} · ${contest.toUpperCase()}` : box;
  }

  private here(): readonly Seen[] {
    return this.answers.seen.filter((one) => one.here);
  }

  private seals(): TemplateResult {
    return html`
      <h2>${t("Which seal numbers do you read?")}</h2>
      <p class="quiet">${t("Type what stands on the seal, number after number, with a space between. The phone does not know what it should be.")}</p>
      ${this.here().filter(({ box }) => !box.includes("-K")).map((one) => html`
        <fieldset><legend>${this.called(one.box)}</legend>
          <label>${t("Numbers")}<input autocomplete="off" autocapitalize="characters" spellcheck="false" .value=${one.seals.join(" ")}
            @change=${(event: Event) => { this.see(one.box, { seals: words(event) }); }} /></label>
          <label>${t("Broken ones")}<input autocomplete="off" autocapitalize="characters" spellcheck="false" .value=${one.broken.join(" ")}
            @change=${(event: Event) => { this.see(one.box, { broken: words(event) }); }} /></label>
          ${this.number(t("Places without a seal"), one.empty, (empty) => { this.see(one.box, { empty }); })}
          ${["close", "return", "take"].includes(this.task?.step ?? "") ? this.number(t("Envelopes with it"), one.envelopes ?? 0, (envelopes) => { this.see(one.box, { envelopes }); }) : ""}
        </fieldset>`)}
      ${this.onward()}
    `;
  }

  private conditions(): TemplateResult {
    return html`
      <h2>${t("How do the boxes look?")}</h2>
      ${this.here().map((one) => html`<fieldset><legend>${this.called(one.box)}</legend>
        <div class="chips">${CONDITIONS.map((condition) => html`<label><input type="checkbox" .checked=${one.condition.includes(condition)}
          @change=${() => { this.see(one.box, { condition: toggled(one.condition, condition) }); }} />${conditionSaid(condition)}</label>`)}</div>
      </fieldset>`)}
      ${this.onward(t("Go on; all others are whole and dry"))}
    `;
  }

  private person(asked: string, one: Keeper | undefined, take: (one: Keeper) => void): TemplateResult {
    const now = one ?? { name: "", institution: "kpu", office: "" };
    const set = (name: string) => (event: Event) => { take({ ...now, [name]: (event.target as HTMLInputElement).value }); };
    return html`
      <h2>${asked}</h2>
      <label>${t("Name")}<input .value=${now.name} @change=${set("name")} /></label>
      <label>${t("Office")}<input .value=${now.office ?? ""} @change=${set("office")} /></label>
      <label>${t("Institution")}<select @change=${set("institution")}>${institutions().map(([code, said]) => html`<option value=${code} ?selected=${code === now.institution}>${said}</option>`)}</select></label>
      ${this.onward()}
    `;
  }

  private boat(): TemplateResult {
    return html`
      <h2>${t("On the boat")}</h2>
      ${this.number(t("Passengers"), this.answers.passengers, (passengers) => { this.change({ passengers }); })}
      ${this.number(t("Life vests"), this.answers.vests, (vests) => { this.change({ vests }); })}
      ${this.number(t("People that the boat may carry"), this.answers.roomForPeople, (roomForPeople) => { this.change({ roomForPeople }); })}
      ${this.number(t("Boxes that the boat may carry"), this.answers.roomForBoxes, (roomForBoxes) => { this.change({ roomForBoxes }); })}
      ${this.onward()}
    `;
  }

  private weather(task: Task): TemplateResult {
    return html`
      <h2>${t("Is the weather good enough to go?")}</h2>
      <p class="quiet">${t("Ask whoever knows the road or the water: rain, wind, waves.")}</p>
      ${this.eitherOr(this.answers.weather, (weather) => { this.change({ weather }); }, t("Yes, go"), t("No, do not go"))}
      ${BOATS.has(task.mode) ? html`<h2>${t("Is it dark, or will it be before the boat arrives?")}</h2>
        ${this.eitherOr(this.answers.dark, (dark) => { this.change({ dark }); }, t("Yes, it is dark"), t("No, it is day"))}` : ""}
      ${this.onward()}
    `;
  }

  private eitherOr(now: boolean | undefined, take: (value: boolean) => void, yes: string, no: string): TemplateResult {
    return html`<div class="choices">${[true, false].map((value) => html`<button aria-pressed=${String(now === value)} @click=${() => { take(value); }}>${value ? yes : no}</button>`)}</div>`;
  }

  private district(): TemplateResult {
    return html`
      <h2>${t("Which district stands on the ballots?")}</h2>
      ${this.field(t("District on the ballots"), this.answers.dapil, (dapil) => { this.change({ dapil }); })}
      ${this.onward()}
    `;
  }

  private sheets(): TemplateResult {
    return html`
      <h2>${t("Photograph the results before the box goes")}</h2>
      ${this.field(t("Form"), this.answers.form, (form) => { this.change({ form }); })}
      ${this.number(t("Sheets"), this.answers.sheets, (sheets) => { this.change({ sheets }); })}
      ${this.onward()}
    `;
  }

  /** What a handover form asks besides; most of it stays empty on a short way. */
  private waybill(): TemplateResult {
    const said = waybillSaid();
    return html`
      <h2>${t("Who carries it, by what, by which way?")}</h2>
      ${WAYBILL.map((name) => this.field(said[name], this.answers.waybill[name] ?? "", (value) => { this.change({ waybill: { ...this.answers.waybill, [name]: value } }); }))}
      ${this.onward()}
    `;
  }

  /** A supervisor or officer signs for a step against a guard, as a second institution. */
  private approve(): TemplateResult {
    const { approved } = this.answers;
    const guards = ["seal", "dapil", "night-boat", "passengers", "life-vests", "copies"];
    const change = (part: { guard?: string; reason?: string }): void => {
      const next = { guard: "", reason: "", ...approved, ...part };
      this.change({ approved: next.guard ? next : undefined });
    };
    return html`
      <h2>${t("Does something go on against a rule, and do you agree?")}</h2>
      <label>${t("What is it?")}<select @change=${(event: Event) => { change({ guard: (event.target as HTMLSelectElement).value }); }}>
        <option value="">${t("No, nothing")}</option>
        ${guards.map((guard) => html`<option value=${guard} ?selected=${guard === approved?.guard}>${guardSaid(guard)}</option>`)}</select></label>
      ${approved ? this.field(t("Why does it go on?"), approved.reason, (reason) => { change({ reason }); }) : ""}
      ${this.onward()}
    `;
  }

  private field(label: string, value: string, take: (value: string) => void): TemplateResult {
    return html`<label>${label}<input maxlength="200" .value=${value} @change=${(event: Event) => { take((event.target as HTMLInputElement).value); }} /></label>`;
  }

  private storage(): TemplateResult {
    return html`
      <h2>${t("Where the boxes stay")}</h2>
      <label><input type="checkbox" .checked=${this.answers.raised} @change=${(event: Event) => { this.change({ raised: (event.target as HTMLInputElement).checked }); }} />${t("Off the floor")}</label>
      ${this.number(t("Guards"), this.answers.guards, (guards) => { this.change({ guards }); })}
      ${this.onward()}
    `;
  }

  private number(label: string, value: number, take: (value: number) => void): TemplateResult {
    return html`<div class="number"><span>${label}</span>
      <button aria-label=${t("One less: {what}", { what: label })} @click=${() => { take(Math.max(0, value - 1)); }}>−</button>
      <output>${value}</output>
      <button aria-label=${t("One more: {what}", { what: label })} @click=${() => { take(value + 1); }}>+</button></div>`;
  }

  private photo(): TemplateResult {
    return html`
      <h2>${t("Take a picture")}</h2>
      <label class="big button">${t("Camera")}<input type="file" accept="image/*" capture="environment" @change=${(event: Event) => void this.pictured(event)} /></label>
      <p role="status">${t("Pictures: {count}", { count: this.answers.photos.length })}</p>
      ${this.onward(this.answers.photos.length ? t("Go on") : t("Go on without a picture"))}
    `;
  }

  private async pictured(event: Event): Promise<void> {
    const [file] = (event.target as HTMLInputElement).files ?? [];
    if (!file) return;
    try {
      this.change({ photos: [...this.answers.photos, await this.phone.keepPhoto(await small(file))] });
    } catch (error) {
      console.error(error);
      this.trouble = t("The picture could not be kept. Take another one, or go on without.");
      this.requestUpdate();
    }
  }

  private note(): TemplateResult {
    return html`
      <h2>${t("Anything to note?")}</h2>
      <label>${t("Note")}<textarea rows="4" maxlength="500" .value=${this.answers.note} @change=${(event: Event) => { this.change({ note: (event.target as HTMLTextAreaElement).value }); }}></textarea></label>
      ${this.onward()}
    `;
  }

  private check(task: Task): TemplateResult {
    const odd = against(task, this.answers, Date.now(), this.phone.ownSteps);
    const here = this.here();
    return html`
      <h2>${t("Is this right?")}</h2>
      <dl>
        <dt>${t("Boxes")}</dt><dd>${here.map((one) => one.box).join(", ") || "–"}</dd>
        ${here.some((one) => one.seals.length) ? html`<dt>${t("Seals")}</dt><dd>${here.flatMap((one) => one.seals).join(", ")}</dd>` : ""}
        ${here.some((one) => one.condition.length) ? html`<dt>${t("Condition")}</dt><dd>${here.filter((one) => one.condition.length).map((one) => `${one.box}: ${one.condition.map(conditionSaid).join(", ")}`).join("; ")}</dd>` : ""}
        ${this.answers.other?.name ? html`<dt>${t("Across")}</dt><dd>${this.answers.other.name}</dd>` : ""}
        ${this.answers.note ? html`<dt>${t("Note")}</dt><dd>${this.answers.note}</dd>` : ""}
      </dl>
      ${odd.map((guard) => html`<label class="against">${guardSaid(guard)} ${t("Why does it go on?")}
        <input .value=${this.answers.overrides.find((one) => one.guard === guard)?.reason ?? ""} @change=${(event: Event) => { this.reason(guard, (event.target as HTMLInputElement).value); }} /></label>`)}
      <button class="big sign" ?disabled=${this.busy} @click=${() => void this.sign(task, odd)}>${t("Sign")}</button>
    `;
  }

  private reason(guard: string, reason: string): void {
    const others = this.answers.overrides.filter((one) => one.guard !== guard);
    this.change({ overrides: reason.trim() ? [...others, { guard, reason: reason.trim() }] : others });
  }

  private async sign(task: Task, odd: readonly string[]): Promise<void> {
    if (odd.some((guard) => !this.answers.overrides.some((one) => one.guard === guard))) {
      this.trouble = t("Write why it goes on. Your name stands beside the reason.");
      this.requestUpdate();
      return;
    }
    this.busy = true;
    this.requestUpdate();
    const position = await where();
    const answers = position ? { ...this.answers, position } : this.answers;
    for (const draft of draftsOf(task, answers, this.phone.keeper(), this.handover)) this.signed = (await this.phone.record(draft)).digest;
    await this.phone.markDone(task);
    navigator.vibrate?.([80, 60, 80]);
    this.requestUpdate();
  }

  private done(task: Task, digest: Bytes): TemplateResult {
    const gives = task.step === "give" || task.step === "return";
    const met = { handover: this.handover, digest, by: this.phone.keeper().name };
    return page(t("Signed"), html`
      <p role="status" class="fine">${t("It is kept on this phone and goes out when there is a network.")}</p>
      ${gives ? html`<p>${t("Let the other phone scan this code.")}</p>${code(meetingText(met), t("Code of this handover"))}` : ""}
      <button class="big" @click=${() => { this.go({ name: "home" }); }}>${t("To the list")}</button>
    `);
  }
}

/** What the form's fields are called. */
const waybillSaid = (): Readonly<Record<keyof Waybill, string>> => ({
  authorised_by: t("Who authorised it"),
  transporter: t("Transport company"),
  driver: t("Driver"),
  vehicle: t("Vehicle"),
  plate: t("Number plate"),
  schedule: t("Departure of the boat or plane"),
  itinerary: t("Stops on the way, with commas"),
  overnight: t("Where it stays over night, with commas"),
  dispatcher_phone: t("Telephone of whoever sends it"),
  copies: t("How many copies of the paper"),
  signers: t("Others who signed the paper, with commas"),
});

const words = (event: Event): readonly string[] =>
  (event.target as HTMLInputElement).value.toUpperCase().split(/[\s,;]+/).filter(Boolean);

const toggled = <T,>(all: readonly T[], one: T): readonly T[] => (all.includes(one) ? all.filter((other) => other !== one) : [...all, one]);

const institutions = (): readonly (readonly [string, string])[] => [
  ["kpu", t("KPU and its committees")],
  ["polri", t("Police")],
  ["bawaslu", t("Bawaslu and its supervisors")],
  ["tni", t("Army")],
  ["pemda", t("Local government")],
  ["penyedia", t("Carrier")],
];

customElements.define("field-task", TaskView);
