/** A checklist of the supervisor: its stage, its questions, then it is signed. Fetched when the app is, shown when asked for. */

import { type TemplateResult, html } from "lit";
import { type Bytes, hex, same } from "../kernel/bytes.ts";
import { type Answer, type Checklist, REPLIES, type Reply, answered, checklistsOf, draftOf } from "../oversight/checklist.ts";
import type { Kept } from "../ledger/keep.ts";
import { moment, t } from "../words/text.ts";
import { View, page } from "./base.ts";
import { small } from "./photo.ts";

const MOST_STATEMENTS = 12;
const PLACE = /^(\d{2}|\d{4}|\d{6}|\d{10}|\d{13})$/;

const replySaid = (reply: Reply): string => ({ ya: t("yes"), tidak: t("no"), "tidak-diperiksa": t("not looked at") })[reply];

export class ChecklistView extends View {
  private checklist: Checklist | undefined;
  private answers: ReadonlyMap<string, Answer> = new Map();
  private statements: readonly Kept[] = [];
  private place = "";
  private trouble = "";
  private signed = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.place = this.phone.ownTasks.find(({ place }) => PLACE.test(place))?.place ?? this.phone.certificate?.territory ?? "";
    void this.phone.signed().then((all) => {
      this.statements = all.filter(({ kind }) => !kind.startsWith("device.") && kind !== "oversight.filled").slice(0, MOST_STATEMENTS);
      this.requestUpdate();
    });
  }

  private readonly back = (): void => {
    if (this.checklist && !this.signed) { this.checklist = undefined; this.requestUpdate(); }
    else history.back();
  };

  private answer(key: string, part: Partial<Answer>): void {
    const before = this.answers.get(key) ?? answered("ya");
    this.answers = new Map(this.answers).set(key, { ...before, ...part });
    this.trouble = "";
    this.requestUpdate();
  }

  private async pictured(key: string, event: Event): Promise<void> {
    const [file] = (event.target as HTMLInputElement).files ?? [];
    if (!file) return;
    const photo = await this.phone.keepPhoto(await small(file));
    this.answer(key, { photos: [...(this.answers.get(key)?.photos ?? []), photo] });
  }

  private async sign(checklist: Checklist): Promise<void> {
    if (!PLACE.test(this.place)) this.trouble = t("Write the code of the place in digits.");
    else if (!this.answers.size) this.trouble = t("Answer what you looked at.");
    else {
      const { phone } = this;
      const role = phone.person?.role ?? "";
      await phone.record(draftOf(checklist, this.answers, { place: this.place, election: phone.election, by: phone.keeper(), role }));
      this.signed = true;
    }
    this.requestUpdate();
    scrollTo(0, 0);
  }

  protected override render(): TemplateResult {
    const { checklist } = this;
    if (this.signed) return page(t("Signed"), html`<p role="status" class="fine">${t("It is kept on this phone and goes out when there is a network.")}</p>
      <button class="big" @click=${() => { this.go({ name: "home" }); }}>${t("To the list")}</button>`);
    if (!checklist) return page(t("Checklist"), html`<div class="choices">${checklistsOf(this.phone.person?.role ?? "").map((one) => html`<button @click=${() => { this.checklist = one; this.answers = new Map(); this.requestUpdate(); scrollTo(0, 0); }}>${one.name}</button>`)}</div>`, this.back);
    return page(checklist.name, html`
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : ""}
      <label>${t("Code of the place")}<input inputmode="numeric" maxlength="13" .value=${this.place} @change=${(event: Event) => { this.place = (event.target as HTMLInputElement).value.trim(); }} /></label>
      ${checklist.questions.map(({ key, text }, at) => this.question(key, `${String(at + 1)}. ${text}`))}
      <p class="quiet">${t("Answered: {count} of {all}", { count: this.answers.size, all: checklist.questions.length })}</p>
      <button class="big sign" @click=${() => void this.sign(checklist)}>${t("Sign")}</button>`, this.back);
  }

  private question(key: string, text: string): TemplateResult {
    const answer = this.answers.get(key);
    return html`<fieldset><legend>${text}</legend>
      <div class="choices">${REPLIES.map((reply) => html`<button aria-pressed=${answer?.reply === reply} class=${answer?.reply === reply ? "big" : ""} @click=${() => { this.answer(key, { reply }); }}>${replySaid(reply)}</button>`)}</div>
      ${answer?.reply === "tidak" ? this.pointed(key, answer) : ""}
    </fieldset>`;
  }

  /** What is wrong, with which boxes, told by which statements of this phone. */
  private pointed(key: string, answer: Answer): TemplateResult {
    const boxes = [...new Set(this.phone.ownTasks.flatMap((task) => task.boxes.map(({ code }) => code)))];
    const zone = this.phone.tasks?.zone ?? "Asia/Jakarta";
    return html`
      <label>${t("What is wrong?")}<textarea rows="3" maxlength="300" .value=${answer.note} @change=${(event: Event) => { this.answer(key, { note: (event.target as HTMLTextAreaElement).value.trim() }); }}></textarea></label>
      ${boxes.length ? html`<details><summary>${t("Boxes")}: ${answer.boxes.length}</summary>${boxes.map((box) => this.tick(box, answer.boxes.includes(box), (on) => {
        this.answer(key, { boxes: on ? [...answer.boxes, box] : answer.boxes.filter((one) => one !== box) });
      }))}</details>` : ""}
      ${this.statements.length ? html`<details><summary>${t("Statements of this phone")}: ${answer.events.length}</summary>${this.statements.map((one) => this.tick(`${one.kind} · ${moment(one.wallMs, zone)} · ${hex(one.digest).slice(0, 8)}`, has(answer.events, one.digest), (on) => {
        this.answer(key, { events: on ? [...answer.events, one.digest] : answer.events.filter((digest) => !same(digest, one.digest)) });
      }))}</details>` : ""}
      <label class="button">${t("Camera")} (${answer.photos.length})<input type="file" accept="image/*" capture="environment" @change=${(event: Event) => void this.pictured(key, event)} /></label>`;
  }

  private tick(text: string, on: boolean, set: (on: boolean) => void): TemplateResult {
    return html`<label><input type="checkbox" .checked=${on} @change=${(event: Event) => { set((event.target as HTMLInputElement).checked); }} />${text}</label>`;
  }
}

const has = (digests: readonly Bytes[], digest: Bytes): boolean => digests.some((one) => same(one, digest));

customElements.define("field-checklist", ChecklistView);
