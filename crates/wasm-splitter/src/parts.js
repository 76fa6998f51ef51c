// Loads parts of the panel when they are first asked for; which, stands below.
import { initSync } from "./main.js";

// What several parts need is in files of its own: the sign-in takes the first alone.
const SHARED = ["shared", "shared_lazy"];
const needs = (name) => SHARED.slice(0, name === "sign_in" ? 1 : SHARED.length);

// Does something once for each name. A failure is not remembered: the next call is another try.
function once(act) {
  const begun = new Map();
  return (name) => {
    let done = begun.get(name);
    if (!done) {
      done = act(name);
      begun.set(name, done);
      done.catch(() => begun.delete(name));
    }
    return done;
  };
}

// The modules in a file: its custom sections.
const fetched = once(async (name) => {
  const response = await fetch(new URL(`parts/${name}.wasm`, import.meta.url));
  if (!response.ok) {
    throw new Error(`${name}.wasm: ${response.status}`);
  }
  const file = await WebAssembly.compile(await response.arrayBuffer());
  const modules = WebAssembly.Module.customSections(file, "part");
  return Promise.all(modules.map((module) => WebAssembly.compile(module)));
});

const instantiated = once(async (name) => {
  const modules = await fetched(name);
  // Memory, table and all else are the panel's own.
  const imports = { __wasm_split: initSync() };
  await Promise.all(modules.map((module) => WebAssembly.instantiate(module, imports)));
});

// Loads a part, behind all that it needs.
const loaded = once(async (name) => {
  expect(name);
  await Promise.all(needs(name).map(instantiated));
  await instantiated(name);
});

// Prefetches a part. A failure is reported when the part is loaded.
export function expect(name) {
  for (const file of [...needs(name), name]) {
    fetched(file).catch(() => {});
  }
}

// Called by the panel; `callback` receives whether the part has loaded.
function loader(name) {
  return async (callback, data) => {
    let there = true;
    try {
      await loaded(name);
    } catch (error) {
      console.error(error);
      there = false;
    }
    initSync().__indirect_function_table.get(callback)(data, there);
  };
}
