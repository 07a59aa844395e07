// Building the document: elements by hand, never mark-up from data.

// h makes an element. props: class, dataset, on (listeners); the rest are attributes (true = empty, null/false = absent).
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byID = (id) => document.getElementById(id);

// webURL returns the URL if it is one that a page or a picture may be loaded from, else null.
export function webURL(text, base = location.href) {
  if (!text) return null;
  try {
    const url = new URL(String(text), base);
    return url.protocol === "http:" || url.protocol === "https:" ? url : null;
  } catch {
    return null;
  }
}

// picture is an <img> that becomes what instead() returns when there is nothing to show.
export function picture(src, className, instead) {
  const url = webURL(src);
  if (!url) return instead();
  const image = h("img", { class: className, src: url.href, alt: "", referrerpolicy: "no-referrer" });
  image.addEventListener("error", () => image.replaceWith(instead()), { once: true });
  return image;
}

// duration is milliseconds as people read them.
export const duration = (ms) => (ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`);
