/**
 * The service worker: the app starts without a network, whatever happens to the server.
 *
 * It keeps the app's own files only, never data. A new version is fetched whole before it takes over. The switch
 * `/lapangan/switch.json` ends it: an app that is broken on thousands of phones must be stoppable from the server.
 */

declare const self: ServiceWorkerGlobalScope;
const VERSION = "__VERSION__";

const CACHE = `sampai-field-${VERSION}`;
const SHELL = "/lapangan";
const SWITCH = "/lapangan/switch.json";
const FILES = [SHELL, "/lapangan/app.js", "/lapangan/app.css", "/lapangan/checklist.js", "/lapangan/manifest.webmanifest", "/lapangan/icon.svg"];
const ASK_AGAIN_MS = 3_600_000;

let asked = 0;

self.addEventListener("install", (event) => {
  event.waitUntil(fetched().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(tidied().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || pathname === SWITCH) return;
  if (pathname !== SHELL && !pathname.startsWith(`${SHELL}/`)) return;
  event.respondWith(kept(request, pathname));
  if (request.mode === "navigate") event.waitUntil(obeyed());
});

async function fetched(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
}

async function tidied(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("sampai-field-") && name !== CACHE).map((name) => caches.delete(name)));
}

async function kept(request: Request, pathname: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  const file = request.mode === "navigate" ? SHELL : pathname;
  const found = await cache.match(file);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(file, answer.clone());
  return answer;
}

/** Asks the switch at most once an hour; without an answer the app goes on. */
async function obeyed(): Promise<void> {
  if (Date.now() - asked < ASK_AGAIN_MS) return;
  asked = Date.now();
  try {
    const answer = await fetch(SWITCH, { cache: "no-store" });
    const { off } = (await answer.json()) as { off?: boolean };
    if (off) await ended();
  } catch {
    asked = 0;
  }
}

async function ended(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.map((name) => caches.delete(name)));
  await self.registration.unregister();
}

export {};
