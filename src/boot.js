// Starts the panel. Not inline, so that a strict Content-Security-Policy lets it.
const { js, wasm } = document.querySelector("script[data-wasm]").dataset;
try {
  const panel = await import(new URL(js, document.baseURI));
  await panel.default({ module_or_path: new URL(wasm, document.baseURI) });
} catch (error) {
  const place = document.querySelector(".starting");
  if (place) {
    place.textContent =
      "This panel could not be started: its files are incomplete, or the browser has no WebAssembly.";
  }
  throw error;
}
