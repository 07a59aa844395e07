// Line icons that are drawn here: 24 by 24, with strokes in the colour of the text.

const paths = {
  back: "M15 4l-8 8 8 8",
  bell: "M6 16V11a6 6 0 0112 0v5l2 2H4zM10 21h4",
  card: "M3 7h18v10H3zM3 11h18M7 14h3",
  chevron: "M9 5l7 7-7 7",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v10H9zM15 9V5H5v10h4",
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  exchange: "M5 8h13l-3-3M19 16H6l3 3",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M17.5 10h.01M8 14h8",
  link: "M10 14a4 4 0 005.7 0l3-3a4 4 0 00-5.7-5.7l-1 1M14 10a4 4 0 00-5.7 0l-3 3a4 4 0 005.7 5.7l1-1",
  menu: "M5 7h14M5 12h14M5 17h14",
  mic: "M12 3a3 3 0 013 3v5a3 3 0 01-6 0V6a3 3 0 013-3zM6 11a6 6 0 0012 0M12 17v4",
  moments: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 3v9M20 8l-8 4M18 19l-6-7M6 19l6-7M4 8l8 4",
  music: "M9 18V6l10-2v12M9 18a2.5 2.5 0 11-2.5-2.5A2.5 2.5 0 019 18zM19 16a2.5 2.5 0 11-2.5-2.5A2.5 2.5 0 0119 16z",
  outside: "M14 4h6v6M20 4l-9 9M17 14v6H4V7h6",
  person: "M12 12a4 4 0 100-8 4 4 0 000 8zM4 21a8 8 0 0116 0",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01",
  pin: "M12 21s7-6.2 7-11.5a7 7 0 00-14 0C5 14.800 12 21 12 21zM12 12a2.5 2.500 0 100-5 2.500 2.500 0 000 5z",
  play: "M8 5l11 7-11 7z",
  plus: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 8v8M8 12h8",
  program: "M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM14 16.500h5M16.500 14v5",
  reload: "M19 12a7 7 0 11-2-4.900M19 4v4h-4",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16",
  search: "M10.500 4a6.500 6.500 0 100 13 6.500 6.500 0 000-13zM15.500 15.500L20 20",
  share: "M4 20v-3a7 7 0 017-7h8M15 5l5 5-5 5",
  video: "M4 6h11v12H4zM15 11l6-4v10l-6-4z",
  voice: "M7 10l3 2-3 2M11 7.500a6 6 0 010 9M14.500 5a10 10 0 010 14",
};

const svg = "http://www.w3.org/2000/svg"; // the name of the namespace; nothing is loaded from it

export function icon(name) {
  const element = document.createElementNS(svg, "svg");
  element.setAttribute("viewBox", "0 0 24 24");
  element.setAttribute("class", `icon icon-${name}`);
  element.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg, "path");
  path.setAttribute("d", paths[name]);
  element.append(path);
  return element;
}
