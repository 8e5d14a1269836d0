// A chart of the data_visualization block: the picture is SVG that the page draws; its numbers stand in a table below.
import { el, uniqueId } from "./dom.js";
import { say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const [HEIGHT, LEFT, TOP, BOTTOM] = [240, 52, 24, 38];
const DEEP = HEIGHT - TOP - BOTTOM;
let width = 560; // of the picture; narrower on a phone, so that its words stay readable
const DRAWN = { pie, bar: plot(bars), line: plot(lines), area: plot(areas) };

/** The block as a figure: title, picture, legend, and the numbers. */
export function dataVisualization({ title, chart }) {
  const label = uniqueId("chart");
  width = window.innerWidth < 520 ? 320 : 560;
  const rows = chart.type === "pie" ? chart.segments.map((one) => [one.label, one.value]) : rowsOf(chart);
  const names = (chart.type === "pie" ? chart.segments : chart.series).map((one) => one.label ?? one.name);
  const described = `${title}. ${rows.map(([head, ...cells]) => `${head}: ${cells.join(", ")}`).join("; ")}.`;
  const picture = node("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": described });
  picture.append(...DRAWN[chart.type](chart));
  return el(
    "figure.chart",
    { aria: { labelledby: label } },
    el("figcaption", { id: label }, title),
    picture,
    el("ul.legend", {}, names.map(legend)),
    el("details", {}, el("summary", {}, say("Numbers of this chart")), numbers(chart, names, rows)),
  );
}

const rowsOf = ({ series, axis_config: { categories } }) =>
  categories.map((category) => [category, ...series.map((one) => valueAt(one, category))]);

const valueAt = (series, category) => series.data.find((point) => point.label === category)?.value ?? 0;

const legend = (name, index) => el("li", {}, el(`span.swatch.hue-${index}`, { aria: { hidden: "true" } }), name);

function numbers(chart, names, rows) {
  const { x_label: x = "", y_label: y = "" } = chart.axis_config ?? {};
  const heads = chart.type === "pie" ? ["", ""] : [[x, y].filter(Boolean).join(" / "), ...names];
  const line = ([head, ...cells]) =>
    el("tr", {}, el("th", { scope: "row" }, head), cells.map((one) => el("td", {}, one.toLocaleString())));
  const top = heads.some(Boolean) && el("thead", {}, el("tr", {}, heads.map((one) => el("th", { scope: "col" }, one))));
  return el("table", {}, top, el("tbody", {}, rows.map(line)));
}

function node(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function pie({ segments }) {
  const total = segments.reduce((sum, one) => sum + one.value, 0);
  const [x, y, radius] = [width / 2, HEIGHT / 2, HEIGHT / 2 - 8];
  const at = (share) => {
    const angle = 2 * Math.PI * share - Math.PI / 2;
    return `${(x + radius * Math.cos(angle)).toFixed(2)} ${(y + radius * Math.sin(angle)).toFixed(2)}`;
  };
  if (segments.length === 1) return [node("circle", { class: "slice hue-0", cx: x, cy: y, r: radius })];
  let begun = 0;
  return segments.map(({ value }, index) => {
    const ended = begun + value / total;
    const large = value / total > 0.5 ? 1 : 0;
    const d = `M ${x} ${y} L ${at(begun)} A ${radius} ${radius} 0 ${large} 1 ${at(ended)} Z`;
    begun = ended;
    return node("path", { class: `slice hue-${index}`, d });
  });
}

/** Axes with what `draw(series, index, place)` paints between them. */
function plot(draw) {
  return (chart) => {
    const values = chart.series.flatMap((one) => one.data.map((point) => point.value));
    const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
    const span = most - least || 1;
    const { categories, x_label: x, y_label: y } = chart.axis_config;
    const step = (width - LEFT - 8) / categories.length;
    const place = {
      step,
      of: chart.series.length,
      zero: TOP + (DEEP * most) / span,
      x: (index) => LEFT + step * (index + 0.5),
      y: (value) => TOP + (DEEP * (most - value)) / span,
    };
    const drawn = chart.series.flatMap((series, index) => {
      const points = categories.map((category) => valueAt(series, category));
      return draw(points, index, place);
    });
    const names = [
      y && node("text", { x: 0, y: 12 }, y),
      x && node("text", { x: width - 8, y: HEIGHT - 4, "text-anchor": "end" }, x),
    ];
    return [...scale(least, most, place), ...drawn, ...labels(categories, place), ...names.filter(Boolean)];
  };
}

/** Lines across the plot at its ends and in the middle, each with its number; the one at zero is the axis. */
function scale(least, most, place) {
  const ticks = [...new Set([least, 0, (least + most) / 2, most])];
  return ticks.flatMap((value) => [
    node("line", { class: value ? "grid" : "axis", x1: LEFT, x2: width - 8, y1: place.y(value), y2: place.y(value) }),
    node("text", { x: LEFT - 6, y: place.y(value) + 4, "text-anchor": "end" }, value.toLocaleString()),
  ]);
}

/** Below the plot, as many category names as have room. */
function labels(categories, place) {
  const every = Math.ceil((Math.max(...categories.map((one) => one.length)) * 7 + 8) / place.step);
  const shown = categories.map((one, index) => [one, index]).filter(([, index]) => index % every === 0);
  return shown.map(([one, index]) =>
    node("text", { x: place.x(index), y: HEIGHT - BOTTOM + 16, "text-anchor": "middle" }, one),
  );
}

function bars(points, index, place) {
  const wide = (place.step * 0.72) / place.of;
  return points.map((value, at) =>
    node("rect", {
      class: `bar hue-${index}`,
      x: place.x(at) - place.step * 0.36 + wide * index,
      y: Math.min(place.y(value), place.zero),
      width: wide,
      height: Math.abs(place.y(value) - place.zero),
    }),
  );
}

const way = (points, place) => points.map((value, at) => `${place.x(at).toFixed(2)},${place.y(value).toFixed(2)}`);

function lines(points, index, place) {
  const dots = points.map((value, at) =>
    node("circle", { class: `dot hue-${index}`, cx: place.x(at), cy: place.y(value), r: 3.5 }),
  );
  return [node("polyline", { class: `line hue-${index}`, points: way(points, place).join(" ") }), ...dots];
}

function areas(points, index, place) {
  const ends = [`${place.x(points.length - 1)},${place.zero}`, `${place.x(0)},${place.zero}`];
  const filled = node("polygon", { class: `area hue-${index}`, points: [...way(points, place), ...ends].join(" ") });
  return [filled, ...lines(points, index, place)];
}
