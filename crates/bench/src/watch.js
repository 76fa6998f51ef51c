// Runs before the page's own scripts and behind `instances.js`, and keeps book of what they do.
// - `script`: ms in the panel's WebAssembly and in what it calls, as by `performance.now()`.
// - `painted`: when the frame behind the last of that was on screen.
// - `longTasks`: ms of each task above 50 ms.
(() => {
  const now = () => performance.now();
  const watch = { script: 0, painted: 0, lastByte: 0, longTasks: [], memory: null };
  let entered = 0;
  let began = 0;
  let busyAt = 0;

  // A frame is on screen when the task behind its animation callbacks runs. No observer of the
  // document: it would make every change dearer.
  const channel = new MessageChannel();
  let frames = 0;
  let asked = false;
  channel.port1.onmessage = () => {
    watch.painted = now();
    frames -= 1;
  };
  const follow = () => {
    if (asked) return;
    asked = true;
    frames += 1;
    requestAnimationFrame(() => {
      asked = false;
      channel.port2.postMessage(null);
    });
  };

  const timed = (call) => (...args) => {
    if (entered++ === 0) began = now();
    try {
      return call(...args);
    } finally {
      if (--entered === 0) {
        busyAt = now();
        watch.script += busyAt - began;
        follow();
      }
    }
  };
  eachInstance((exports) => {
    // Parts that come later share the memory of the first.
    watch.memory ??= exports.memory;
    const wrapped = Object.entries(exports).map(([name, value]) => [
      name, typeof value === "function" ? timed(value) : value,
    ]);
    return Object.fromEntries(wrapped);
  });

  new PerformanceObserver((list) => {
    list.getEntries().forEach((entry) => watch.longTasks.push(entry.duration));
  }).observe({ type: "longtask", buffered: true });

  const read = ReadableStreamDefaultReader.prototype.read;
  ReadableStreamDefaultReader.prototype.read = function (...args) {
    const piece = read.apply(this, args);
    piece.then(({ done }) => { if (!done) watch.lastByte = now(); }, () => {});
    return piece;
  };

  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  // Waits until nothing has happened for so long, and `ready` says so.
  watch.settle = async (quiet, ready = () => true) => {
    while (frames > 0 || now() - Math.max(busyAt, watch.painted) < quiet || !ready()) await pause(20);
  };

  // Waits for the whole report; tells how it came.
  watch.load = async () => {
    const asked = () => performance.getEntriesByType("resource")
      .filter((entry) => entry.name.includes("/statistics/users/media"));
    const buttons = () => [...document.querySelectorAll("button")];
    await watch.settle(600, () => asked().length > 0
      && document.querySelector("tr[data-user-id]")
      && !buttons().some((button) => button.textContent.trim() === "Cancel"));
    const received = Math.max(...asked().map((entry) => entry.responseEnd));
    return {
      requests: asked().length,
      received,
      taken: watch.lastByte,
      painted: watch.painted,
      script: watch.script,
      longest: Math.max(0, ...watch.longTasks),
      wasm: watch.memory.buffer.byteLength,
    };
  };

  // Does something; tells what it cost until the page had settled.
  watch.act = async (action) => {
    await watch.settle(150);
    await pause(0);
    const { script } = watch;
    watch.longTasks.length = 0;
    const start = now();
    action();
    follow();
    await watch.settle(150);
    return {
      script: watch.script - script,
      painted: watch.painted - start,
      longest: Math.max(0, ...watch.longTasks),
    };
  };
  window.watch = watch;
})();
