/** A QR code as a picture, black on white whatever the theme, as large as the screen allows. */

import { type TemplateResult, svg } from "lit";
import qrcode from "qrcode-generator";

const QUIET = 4;

export function code(text: string, label: string, level: "L" | "M" = "M"): TemplateResult {
  const made = qrcode(0, level);
  made.addData(text);
  made.make();
  const count = made.getModuleCount();
  const size = count + 2 * QUIET;
  return svg`<svg class="code" viewBox="0 0 ${size} ${size}" role="img" aria-label=${label} shape-rendering="crispEdges">
    <rect width="100%" height="100%" fill="#fff"></rect>
    <path d=${dark(made, count)} fill="#000"></path>
  </svg>`;
}

function dark(made: { isDark(row: number, column: number): boolean }, count: number): string {
  const parts: string[] = [];
  for (let row = 0; row < count; row++)
    for (let column = 0; column < count; column++)
      if (made.isDark(row, column)) parts.push(`M${String(column + QUIET)} ${String(row + QUIET)}h1v1h-1z`);
  return parts.join("");
}
