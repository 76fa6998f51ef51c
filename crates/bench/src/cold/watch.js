// Runs before the page's own scripts and behind `instances.js`, with the number of rows that are
// waited for; keeps book of how a page comes to show them. It wraps nothing of what the page does.
(wanted) => {
  const watch = { memory: null };
  eachInstance((exports) => {
    watch.memory ??= exports.memory ?? null;
    return exports;
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
