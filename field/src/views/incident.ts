/** Something is wrong, or all is well: said in a minute, from anywhere. */

import { type TemplateResult, html } from "lit";
import type { Bytes } from "../kernel/bytes.ts";
import { type IncidentName, incidentNames, incidentSaid } from "../fieldwork/incidents.ts";
import { t } from "../words/text.ts";
import { View, page } from "./base.ts";
import { small } from "./photo.ts";

export class Incident extends View {
  static override properties = { ...View.properties, safe: { attribute: false } };
  safe = false;
  private kind: IncidentName | undefined;
  private photos: readonly Bytes[] = [];
  private signed = false;

  private readonly back = (): void => {
    if (this.kind && !this.signed) { this.kind = undefined; this.requestUpdate(); }
    else history.back();
  };

  private async pictured(event: Event): Promise<void> {
    const [file] = (event.target as HTMLInputElement).files ?? [];
    if (file) this.photos = [...this.photos, await this.phone.keepPhoto(await small(file))];
    this.requestUpdate();
  }

  private async sign(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const note = new FormData(event.target as HTMLFormElement).get("note");
    const place = this.phone.certificate?.territory ?? "";
    const [first] = this.phone.ownTasks;
    await this.phone.record({
      kind: this.safe ? "person.safe" : "incident.reported",
      version: 1,
      election: this.phone.election,
      subject: `place:${first?.place ?? place}`,
      place: first?.place ?? place,
      after: [],
      body: {
        ...(this.kind ? { what: this.kind } : {}),
        ...(typeof note === "string" && note ? { note } : {}),
        ...(this.photos.length ? { photos: this.photos } : {}),
      },
    });
    this.signed = true;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const heading = this.safe ? t("I am safe") : t("Something is wrong");
    if (this.signed) return page(t("Signed"), html`<p role="status" class="fine">${t("It is kept on this phone and goes out when there is a network.")}</p>
      <button class="big" @click=${() => { this.go({ name: "home" }); }}>${t("To the list")}</button>`);
    if (!this.safe && !this.kind) return page(heading, html`<div class="choices">${incidentNames.map((kind) => html`<button @click=${() => { this.kind = kind; this.requestUpdate(); }}>${incidentSaid(kind)}</button>`)}</div>`, this.back);
    return page(this.kind ? incidentSaid(this.kind) : heading, html`
      <form @submit=${(event: SubmitEvent) => void this.sign(event)}>
        <label>${t("What happened, where, who needs help?")}<textarea name="note" rows="4" maxlength="500"></textarea></label>
        ${this.safe ? "" : html`<label class="big button">${t("Camera")}<input type="file" accept="image/*" capture="environment" @change=${(event: Event) => void this.pictured(event)} /></label>
        <p role="status">${t("Pictures: {count}", { count: this.photos.length })}</p>`}
        <button class="big sign">${t("Sign")}</button>
      </form>`, this.back);
  }
}

customElements.define("field-incident", Incident);
