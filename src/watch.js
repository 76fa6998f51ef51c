// Put into the page itself by the crate `split`, since nothing else is there when files are missing.
// The Content-Security-Policy names its digest.
addEventListener("error", ({ target }) => {
  const file = target.src || target.href;
  if (!file || !/^(script|link)$/i.test(target.tagName)) return;
  const url = new URL(location);
  const [visit] = performance.getEntriesByType("navigation");
  // The web server serves the page without the slash that its files are relative to. Unless it
  // redirects from there: that would never end.
  if (/\/[^./]+$/.test(url.pathname) && !visit?.redirectCount) {
    // As a path, so that the page stays at its origin: by itself, "//example.org/" would be a URL.
    url.pathname += "/";
    return location.replace(url);
  }
  const show = () => {
    const [place, late] = document.querySelectorAll(".starting");
    late?.remove();
    if (place) place.textContent = `A file of the panel is missing or has been changed: ${file}. Reload the page. If that doesn’t help, copy all files of the panel to the web server again.`;
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", show);
  else show();
}, true);
