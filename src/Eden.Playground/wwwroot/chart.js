// Draws a chart as SVG. All places come as shares of the axes, from 0 to 1.
const space = "http://www.w3.org/2000/svg";
const fieldColours = ["#0072b2", "#e69f00"];

const make = (name, attributes = {}, text = "") => {
  const made = document.createElementNS(space, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.textContent = text;
  return made;
};

export const drawChart = (figure, chart, shown, set, settings) => {
  figure.classList.toggle("plane", chart.plane);
  const width = Math.max(280, figure.clientWidth);
  const height = chart.plane ? Math.min(width, 560) : Math.min(300, Math.max(200, width * 0.45));
  const [left, right, top, bottom] = [52, 24, 10, 40];
  const [across, upwards] = [width - left - right, height - top - bottom];
  const x = (place) => left + across * place;
  const y = (place) => top + upwards * (1 - place);
  const number = (pixel) => pixel.toFixed(1);

  const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `${chart.title}. ${chart.description}` });
  const clip = `clip-${[...figure.parentElement.children].indexOf(figure)}`;
  const clipPath = make("clipPath", { id: clip });
  clipPath.append(make("rect", { x: left, y: top, width: across, height: upwards }));
  svg.append(clipPath);
  const inside = make("g", { "clip-path": `url(#${clip})` });

  if (chart.field) drawField(inside, chart.field, x, y);

  chart.x.ticks.forEach(({ place, text }) => svg.append(
    make("line", { class: "grid", x1: number(x(place)), x2: number(x(place)), y1: top, y2: top + upwards }),
    make("text", { x: number(x(place)), y: top + upwards + 16, "text-anchor": "middle" }, text)));
  chart.y.ticks.forEach(({ place, text }) => svg.append(
    make("line", { class: "grid", x1: left, x2: left + across, y1: number(y(place)), y2: number(y(place)) }),
    make("text", { x: left - 6, y: number(y(place) + 4), "text-anchor": "end" }, text)));
  svg.append(make("text", { x: left + across / 2, y: height - 6, "text-anchor": "middle" }, chart.x.label));
  if (chart.y.label) svg.append(make("text", { transform: `translate(12 ${top + upwards / 2}) rotate(-90)`, "text-anchor": "middle" }, chart.y.label));
  svg.append(inside);

  chart.contours.forEach(({ level, pieces }) => {
    let path = "";
    for (let i = 0; i < pieces.length; i += 4) path += `M${number(x(pieces[i]))} ${number(y(pieces[i + 1]))}L${number(x(pieces[i + 2]))} ${number(y(pieces[i + 3]))}`;
    inside.append(make("path", { class: "contour", d: path, opacity: number(0.35 + 0.65 * (1 - level)) }));
  });

  for (let i = 0; i < chart.samples.length; i += 3) {
    const second = chart.samples[i + 2] === 1;
    const [cx, cy] = [x(chart.samples[i]), y(chart.samples[i + 1])];
    inside.append(second
      ? make("rect", { class: "sample second", x: number(cx - 3), y: number(cy - 3), width: 6, height: 6 })
      : make("circle", { class: "sample first", cx: number(cx), cy: number(cy), r: 3.3 }));
  }

  chart.lines.forEach(({ style, points }) => {
    let path = "";
    let pen = "M";
    const last = Math.min(points.length / 2, shown + 1);
    let end;
    for (let i = 0; i < last; i++) {
      const [px, py] = [points[2 * i], points[2 * i + 1]];
      if (px === null || py === null) {
        pen = "M";
      } else {
        path += `${pen}${number(x(px))} ${number(y(py))}`;
        pen = "L";
        end = [x(px), y(py)];
      }
    }

    inside.append(make("path", { class: `line style-${style}`, d: path }));
    if (end && chart.plane) inside.append(make("circle", { class: `end style-${style}`, cx: number(end[0]), cy: number(end[1]), r: 4 }));
  });

  if (chart.handle) svg.append(handleOf(svg, chart.handle, { x, y, left, top, across, upwards }, set, settings));

  const caption = document.createElement("figcaption");
  const legend = document.createElement("ul");
  legend.className = "legend";
  chart.lines.forEach(({ name, style }) => {
    const entry = document.createElement("li");
    const sample = make("svg", { width: 28, height: 10, "aria-hidden": "true" });
    sample.append(make("path", { class: `line style-${style}`, d: "M1 5L27 5" }));
    entry.append(sample, ` ${name}`);
    legend.append(entry);
  });
  caption.textContent = chart.title;
  const focused = figure.contains(document.activeElement) && document.activeElement.classList.contains("handle");
  figure.replaceChildren(caption, svg, legend);
  if (focused) figure.querySelector(".handle")?.focus();
};

const drawField = (inside, { columns, rows, shares }, x, y) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [columns, rows];
  const pen = canvas.getContext("2d");
  shares.forEach((share, i) => {
    pen.globalAlpha = Math.abs(share - 0.5) * 1.1;
    pen.fillStyle = fieldColours[share < 0.5 ? 0 : 1];
    pen.fillRect(i % columns, rows - 1 - Math.floor(i / columns), 1, 1);
  });
  inside.append(make("image", { href: canvas.toDataURL(), x: x(0), y: y(1), width: x(1) - x(0), height: y(0) - y(1), preserveAspectRatio: "none" }));
};

// The start point: dragged by mouse or finger, moved by arrow keys. It sets the two settings to the step of their slider that is nearest.
const handleOf = (svg, handle, frame, set, settings) => {
  const steps = [handle.settingX, handle.settingY].map((name) => settings.find((setting) => setting.name === name).steps);
  const nearest = (share, count) => Math.max(0, Math.min(count - 1, Math.round(share * (count - 1))));
  const to = (shareX, shareY) => set({ [handle.settingX]: steps[0][nearest(shareX, steps[0].length)], [handle.settingY]: steps[1][nearest(shareY, steps[1].length)] });
  const dot = make("circle", { class: "handle", cx: frame.x(handle.x), cy: frame.y(handle.y), r: 9, tabindex: 0, role: "button", "aria-label": handle.label });
  const move = (event) => {
    const box = document.querySelector(".handle").ownerSVGElement.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    to((px - frame.left) / frame.across, 1 - (py - frame.top) / frame.upwards);
  };
  dot.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    addEventListener("pointermove", move);
    addEventListener("pointerup", () => removeEventListener("pointermove", move), { once: true });
    addEventListener("pointercancel", () => removeEventListener("pointermove", move), { once: true });
  });
  dot.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (moves) {
      event.preventDefault();
      to(handle.x + moves[0] / (steps[0].length - 1), handle.y + moves[1] / (steps[1].length - 1));
    }
  });
  return dot;
};
