// Starts the panel, and takes its place when it can't go on. A file of its own, so that a strict
// Content-Security-Policy lets it.

// What the panel's host has decided, past the browser's cache: asked for before there is a panel to ask.
const config = fetch("config.json", { cache: "no-cache" });
config.catch(() => {});
globalThis.prefetched = { "config.json": config };

function isSignedIn() {
  try {
    return sessionStorage.getItem("sessions") !== null;
  } catch {
    // No storage: nobody is.
    return false;
  }
}

// Replaces the panel by a message. It needs nothing of the panel, whose figures can't be relied on
// any more.
function replacePanel(what, advice) {
  const element = (tag, text, ...children) => {
    const element = document.createElement(tag);
    element.append(text, ...children);
    return element;
  };
  const title = element("p", what);
  title.className = "alert-title";
  const reload = element("button", "Reload");
  reload.type = "button";
  reload.onclick = () => location.reload();
  const message = element("div", "", title, element("p", advice));
  message.className = "alert";
  message.setAttribute("role", "alert");
  const page = element("main", "", message, reload);
  page.className = "crashed";
  document.getElementById("panel").replaceChildren(page);
}

// Whether an error leaves the panel in an unknown state: a trap (a panic, memory that ran out), or
// an exception that passed through its code.
function isCrash(error) {
  return error?.name === "RuntimeError" || (!(error instanceof DOMException) && /wasm-function/.test(error?.stack));
}

function crash() {
  replacePanel(
    "The panel has crashed.",
    "What was on screen may be wrong, so it was removed. Reload the page to pick up where you left off.",
  );
}

addEventListener("error", ({ error }) => isCrash(error) && crash());
addEventListener("unhandledrejection", ({ reason }) => isCrash(reason) && crash());

// The panel's files that the web server doesn't have. The browser may list the last one later than it reports the
// error, which names it.
function missing(error) {
  const files = performance.getEntriesByType("resource").filter(({ responseStatus }) => responseStatus >= 400);
  const named = String(error?.message).match(/https?:[^\s'"]+/g) ?? [];
  return [...new Set([...files.map(({ name }) => name), ...named])].filter((name) => /\.(js|wasm)$/.test(name));
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
  if (error?.name === "RuntimeError") crash();
  else if (!globalThis.WebAssembly) {
    replacePanel("This browser can’t run the panel.", "WebAssembly is missing or turned off.");
  } else {
    replacePanel(
      ["The panel’s files are incomplete.", ...missing(error)].join(" "),
      "Reload the page. If that doesn’t help, copy all files of the panel to the web server again.",
    );
  }
  console.error(error);
}
