(() => {
  async function unpack(base64) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(text).json();
  }

  function connect(box, { elements, stops }) {
    const find = (selector) => box.querySelector(selector);
    const [slider, reset, picture] = [find("input"), find("button"), find(".explorer-picture")];
    const home = Number(slider.defaultValue);
    let shown = stops[home];

    function show(place) {
      const stop = stops[place];
      slider.setAttribute("aria-valuetext", stop.readout);
      find("output").textContent = stop.readout;
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

    slider.addEventListener("input", () => show(slider.value));
    reset.addEventListener("click", () => show((slider.value = home)));
    addEventListener("beforeprint", () => show(home));
    addEventListener("afterprint", () => show(slider.value));
    slider.value = home; // a browser may restore the value from before a reload
    slider.disabled = reset.disabled = false;
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
