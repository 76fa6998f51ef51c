// Loads parts of the panel when they are first asked for; which, stands below.
import { initSync } from "./main.js";

// What several parts need is in a file of its own.
const SHARED = "shared";

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

const loaded = once(async (name) => {
  const before = name === SHARED ? undefined : loaded(SHARED);
  const [modules] = await Promise.all([fetched(name), before]);
  // Memory, table and all else are the panel's own.
  const imports = { __wasm_split: initSync() };
  await Promise.all(modules.map((module) => WebAssembly.instantiate(module, imports)));
});

// Fetches a part that will be asked for. Whether that succeeds is told when it is.
export function expect(name) {
  for (const file of [SHARED, name]) {
    fetched(file).catch(() => {});
  }
}

// What the panel calls: `callback` is told whether the part is there.
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
