// The search, on top of Sphinx's own: lessons before the library, and excerpts without answers.

// Of results that match as well, those of the main path come first: its pages begin with a number.
Scorer.score = ([page, , , , score]) => {
  const last = page.endsWith("/api") ? 1000 : 0;
  const later = /\/(exercises|solutions|instructors|about|references)$/.test(page) ? 10 : 0;
  return score - last - later - Search._index.docnames.indexOf(page) / 100;
};

// What an excerpt leaves out: answers, hints and solutions, code and what it makes.
const LEFT_OUT = "script, style, .headerlink, .reading-time, .cell, details.solution, .self-check details, .exercise details";

Search.htmlToText = (html, anchor) => {
  const article = new DOMParser().parseFromString(html, "text/html").querySelector("article");
  article.querySelectorAll(LEFT_OUT).forEach((element) => element.remove());
  const place = (anchor && article.querySelector(`[id="${anchor.slice(1)}"]`)) || article;
  let definition = place.matches("dt") ? place.nextElementSibling : null;
  while (definition?.matches("dt")) definition = definition.nextElementSibling;
  return [place, definition].map((element) => element?.textContent.trim().replace(/\s+/g, " ")).join(" ");
};
