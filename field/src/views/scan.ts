/** The camera that reads codes: the browser's own reader where there is one, else one that is fetched when first needed. */

import { LitElement, type TemplateResult, html } from "lit";
import { t } from "../words/text.ts";

type Read = (picture: ImageData | HTMLVideoElement) => Promise<string | undefined>;

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

const EVERY_MS = 150;

export class Scan extends LitElement {
  private stream: MediaStream | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private trouble = "";
  private busy = false;
  private last = "";

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.begin();
  }

  override disconnectedCallback(): void {
    clearInterval(this.timer);
    this.stream?.getTracks().forEach((track) => { track.stop(); });
    super.disconnectedCallback();
  }

  private async begin(): Promise<void> {
    try {
      const [read, stream] = await Promise.all([
        reader(),
        navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } } }),
      ]);
      this.stream = stream;
      const video = this.querySelector("video");
      if (!video || !this.isConnected) return;
      video.srcObject = stream;
      await video.play();
      this.timer = setInterval(() => void this.look(read, video), EVERY_MS);
    } catch (error) {
      console.error(error);
      this.trouble = t("The camera cannot be used. Allow it in the browser's settings, or type instead.");
      this.requestUpdate();
    }
  }

  private async look(read: Read, video: HTMLVideoElement): Promise<void> {
    if (this.busy || !video.videoWidth) return;
    this.busy = true;
    const text = await read(video).finally(() => (this.busy = false));
    if (text === undefined || text === this.last) return;
    this.last = text;
    navigator.vibrate?.(80);
    this.dispatchEvent(new CustomEvent("scanned", { detail: text, bubbles: true }));
  }

  protected override render(): TemplateResult {
    return html`
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : html`<video playsinline muted aria-label=${t("Camera")}></video>`}
      <p class="quiet">${t("Hold the code a hand's width away, in light.")}</p>
    `;
  }
}

async function reader(): Promise<Read> {
  const own = await ownReader();
  if (own) return (video) => own.detect(video as HTMLVideoElement).then(([first]) => first?.rawValue);
  const { readQr } = await import("../scanner.ts");
  return (video) => readQr(picture(video as HTMLVideoElement));
}

async function ownReader(): Promise<Detector | undefined> {
  const kind = (globalThis as { BarcodeDetector?: { new (options: object): Detector; getSupportedFormats(): Promise<string[]> } }).BarcodeDetector;
  if (!kind || !(await kind.getSupportedFormats()).includes("qr_code")) return undefined;
  return new kind({ formats: ["qr_code"] });
}

let canvas: HTMLCanvasElement | undefined;

function picture(video: HTMLVideoElement): ImageData {
  canvas ??= document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  const drawn = canvas.getContext("2d", { willReadFrequently: true });
  if (!drawn) throw new Error("no canvas");
  drawn.drawImage(video, 0, 0);
  return drawn.getImageData(0, 0, canvas.width, canvas.height);
}

customElements.define("field-scan", Scan);
