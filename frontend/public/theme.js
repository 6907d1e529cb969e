// Runs before the first paint, so that a chosen theme never flashes. An external file: the content security policy allows no inline script.
try {
  var theme = localStorage.getItem('aaas.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  var language = localStorage.getItem('aaas.language');
  if (language) document.documentElement.lang = language;
} catch (e) {
  // Storage may be blocked: the system's theme applies.
}
