// Let axe judge the contrast of three texts of each look, not of every text: that rule takes most
// of its time, and texts of one look on grounds of one look have one contrast.
() => {
    const NOTHING = "rgba(0, 0, 0, 0),none,1,none,normal,none,static,none";

    // What an element and all that it stands in paint below its text, and whether it leaves the
    // flow, by which it may come to stand over something else.
    const grounds = new Map([[null, ""]]);
    const groundOf = element => {
        if (!grounds.has(element)) {
            const style = getComputedStyle(element);
            const own = [
                style.backgroundColor, style.backgroundImage, style.opacity, style.filter,
                style.mixBlendMode, style.transform, style.position, style.float,
            ].join();
            const below = groundOf(element.parentElement);
            grounds.set(element, own === NOTHING ? below : `${below} / ${own}`);
        }
        return grounds.get(element);
    };

    const ownText = element => [...element.childNodes]
        .filter(node => node.nodeType === Node.TEXT_NODE)
        .map(node => node.data.trim())
        .join("");

    const looks = new Map();
    for (const element of document.querySelectorAll("body *")) {
        const { length } = ownText(element);
        if (length === 0 || !element.checkVisibility({ visibilityProperty: true })) continue;
        const style = getComputedStyle(element);
        const look = [
            groundOf(element), style.webkitTextFillColor, style.textShadow, style.fontSize,
            style.fontWeight,
            length === 1,  // axe leaves a single character undecided
            element.closest("svg") !== null,  // and a text on a drawing
        ].join(" | ");
        if (!looks.has(look)) looks.set(look, []);
        looks.get(look).push(element);
    }
    // The first and the last may be scrolled out of sight, where axe leaves them undecided, too.
    for (const texts of looks.values()) {
        for (const text of [texts[0], texts[Math.floor(texts.length / 2)], texts.at(-1)]) {
            text.setAttribute("data-judged", "");
        }
    }
    axe.configure({ rules: [{ id: "color-contrast", selector: "[data-judged]" }] });
}
