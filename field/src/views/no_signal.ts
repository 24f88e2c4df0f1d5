/** A report without a data signal: twelve characters to say by radio or telephone, or one SMS; and what comes back. */

import { type TemplateResult, html } from "lit";
import { REPORTS, type ReportName } from "../fieldwork/codes.ts";
import { INCIDENTS, incidentNames, incidentSaid } from "../fieldwork/incidents.ts";
import type { Said } from "../phone.ts";
import { t } from "../words/text.ts";
import { View, page } from "./base.ts";

const COUNTS = new Set<ReportName>(["diverted", "help", "safe", "voting", "voting_closed"]);
const MOST = 31;

const said = (name: ReportName): string =>
  ({
    loaded: t("Loaded"),
    departed: t("Departed"),
    passed: t("Checkpoint"),
    arrived: t("Arrived"),
    given: t("Handed over"),
    taken: t("Received"),
    stored: t("Stored"),
    ready_to_vote: t("Station is ready"),
    opened: t("Boxes opened"),
    voting: t("Voting goes on"),
    voting_closed: t("Voting is closed"),
    counted: t("Votes are counted"),
    resealed: t("Boxes sealed"),
    returned: t("Handed back"),
    delayed: t("Late"),
    diverted: t("Another way"),
    shortage: t("Goods are short"),
    seal_broken: t("A seal is broken"),
    wet: t("Goods are wet"),
    damaged: t("Goods are damaged"),
    wrong_goods: t("Wrong goods"),
    person_missing: t("Somebody is missing"),
    incident: t("Something is wrong"),
    help: t("We need help"),
    safe: t("I am safe"),
    quiet: t("Silent for a while"),
  })[name];

const counted = (name: ReportName): string => {
  if (name === "delayed" || name === "quiet") return t("Half hours");
  if (name === "passed") return t("Number of the checkpoint");
  if (name === "person_missing") return t("Persons");
  return t("Boxes");
};

export class NoSignal extends View {
  private name: ReportName | undefined;
  private count = 0;
  private place = "";
  private said: Said | undefined;
  private answer: boolean | undefined;

  private readonly back = (): void => {
    if (this.name && !this.said) { this.name = undefined; this.requestUpdate(); }
    else history.back();
  };

  private places(): readonly (readonly [string, string])[] {
    const known = new Map((this.phone.tasks?.tasks ?? []).map((task) => [task.place, task.placeName]));
    const own = this.phone.certificate?.territory ?? "";
    if (!known.has(own)) known.set(own, own);
    return [...known];
  }

  private async sign(): Promise<void> {
    if (!this.name) return;
    const place = this.place || (this.places()[0]?.[0] ?? "");
    this.said = await this.phone.report(this.name, COUNTS.has(this.name) ? 0 : this.count, place);
    this.requestUpdate();
  }

  private async came(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const text = new FormData(event.target as HTMLFormElement).get("receipt");
    if (this.said && typeof text === "string") this.answer = await this.phone.isReceipt(this.said, text);
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    if (this.said) return this.spoken(this.said);
    if (!this.name) return page(t("By radio or SMS"), html`<div class="choices">${(Object.keys(REPORTS) as ReportName[]).map((name) => html`<button @click=${() => { this.name = name; this.count = name === "incident" ? INCIDENTS.help : 0; this.requestUpdate(); }}>${said(name)}</button>`)}</div>`, this.back);
    return this.details(this.name);
  }

  private details(name: ReportName): TemplateResult {
    return page(said(name), html`
      <label>${t("Place")}<select @change=${(event: Event) => { this.place = (event.target as HTMLSelectElement).value; }}>
        ${this.places().map(([place, called]) => html`<option value=${place}>${called || place}</option>`)}</select></label>
      ${name === "incident" ? this.kinds() : COUNTS.has(name) ? "" : html`<label>${counted(name)}<input type="number" inputmode="numeric" min="0" max=${MOST} .value=${String(this.count)}
        @change=${(event: Event) => { this.count = Math.min(MOST, Math.max(0, Number((event.target as HTMLInputElement).value) || 0)); }} /></label>`}
      <button class="big sign" @click=${() => void this.sign()}>${t("Sign")}</button>
    `, this.back);
  }

  private kinds(): TemplateResult {
    return html`<label>${t("What is wrong")}<select @change=${(event: Event) => { this.count = Number((event.target as HTMLSelectElement).value); }}>
      ${incidentNames.map((name) => html`<option value=${INCIDENTS[name]} ?selected=${this.count === INCIDENTS[name]}>${incidentSaid(name)}</option>`)}</select></label>`;
  }

  private spoken(now: Said): TemplateResult {
    return page(this.name ? said(this.name) : "", html`
      ${now.voice ? html`<p>${t("Say place and phone, then this, group after group:")}</p><p class="spoken">${now.voice}</p>` : ""}
      <a class="big button" href=${`sms:?body=${encodeURIComponent(now.sms)}`}>${t("Send as SMS")}</a>
      <form @submit=${(event: SubmitEvent) => void this.came(event)}>
        <label>${t("What came back: four characters, or the SMS")}<input name="receipt" autocomplete="off" autocapitalize="characters" spellcheck="false" /></label>
        <button class="big">${t("Check")}</button>
      </form>
      ${this.answer === undefined ? "" : html`<p role="status" class=${this.answer ? "fine" : "trouble"}>${this.answer ? t("Right: the office has heard it.") : t("Not right: the office has not heard it, or it is not our office. Say it again.")}</p>`}
    `, this.back);
  }
}

customElements.define("field-no-signal", NoSignal);
