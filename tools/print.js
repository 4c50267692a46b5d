// Makes paper of the page that holds the whole book, in the browser that prints it.
async ({ title, authors, year, parts, root }) => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, attributes = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  };
  const link = (target, text) => make("a", { href: `#${target.id}`, className: "to-page" }, text);
  const text = (element) => element.textContent.trim().replace(/\s+/g, " ");

  const book = document.querySelector("article");
  // Folded code stays out: imports, and calls that draw. A folded output is printed.
  all("details.hide.above-input").forEach((code) => code.remove());
  all("label:has(input:not(:checked))").forEach((choice) => choice.remove());
  all(".headerlink, button, input, .explorer-note").forEach((tag) => tag.remove());
  // Before a page break is no place to lead to.
  all("[id^='document-']").forEach((place) => place.nextElementSibling.prepend(place));
  // Sphinx gives every page a place but the first.
  book.querySelector("h1")?.prepend(make("span", { id: `document-${root}` }));

  const chapters = all(".toctree-wrapper", book);
  chapters.forEach((chapter, n) => chapter.prepend(make("h1", {}, parts[n])));

  // What gives answers away moves to the end; there is a link at its old place, and one back.
  const appendix = make("section", { className: "toctree-wrapper" }, make("h1", {}, "Answers"));
  const collect = (name, pieces) => {
    if (pieces.length) appendix.append(make("section", {}, make("h2", {}, name), ...pieces));
  };
  collect("Solutions to the exercises", all(".solution").map((solution) => {
    const exercise = solution.previousElementSibling;
    exercise.append(make("p", { className: "forward" }, link(solution, "Solution")));
    const heading = solution.querySelector(".admonition-title, summary");
    heading.replaceChildren("Solution to ", link(exercise, text(exercise.querySelector(".admonition-title"))));
    return solution;
  }));
  collect("Answers to the questions", all(".self-check").map((question, n) => {
    const answer = question.cloneNode(true);
    all("[id]", answer).forEach((tag) => tag.removeAttribute("id"));
    answer.id = `answer-${n + 1}`;
    answer.querySelector(".admonition-title").replaceChildren(link(question, `Question ${n + 1}`));
    question.querySelector(".admonition-title").replaceChildren(`Question ${n + 1}`);
    all("details > :not(summary)", question).forEach((tag) => tag.remove());
    all(".right", question).forEach((tag) => tag.classList.remove("right"));
    question.append(make("p", { className: "forward" }, link(answer, "Answer")));
    return answer;
  }));
  if (appendix.children.length > 1) book.append(appendix);
  all("pre").forEach((code) => {
    const lengths = code.textContent.split("\n").map((line) => line.length);
    const longest = Math.max(...lengths);
    code.style.setProperty("--characters", longest > 120 ? 90 : longest); // longer ones are broken
    if (lengths.length < 20) code.style.breakInside = "avoid";
  });
  all("details").forEach((folded) => {
    folded.removeAttribute("name"); // of several with one name only one can be open
    folded.open = true;
  });

  // The title page and the contents; the numbers of the pages come when they are known.
  const contents = all("h1, h2, h3", book).map((heading, n) => {
    heading.id = `heading-${n}`;
    const entry = link(heading, text(heading));
    entry.classList.add(`contents-${heading.localName}`);
    return entry;
  });
  book.before(
    make("section", { className: "title-page" },
      make("p", { className: "title" }, title),
      make("img", { src: "_static/logo.svg", alt: "" }),
      make("p", {}, authors), make("p", {}, year)),
    make("nav", {}, make("h1", {}, "Contents"), ...contents),
  );
  document.title = title;

  const lost = all("a[href^='#']").map((tag) => decodeURIComponent(tag.hash.slice(1)))
    .filter((id) => !document.getElementById(id));
  if (lost.length) throw new Error(`links that lead nowhere: ${lost}`);
  await document.fonts.ready;
  const edge = book.getBoundingClientRect().right + 1;
  const wide = all("table, math, pre, svg, img", book)
    .filter((tag) => tag.getBoundingClientRect().right > edge);
  if (wide.length) throw new Error(`wider than the page: ${wide.map(text)}`);
}
