// Runs before the first paint: the colours this device was told to use, if any. Kept on the device, not in a cookie.
(() => {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
