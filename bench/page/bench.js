// Takes the time of what the panel does with a report, and of the same in plain JavaScript, in
// turns. `window.compare(address, runs)` gives, for each step, the ms of every run of both.
import init, { Answer } from "./bench_wasm.js";

const PIECE = 64 * 1024;

const timed = (work) => {
  const start = performance.now();
  const result = work();
  return [performance.now() - start, result];
};

const read = (bytes) => {
  const answer = new Answer();
  for (let at = 0; at < bytes.length; at += PIECE) answer.push(bytes.subarray(at, at + PIECE));
  answer.finish();
  return answer;
};

// What a script would do for the same searches.
const fold = (text) => (text ?? "").normalize("NFKD").replace(/\p{Mn}/gu, "")
  .toUpperCase().toLowerCase();
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const pause = () => new Promise((resolve) => setTimeout(resolve, 0));

window.compare = async (address, runs) => {
  await init({ module_or_path: "./bench_wasm_bg.wasm" });
  const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
  const steps = {};
  const take = async (name, wasm, js) => {
    const step = (steps[name] ??= { wasm: [], js: [] });
    const [ms, result] = timed(wasm);
    step.wasm.push(ms);
    await pause();
    if (js) step.js.push(timed(js)[0]);
    await pause();
    return result;
  };
  const parse = () => JSON.parse(new TextDecoder().decode(bytes)).users;
  (await take("decode, the first time", () => read(bytes), parse)).free();
  let users = parse();
  for (let run = 0; run < runs; run += 1) {
    users = null;
    const answer = await take("decode", () => read(bytes), () => { users = parse(); });
    const loaded = answer.report();
    const sorted = [...users];
    await take("order by size", () => loaded.order_by_size(),
      () => sorted.sort((a, b) => b.media_length - a.media_length));
    let folded;
    await take("fold for search", () => loaded.fold(), () => {
      folded = users.map((user) => ({ name: fold(user.displayname), id: fold(user.user_id) }));
    });
    const shown = await take("ranks, totals, folding: all before it is shown",
      () => loaded.prepare());
    const named = [...folded];
    (await take("order by name", () => shown.change("displayname", ""),
      () => named.sort((a, b) => compare(a.name, b.name)))).free();
    (await take("order by files", () => shown.change("media_count", ""),
      () => [...users].sort((a, b) => b.media_count - a.media_count))).free();
    const has = (term) => (it) => it.name.includes(term) || it.id.includes(term);
    let found;
    const first = await take("search for ali", () => shown.change("media_length", "ali"),
      () => { found = folded.filter(has("ali")); });
    (await take("search for alic, after ali", () => first.change("media_length", "alic"),
      () => found.filter(has("alic")))).free();
    for (const it of [first, shown, loaded]) it.free();
  }
  return { bytes: bytes.length, users: users.length, steps };
};
