// Starts the panel, and takes its place when it can't go on. A file of its own, so that a strict
// Content-Security-Policy lets it.

// What the panel's host has decided, past the browser's cache: asked for before there is a panel to ask.
const config = fetch("config.json", { cache: "no-cache" });
config.catch(() => {});
globalThis.prefetched = { "config.json": config, takeReport };

// The request for the report that was sent before there was a panel, and whether the panel has sent one itself.
let early;
let isTooLate = false;

// Hands that request over to the panel, which is about to send one with this URL and authorization, and
// aborts it when `signal` does. If the panel requests another report, nobody needs this one.
function takeReport(url, authorization, signal) {
  if (!url.includes(STATISTICS)) return;
  const taken = early;
  isTooLate = true;
  early = undefined;
  if (!taken) return;
  const abort = () => taken.controller.abort();
  if (taken.url !== url || taken.authorization !== authorization) return abort();
  signal?.addEventListener("abort", abort);
  return taken;
}

const STATISTICS = "/_synapse/admin/v1/statistics/users/media?";

// The keys of config.json that have no say in which homeserver may be used, for how long, and which period is shown.
const HARMLESS_SETTINGS = ["title", "help", "user_link", "trend", "read_only", "groups", "limit"];

// The parameters of the page's URL that change the request in ways that only the panel knows, or that belong to a
// sign-in.
const DECISIVE_PARAMETERS = ["order_by", "dir", "period", "code", "state", "error", "loginToken"];

// The session that the panel is certain to use, if there is one.
function certainSession() {
  const { sessions, ending } = JSON.parse(sessionStorage.getItem("sessions"));
  const [session, other] = sessions;
  const { access, refresh, renew_ts } = session.tokens;
  const now = Date.now();
  const idleMinutes = (now - Number(sessionStorage.getItem("used") ?? 0)) / 60_000;
  const isEnded = (localStorage.getItem("ended") ?? "").split(" ").includes(session.id.slice(0, 8));
  const isExpiring = refresh && renew_ts !== null && now > renew_ts - 10_000;
  const isCertain = !other && !ending?.length && idleMinutes < 59 && !isEnded && !isExpiring;
  return isCertain && /^[!-~]+$/.test(access) ? session : undefined;
}

// The bounds of the period, as parameters of the request; `undefined` if only the panel can tell.
function certainPeriod() {
  const parameters = new URLSearchParams(location.search);
  if (location.hash || DECISIVE_PARAMETERS.some((name) => parameters.has(name))) return;
  const bounds = ["from_ts", "until_ts"].flatMap((name) => parameters.getAll(name).map((ts) => [name, ts]));
  const [first, second, third] = bounds;
  if (third || bounds.some(([, ts]) => !/^[1-9]\d{11,12}$/.test(ts))) return;
  if (second && (first[0] === second[0] || Number(first[1]) > Number(second[1]))) return;
  return bounds.map(([name, ts]) => `&${name}=${ts}`).join("");
}

// Whether the panel's host has left all decisions to the panel. Until that is known, no token is sent.
async function hasNoDecisions() {
  const response = (await config).clone();
  if ((response.status === 404 || response.status === 410) && !response.redirected) return true;
  const settings = response.ok && JSON.parse(await response.text());
  return (
    Object.getPrototypeOf(settings) === Object.prototype &&
    Object.keys(settings).every((key) => HARMLESS_SETTINGS.includes(key))
  );
}

// Whether the report would delay the panel's files: on a slow connection they come one after the other.
function isSlow() {
  return navigator.connection?.downlink < 5;
}

// Sends the request that the panel would send first, if it is certain which one that is, while the panel is being
// loaded.
async function requestReport() {
  const session = certainSession();
  const period = certainPeriod();
  if (isSlow() || !session || period === undefined || !(await hasNoDecisions()) || isTooLate) return;
  const url = `${session.base_url}${STATISTICS}order_by=media_length&dir=b&limit=10000${period}`;
  const authorization = `Bearer ${session.tokens.access}`;
  const controller = new AbortController();
  const response = fetch(url, {
    cache: "no-store",
    credentials: "omit",
    headers: { Authorization: authorization },
    redirect: "error",
    referrerPolicy: "no-referrer",
    signal: controller.signal,
  });
  response.catch(() => {});
  early = { url, authorization, controller, response, sent: performance.now() };
}

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

// Whatever is wrong with what is stored, the panel finds it out again, and says so.
if (isSignedIn()) requestReport().catch(() => {});

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
