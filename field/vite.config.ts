import { createHash } from "node:crypto";
import { type Plugin, defineConfig } from "vite";

/** Writes the digest of everything else into the service worker, so that it changes with the app and only then. */
const versioned: Plugin = {
  name: "versioned",
  generateBundle(_options, bundle) {
    const digest = createHash("sha256");
    for (const [name, file] of Object.entries(bundle).sort(([one], [other]) => (one < other ? -1 : 1)))
      if (name !== "sw.js") digest.update(name).update(file.type === "chunk" ? file.code : file.source);
    const worker = bundle["sw.js"];
    if (worker?.type === "chunk") worker.code = worker.code.replaceAll("__VERSION__", digest.digest("hex").slice(0, 12));
  },
};

/** Fixed names: the service worker knows the version; a rebuild of the same sources gives the same bytes. */
export default defineConfig({
  base: "/lapangan/",
  plugins: [versioned],
  build: {
    outDir: "../src/sampai/static/field",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { app: "index.html", sw: "src/sw.ts" },
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" },
    },
  },
});
