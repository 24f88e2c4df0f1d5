/** Who holds the phone: a name and a PIN. What waits for the network is shown without one. */

import { type TemplateResult, html } from "lit";
import { type Person, spoken } from "../ledger/enrol.ts";
import { t } from "../words/text.ts";
import { View, page } from "./base.ts";

export class Who extends View {
  private person: Person | undefined;
  private known = false;
  private pin = "";
  private first = "";
  private trouble = "";
  private aloud = "";

  override connectedCallback(): void {
    super.connectedCallback();
    const device = this.phone.certificate?.device;
    if (device) void spoken(device).then((aloud) => { this.aloud = aloud; this.requestUpdate(); });
    const persons = this.phone.certificate?.persons ?? [];
    if (persons.length === 1 && persons[0]) void this.choose(persons[0]);
  }

  private async choose(person: Person): Promise<void> {
    this.known = await this.phone.hasPin(person.actor);
    [this.person, this.pin, this.first, this.trouble] = [person, "", "", ""];
    this.requestUpdate();
  }

  private async press(key: string): Promise<void> {
    this.pin = key === "⌫" ? this.pin.slice(0, -1) : this.pin + key;
    this.requestUpdate();
    if (this.pin.length === this.phone.pinDigits) await this.whole();
  }

  private async whole(): Promise<void> {
    const { person, pin } = this;
    this.pin = "";
    if (!person) return;
    if (this.known) await this.tried(person, pin);
    else if (!this.first) this.first = pin;
    else if (this.first === pin) await this.phone.choosePin(person, pin);
    else [this.first, this.trouble] = ["", t("The two were not the same. Choose again.")];
    this.requestUpdate();
  }

  private async tried(person: Person, pin: string): Promise<void> {
    const left = await this.phone.signIn(person, pin);
    if (left === 0) this.trouble = t("Locked after too many wrong tries. Your office enrols this phone anew; nothing signed is lost.");
    if (left > 0) this.trouble = t("Wrong PIN. {count} tries left.", { count: left });
  }

  protected override render(): TemplateResult {
    return page(this.person ? this.person.name : t("Who are you?"), html`
      ${this.person ? this.pad() : this.persons()}
      <p class="quiet">${this.phone.certificate?.name} · ${t("Compare aloud: {code}", { code: this.aloud })}</p>
      <button @click=${() => { this.go({ name: "queue" }); }}>${t("Only on this phone: {count}", { count: this.phone.waiting })}</button>
    `, this.person && (this.phone.certificate?.persons.length ?? 0) > 1 ? () => { this.person = undefined; this.requestUpdate(); } : undefined);
  }

  private persons(): TemplateResult {
    const persons = this.phone.certificate?.persons ?? [];
    return html`${persons.map((one) => html`<button class="big" @click=${() => this.choose(one)}>${one.name}</button>`)}`;
  }

  private pad(): TemplateResult {
    const asked = this.known ? t("Your PIN") : this.first ? t("The same PIN again") : t("Choose a PIN of {count} digits", { count: this.phone.pinDigits });
    return html`
      <p>${asked}</p>
      <p class="dots" role="status" aria-label=${t("{count} digits entered", { count: this.pin.length })}>${"●".repeat(this.pin.length)}${"○".repeat(this.phone.pinDigits - this.pin.length)}</p>
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : ""}
      <div class="pad">${[..."123456789".split(""), "", "0", "⌫"].map((key) => key
        ? html`<button @click=${() => this.press(key)} aria-label=${key === "⌫" ? t("Delete") : key}>${key}</button>`
        : html`<span></span>`)}</div>
    `;
  }
}

customElements.define("field-who", Who);
