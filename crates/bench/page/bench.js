// The panel's work on a report, and the same in plain JavaScript, in single steps that can be
// measured separately.
import init, { Answer } from "./bench_wasm.js";

const PIECE = 64 * 1024;

// What a script would do for the same searches.
const fold = (text) => (text ?? "").normalize("NFKD").replace(/\p{Mn}/gu, "")
  .toUpperCase().toLowerCase();
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const has = (term) => (it) => it.name.includes(term) || it.id.includes(term);

let bytes;
// What one step leaves for the next.
let now = {};

const release = (...names) => names.forEach((name) => {
  now[name]?.free();
  now[name] = null;
});

// Name, the panel's way, JavaScript's way. Copies are made outside of what is measured.
const steps = [
  ["decode", () => {
    now.answer = new Answer();
    for (let at = 0; at < bytes.length; at += PIECE) now.answer.push(bytes.subarray(at, at + PIECE));
    now.answer.finish();
  }, () => {
    now.users = JSON.parse(new TextDecoder().decode(bytes)).users;
  }],
  ["order by size", () => now.loaded.order_by_size(),
    () => now.copy.sort((a, b) => b.media_length - a.media_length)],
  ["fold for search", () => now.loaded.fold(), () => {
    now.folded = now.users.map((user) => ({ name: fold(user.displayname), id: fold(user.user_id) }));
  }],
  ["ranks, totals, folding: all before it is shown", () => { now.shown = now.loaded.prepare(); },
    null],
  ["order by name", () => { now.named = now.shown.change("displayname", ""); },
    () => now.names.sort((a, b) => compare(a.name, b.name))],
  ["order by files", () => { now.counted = now.shown.change("media_count", ""); },
    () => now.copy.sort((a, b) => b.media_count - a.media_count)],
  ["search for ali", () => { now.ali = now.shown.change("media_length", "ali"); },
    () => { now.found = now.folded.filter(has("ali")); }],
  ["search for alic, after ali", () => { now.alic = now.ali.change("media_length", "alic"); },
    () => now.found.filter(has("alic"))],
];

// What a step needs but is not measured.
const before = {
  decode: () => {
    release("loaded", "shown", "named", "counted", "ali", "alic");
    now = {};
  },
  "order by size": () => {
    now.loaded = now.answer.report();
    now.copy = [...now.users];
  },
  "order by name": () => { now.names = [...now.folded]; },
  "order by files": () => { now.copy = [...now.users]; },
};

// Gets the answer ready; gives its length and the names of the steps, with whether there is a
// JavaScript for it.
window.prepare = async (address) => {
  await init({ module_or_path: "./bench_wasm_bg.wasm" });
  bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
  return { bytes: bytes.length, steps: steps.map(([name, , js]) => [name, js !== null]) };
};

// To be called before a step is taken. The panel's way comes first.
window.ready = (step, way) => {
  if (way === 1) before[steps[step][0]]?.();
};

// In a task of its own, which the browser keeps book of.
window.take = (step, way) => new Promise((resolve, reject) => {
  setTimeout(() => {
    try {
      steps[step][way]();
      resolve(null);
    } catch (error) {
      reject(error);
    }
  });
});
