import "./field.css";
import "./views/app.ts";

if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/lapangan/sw.js", { scope: "/lapangan" });
