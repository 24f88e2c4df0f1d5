/** The whole app: which screen is open. */

import { LitElement, type TemplateResult, html, nothing } from "lit";
import { Phone } from "../phone.ts";
import { type Language, speak, t } from "../words/text.ts";
import type { Screen } from "./base.ts";
import "./enrol.ts";
import "./who.ts";
import "./home.ts";
import "./task.ts";
import "./queue.ts";
import "./carry.ts";
import "./more.ts";
import "./incident.ts";
import "./no_signal.ts";

const LANGUAGE = "sampai-language";

export class FieldApp extends LitElement {
  private readonly phone = new Phone();
  private ready = false;
  private screen: Screen = { name: "home" };

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    speak((localStorage.getItem(LANGUAGE) ?? "id") as Language);
    this.phone.addEventListener("change", () => { this.requestUpdate(); });
    this.addEventListener("go", (event) => { this.open((event as CustomEvent<Screen>).detail); });
    this.addEventListener("pointerdown", () => { this.phone.used(); });
    window.addEventListener("popstate", (event) => { this.show((event.state as Screen | null) ?? { name: "home" }); });
    void this.phone.start().then(() => {
      this.ready = true;
      this.requestUpdate();
    });
  }

  private open(screen: Screen): void {
    history.pushState(screen, "");
    this.show(screen);
  }

  private show(screen: Screen): void {
    this.screen = screen;
    this.requestUpdate();
    scrollTo(0, 0);
  }

  protected override updated(): void {
    this.dataset["ready"] = String(this.ready);
  }

  protected override render(): TemplateResult {
    const mark = this.ready && this.phone.isExercise ? html`<p class="exercise" role="status">${t("Exercise: nothing here is real.")}</p>` : nothing;
    return html`${mark}${this.shown()}`;
  }

  private shown(): TemplateResult {
    if (!this.ready) return html`<main><p>${t("One moment …")}</p></main>`;
    const { phone } = this;
    if (!phone.certificate) return html`<field-enrol .phone=${phone}></field-enrol>`;
    if (this.screen.name === "carry") return html`<field-carry .phone=${phone}></field-carry>`;
    if (this.screen.name === "queue") return html`<field-queue .phone=${phone}></field-queue>`;
    if (!phone.person) return html`<field-who .phone=${phone}></field-who>`;
    return this.inside();
  }

  private inside(): TemplateResult {
    const { phone, screen } = this;
    switch (screen.name) {
      case "task":
        return html`<field-task .phone=${phone} .task=${phone.tasks?.tasks.find((one) => one.id === screen.id)}></field-task>`;
      case "incident":
      case "safe":
        return html`<field-incident .phone=${phone} .safe=${screen.name === "safe"}></field-incident>`;
      case "no-signal":
        return html`<field-no-signal .phone=${phone}></field-no-signal>`;
      case "checklist":
        if (!customElements.get("field-checklist")) {
          void import("./checklist.ts").then(() => { this.requestUpdate(); });
          return html`<main><p>${t("One moment …")}</p></main>`;
        }
        return html`<field-checklist .phone=${phone}></field-checklist>`;
      case "more":
        return html`<field-more .phone=${phone}></field-more>`;
      default:
        return html`<field-home .phone=${phone}></field-home>`;
    }
  }
}

customElements.define("sampai-field", FieldApp);

/** Keeps the chosen language on this phone. */
export function choose(language: Language): void {
  localStorage.setItem(LANGUAGE, language);
  speak(language);
}
