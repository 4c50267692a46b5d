// Paper is light: print a page in the light theme, whatever theme is on the screen.
const page = document.documentElement;
let themeOnScreen;

addEventListener("beforeprint", () => {
  themeOnScreen = page.dataset.theme;
  page.dataset.theme = "light";
});

addEventListener("afterprint", () => {
  page.dataset.theme = themeOnScreen;
});

// The theme would open a notebook as text in a new tab.
document.querySelectorAll("a[href$='.ipynb']").forEach((link) => link.setAttribute("download", ""));
