// What `make audit` asks of every page, on a phone and on a desktop (FORM), served compressed.
const { readdirSync } = require("node:fs");
const { resolve } = require("node:path");

const { FORM, PAGES, RUNS = "1" } = process.env;
const html = resolve(__dirname, "../../_build/html");
const every = ["index.html", "search.html", ...readdirSync(`${html}/book`).map((name) => `book/${name}`)];
const pages = PAGES ? PAGES.split(" ") : every.filter((name) => name.endsWith(".html"));
const performance = { phone: 0.9, desktop: 0.98 }[FORM];
const atLeast = (minScore) => ["error", { minScore, aggregationMethod: "median-run" }];

module.exports = {
  ci: {
    collect: {
      staticDistDir: html,
      url: pages.map((page) => `http://localhost/${page}`),
      numberOfRuns: Number(RUNS),
      settings: {
        ...(FORM === "desktop" && { preset: "desktop" }),
        onlyCategories: ["performance", "accessibility", "best-practices", "seo"],
        chromeFlags: "--headless=new --no-sandbox --disable-gpu --disable-background-networking",
      },
    },
    assert: {
      assertions: {
        "categories:performance": atLeast(performance),
        "categories:accessibility": atLeast(1),
        "categories:best-practices": atLeast(1),
        "categories:seo": atLeast(1),
      },
    },
    upload: { target: "filesystem", outputDir: resolve(html, `../audit/${FORM}`) },
  },
};
