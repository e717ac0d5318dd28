// Runs before the first paint, so that a remembered theme does not flash the other one.
(() => {
  try {
    const root = document.documentElement;
    const theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    if (localStorage.getItem('contrast') === 'more') root.dataset.contrast = 'more';
  } catch {
    // Storage is refused: the system's theme stands.
  }
})();
