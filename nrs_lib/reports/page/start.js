/* Shows one slide at a time where the screen is wide; elsewhere the slides stay stacked. */
(function () {
  var root = document.documentElement;
  var deck = document.querySelector(".nrs-deck");
  var wide = window.matchMedia("(min-width: 60em) and (min-height: 33em)");
  var bar = null;
  var isPrinting = false;

  function button(name, go) {
    var made = document.createElement("button");
    made.type = "button";
    made.textContent = deck.getAttribute("data-" + name);
    made.addEventListener("click", go);
    return made;
  }

  function steps() {
    var place = document.createElement("span");
    var back = button("back", function () { Reveal.prev(); });
    var on = button("on", function () { Reveal.next(); });
    function tell() {
      place.textContent = (Reveal.getIndices().h + 1) + " / " + Reveal.getTotalSlides();
      back.disabled = Reveal.isFirstSlide();
      on.disabled = Reveal.isLastSlide();
    }
    // Slides are read as any page; an application would take a screen reader's own keys.
    deck.removeAttribute("role");
    bar = document.createElement("div");
    bar.className = "nrs-steps";
    bar.append(back, place, on);
    deck.append(bar);
    Reveal.on("slidechanged", tell);
    tell();
  }

  function start() {
    root.classList.add("nrs-live");
    deck.classList.add("reveal");
    Reveal.initialize({
      disableLayout: true, transition: "none", backgroundTransition: "none", center: false,
      controls: false, progress: false, slideNumber: false, overview: false, help: false,
      pause: false, jumpToSlide: false, autoAnimate: false, fragments: false, hash: true,
      history: false, postMessage: false, scrollActivationWidth: null, viewDistance: 100,
      hideInactiveCursor: false,
      // Up and down scroll what is longer than the screen; a link or a fold keeps its own keys.
      keyboardCondition: function (event) {
        if (event.key === "ArrowUp" || event.key === "ArrowDown") { return false; }
        return !event.target.closest || !event.target.closest("a, button, summary");
      }
    }).then(steps);
  }

  function stop() {
    Reveal.destroy();
    if (bar) { bar.remove(); bar = null; }
    deck.classList.remove("reveal");
    root.classList.remove("nrs-live");
  }

  window.addEventListener("beforeprint", function () { isPrinting = true; });
  window.addEventListener("afterprint", function () { isPrinting = false; });
  wide.addEventListener("change", function () {
    if (isPrinting) { return; }
    if (wide.matches) { start(); } else { stop(); }
  });
  if (wide.matches) { start(); }
})();
