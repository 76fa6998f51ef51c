// Starts the panel. A file of its own, so that a strict Content-Security-Policy lets it.

// What the panel's host has decided, past the browser's cache: asked for before there is a panel to ask.
const config = fetch("config.json", { cache: "no-cache" });
config.catch(() => {});
globalThis.askedAhead = { "config.json": config };

function isSignedIn() {
  try {
    return sessionStorage.getItem("sessions") !== null;
  } catch {
    // No storage: nobody is.
    return false;
  }
}

try {
  const [panel, parts] = await Promise.all([import("./main.js"), import("./parts.js")]);
  const started = panel.default({ module_or_path: new URL("main_bg.wasm", import.meta.url) });
  if (!isSignedIn()) parts.expect("sign_in");
  // The first of each formatter takes the browser long: as long as it has nothing else to do.
  new Intl.DateTimeFormat().format();
  new Intl.NumberFormat().format(0);
  await started;
} catch (error) {
  const place = document.querySelector(".starting");
  if (place) {
    place.textContent =
      "This panel could not be started: its files are incomplete, or the browser has no WebAssembly.";
  }
  throw error;
}
