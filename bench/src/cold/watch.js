// Runs before the page's own scripts, with the number of rows that are waited for; keeps book of
// how a page comes to show them. It wraps nothing that the page does with its rows.
(wanted) => {
  const watch = { memory: null };
  const keep = (instance) => {
    watch.memory ??= instance.exports.memory ?? null;
    return instance;
  };
  const { instantiate, instantiateStreaming, Instance } = WebAssembly;
  WebAssembly.instantiateStreaming = async (...args) => {
    const made = await instantiateStreaming(...args);
    keep(made.instance);
    return made;
  };
  WebAssembly.instantiate = async (...args) => {
    const made = await instantiate(...args);
    keep(made.instance ?? made);
    return made;
  };
  WebAssembly.Instance = new Proxy(Instance, {
    construct: (target, args) => keep(Reflect.construct(target, args)),
  });

  const tasks = [];
  new PerformanceObserver((list) => {
    list.getEntries().forEach(({ startTime, duration }) => tasks.push([startTime, duration]));
  }).observe({ type: "longtask", buffered: true });
  let shift = 0;
  new PerformanceObserver((list) => {
    list.getEntries().forEach(({ value }) => { shift += value; });
  }).observe({ type: "layout-shift", buffered: true });

  // Rows that are there count when they say something: a page may reserve their place.
  const shown = () => document.querySelector("tbody")?.rows[wanted - 1]?.textContent.trim();
  watch.rows = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!shown()) return;
      observer.disconnect();
      // A frame is on screen when the task behind its animation callbacks runs.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      });
    });
    observer.observe(document, { childList: true, subtree: true, characterData: true });
  });

  // What there is to tell about the load.
  watch.load = async () => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    const answer = performance.getEntriesByType("resource")
      .find((entry) => entry.name.includes("/statistics/users/media"));
    return {
      origin: performance.timeOrigin,
      painted: paint.startTime,
      rows: await watch.rows,
      received: answer?.responseEnd ?? null,
      tasks,
      shift,
    };
  };
  window.watch = watch;
}
