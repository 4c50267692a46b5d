(() => {
  async function unpack(base64) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(text).json();
  }

  function connect(box, { elements, cases }) {
    const find = (selector) => box.querySelector(selector);
    const all = (selector) => [...box.querySelectorAll(selector)];
    const [slider, picture] = [find("[type=range]"), find(".explorer-picture")];
    const [home, last] = [Number(slider.defaultValue), Number(slider.max)];
    const choices = all("[type=radio]");
    const jumps = all("[data-place]");
    const play = find(".explorer-play");
    let chosen = Math.max(choices.findIndex((choice) => choice.defaultChecked), 0);
    let shown = cases[chosen].stops[home];
    let timer;

    function show(place) {
      const stop = cases[chosen].stops[place];
      slider.setAttribute("aria-valuetext", stop.readout);
      find("output").textContent = stop.readout;
      find(".explorer-words p").textContent = stop.description;
      picture.setAttribute("aria-label", stop.description);
      // What two stops have in common stays in place: laying out its text again takes longest.
      [...picture.children].forEach((svg, i) => {
        const [before, after] = [shown.drawings[i], stop.drawings[i]];
        if (before.length !== after.length) {
          svg.innerHTML = after.map((element) => elements[element]).join("");
        } else {
          after.forEach((element, k) => {
            if (element !== before[k]) svg.children[k].outerHTML = elements[element];
          });
        }
      });
      shown = stop;
    }

    const go = (place) => show((slider.value = place));

    // A case has special stops of its own: move their marks, and where their buttons jump to.
    function choose(i) {
      chosen = i;
      const { stops, marks } = cases[i];
      marks.forEach((place, k) => {
        const button = jumps[k + 1]; // the first goes back to the default
        const [readout] = stops[place].readout.split(",");
        all(".explorer-tick")[k + 1].style.setProperty("--at", place / last);
        button.dataset.place = place;
        button.setAttribute("aria-label", `${button.textContent}: ${readout}`);
      });
      show(slider.value);
    }

    function pause() {
      clearInterval(timer);
      timer = undefined;
      if (play) play.textContent = "play";
    }

    function startPlaying() {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const step = calm ? Math.ceil(last / 6) : 1;
      if (Number(slider.value) === last) go(0);
      play.textContent = "pause";
      timer = setInterval(() => {
        go(Math.min(last, Number(slider.value) + step));
        if (Number(slider.value) === last) pause();
      }, calm ? 1500 : 250);
    }

    slider.addEventListener("input", () => show(slider.value));
    for (const jump of jumps) jump.addEventListener("click", () => go(jump.dataset.place));
    choices.forEach((choice, i) => choice.addEventListener("change", () => choose(i)));
    for (const kind of ["pointerdown", "keydown", "input"]) {
      box.addEventListener(kind, (event) => event.target !== play && pause());
    }
    play?.addEventListener("click", () => (timer ? pause() : startPlaying()));
    addEventListener("visibilitychange", pause);
    addEventListener("beforeprint", () => (pause(), show(home)));
    addEventListener("afterprint", () => show(slider.value));
    slider.value = home; // a browser may restore the value from before a reload
    const group = `explorer-${Math.random()}`; // the same slider may stand on a page twice
    choices.forEach((choice, i) => Object.assign(choice, { name: group, checked: i === chosen }));
    for (const control of all(":disabled")) control.disabled = false;
  }

  async function wake(box) {
    const note = box.querySelector(".explorer-note");
    box.dataset.awake = "";
    note.hidden = true;
    try {
      connect(box, await unpack(box.querySelector("[type='application/gzip']").textContent));
    } catch (error) {
      note.hidden = false;
      console.error(error);
    }
  }

  // Not document.currentScript: a notebook may run the script elsewhere than where it stands.
  document.querySelectorAll(".explorer:not([data-awake])").forEach(wake);
})();
