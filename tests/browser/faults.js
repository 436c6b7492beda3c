/* What is wrong with the page for a thumb and for tired eyes: one line for each fault. `least` and `small` in pixels. */
({ least, small, language }) => {
  const faults = new Set();
  const width = document.documentElement.clientWidth;
  const name = (element) => `${element.tagName.toLowerCase()} “${element.textContent.trim().slice(0, 20) || element.name || ""}”`;
  // What is shown as it will be printed has the sizes of paper.
  const isOnPaper = (element) => element.closest(".pt-print__sheet");
  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1 && !element.closest(".pt-skip, .pt-hidden");
  };

  if (document.documentElement.lang !== language) faults.add(`says to be in “${document.documentElement.lang}”`);
  if (document.documentElement.scrollWidth > width) {
    faults.add(`scrolls sideways: ${document.documentElement.scrollWidth} of ${width}`);
  }

  for (const target of document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")) {
    if (!isSeen(target) || isOnPaper(target)) continue;
    const isWithinSentence = target.tagName === "A" && getComputedStyle(target).display === "inline";
    const box = (target.matches("[type=checkbox], [type=radio]") && target.closest("label") || target).getBoundingClientRect();
    if (!isWithinSentence && (box.width < least - 0.5 || box.height < least - 0.5)) {
      faults.add(`too small to touch: ${name(target)} ${Math.round(box.width)} × ${Math.round(box.height)}`);
    }
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const words = texts.currentNode.textContent.trim();
    const element = texts.currentNode.parentElement;
    if (!words || !isSeen(element) || isOnPaper(element) || element.closest("svg, noscript")) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    if (size < small) faults.add(`too small to read: “${words.slice(0, 20)}” ${style.fontSize}`);
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const line = parseFloat(style.lineHeight);
    const isWrapped = range.getBoundingClientRect().height > 1.8 * size;
    if (isWrapped && !(line / size >= 1.295)) faults.add(`lines too close: “${words.slice(0, 20)}” ${style.lineHeight} of ${style.fontSize}`);
    if (!element.closest(".pt-scroll") && range.getBoundingClientRect().right > width + 1) faults.add(`cut off: “${words.slice(0, 20)}”`);
    if (style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1) faults.add(`cut off: “${words.slice(0, 20)}”`);
  }

  // The browser says that its owner wants no motion.
  for (const element of document.querySelectorAll("body, body *")) {
    const style = getComputedStyle(element);
    const isSlow = style.transitionDuration.split(",").some((duration) => parseFloat(duration) > 0);
    if (style.animationName !== "none" || isSlow) faults.add(`moves: ${name(element)}`);
  }
  return [...faults];
};
