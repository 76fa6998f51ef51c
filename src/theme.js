// The remembered colours and row heights, before anything is painted.
try {
  const root = document.documentElement.dataset;
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") root.theme = theme;
  const density = localStorage.getItem("density");
  if (density === "compact" || density === "comfortable") root.density = density;
} catch {
  // No storage: the defaults.
}
