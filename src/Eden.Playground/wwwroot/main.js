// Builds the forms from what C# describes, asks C# for pictures, and shows them. It computes nothing.
import { dotnet } from "./_framework/dotnet.js";
import { drawChart } from "./chart.js";

const at = (id) => document.getElementById(id);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const { getAssemblyExports, getConfig } = await dotnet.create();
const { Browser } = (await getAssemblyExports(getConfig().mainAssemblyName)).Eden.Playground;

let language = navigator.language.startsWith("zh") ? "zh" : "en";
let views = [];
let view;
let values = {};
let picture;
let shown = Infinity;
let playing = 0;
let plays = false;

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
};

// A link: #view?settings&lang. The settings are checked by C#.
const readLink = () => {
  const [name, query = ""] = location.hash.slice(1).split("?");
  const parts = query.split("&").filter((part) => part);
  const chosen = parts.find((part) => /^lang=(en|zh)$/.test(part));
  if (chosen) language = chosen.slice(5);
  return { name, query: parts.filter((part) => part !== chosen).join("&") };
};

const queryOf = () => Object.entries(values).map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join("&");

const translate = () => {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.querySelectorAll(`[data-${language}]`).forEach((place) => { place.textContent = place.dataset[language]; });
  document.querySelectorAll(`[data-${language}-label]`).forEach((place) => place.setAttribute("aria-label", place.dataset[`${language}Label`]));
  document.querySelectorAll("[data-language]").forEach((button) => button.setAttribute("aria-pressed", button.dataset.language === language));
  views = JSON.parse(Browser.Describe(language));
  at("views").replaceChildren(...views.map(({ name, title }) => element("a", { href: `#${name}` }, title)));
};

const showError = (text) => {
  at("error").textContent = text ?? "";
  at("error").hidden = !text;
};

const control = (setting) => {
  const id = `set-${setting.name}`;
  const output = element("output", { for: id });
  let input;
  if (setting.steps) {
    input = element("input", { type: "range", min: 0, max: setting.steps.length - 1, step: 1 });
    input.read = () => setting.steps[input.value];
    input.show = ({ text, place }) => {
      input.value = place;
      input.setAttribute("aria-valuetext", text);
      output.textContent = text;
    };
  } else if (setting.options) {
    input = element("select", {}, ...setting.options.map((option) => element("option", { value: option.name }, option.label)));
    input.read = () => input.value;
    input.show = ({ text }) => { input.value = text; };
  } else if (setting.flag) {
    input = element("input", { type: "checkbox" });
    input.read = () => input.checked ? "1" : "0";
    input.show = ({ text }) => { input.checked = text === "1"; };
  } else {
    input = element("input", { type: "text", maxlength: 200, spellcheck: "false", autocapitalize: "off" });
    input.read = () => input.value;
    input.show = ({ text }) => { if (input.value !== text) input.value = text; };
  }

  input.id = id;
  input.dataset.setting = setting.name;
  input.addEventListener("input", () => set({ [setting.name]: input.read() }));
  const label = element("label", { for: id }, setting.label);
  return element("div", { class: setting.flag ? "flag" : "setting" }, ...(setting.flag ? [input, label] : [label, output, input]));
};

const open = (name, query) => {
  const known = views.find((one) => one.name === name);
  view = known ?? views[0];
  values = {};
  plays = false;
  at("title").textContent = view.title;
  at("lesson").textContent = view.lesson;
  at("source").textContent = view.source;
  at("source").href = view.address;
  document.querySelectorAll("#views a").forEach((link) => link.getAttribute("href") === `#${view.name}`
    ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current"));
  at("form").replaceChildren(...view.settings.map(control));
  const wrong = name && !known ? Browser.Start(name, "", language) : compute(query);
  if (wrong) {
    compute("");
    showError(JSON.parse(wrong).error);
  }
};

// Returns the answer of C# where it refuses.
const compute = (query, starts = !calm.matches) => {
  const answer = Browser.Start(view.name, query, language);
  const made = JSON.parse(answer);
  showError(made.error);
  if (made.error) return answer;
  shown = Infinity;
  stop();
  show(made);
  if (starts && picture.goesOn) play();
  return null;
};

const set = (changed) => {
  Object.assign(values, changed);
  compute(queryOf());
  if (!at("error").hidden) return;
  history.replaceState(null, "", `#${view.name}${picture.query ? `?${picture.query}` : ""}`);
};

const show = (made) => {
  picture = made;
  Object.entries(picture.values).forEach(([name, value]) => {
    values[name] = value.text;
    const input = document.querySelector(`[data-setting="${name}"]`);
    input.show(value);
    input.parentElement.hidden = !value.used;
  });
  at("summary").textContent = picture.summary;
  at("code").textContent = picture.code;
  at("bits").textContent = picture.bits ?? "";
  at("bits").parentElement.hidden = !picture.bits;
  plays ||= picture.steps > 0 || picture.goesOn;
  at("player").hidden = !plays;
  at("tables").replaceChildren(...picture.tables.map(table));
  drawCharts();
};

const drawCharts = () => {
  const places = at("charts");
  while (places.children.length > picture.charts.length) places.lastChild.remove();
  while (places.children.length < picture.charts.length) places.append(element("figure"));
  picture.charts.forEach((chart, i) => drawChart(places.children[i], chart, shown, set, view.settings));
  at("position").textContent = picture.steps ? `${Math.min(shown, picture.steps)} / ${picture.steps}` : "";
};

const table = ({ title, columns, rows }) => element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": title },
  element("table", {},
    element("caption", {}, title),
    element("thead", {}, element("tr", {}, ...columns.map((column) => element("th", { scope: "col" }, column)))),
    element("tbody", {}, ...rows.map(([name, ...cells]) => element("tr", {}, element("th", { scope: "row" }, name),
      ...cells.map((cell, i) => element("td", { "data-column": columns[i + 1] }, cell)))))));

const stop = () => {
  cancelAnimationFrame(playing);
  playing = 0;
  at("play").textContent = at("play").dataset[language];
};

// One step of the paths, or of a training.
const advance = (count) => {
  if (picture.steps) {
    shown = Math.min(picture.steps, (shown >= picture.steps ? 0 : shown) + count);
    drawCharts();
    return shown < picture.steps;
  }

  const next = picture.goesOn && Browser.Next(language);
  if (next) show(JSON.parse(next));
  return picture.goesOn;
};

const play = () => {
  if (picture.steps && shown >= picture.steps) shown = 0;
  const frame = () => {
    if (advance(Math.max(1, Math.round(picture.steps / 200)))) playing = requestAnimationFrame(frame);
    else stop();
  };
  playing = requestAnimationFrame(frame);
  at("play").textContent = language === "zh" ? "暂停" : "Pause";
};

// Who prefers reduced motion sees the end at once.
const skip = () => {
  while (advance(picture.steps || 1));
};

at("play").addEventListener("click", () => {
  if (playing) return stop();
  if (!picture.steps && !picture.goesOn) compute(queryOf(), false);
  return calm.matches ? skip() : play();
});
at("step").addEventListener("click", () => { stop(); advance(1); });
at("reset").addEventListener("click", () => {
  compute(queryOf(), false);
  shown = picture.steps ? 0 : Infinity;
  drawCharts();
});
at("defaults").addEventListener("click", () => { location.hash = view.name; open(view.name, ""); });
at("link").addEventListener("click", async () => {
  const query = [picture.query, `lang=${language}`].filter((part) => part).join("&");
  const link = `${location.href.split("#")[0]}#${view.name}?${query}`;
  history.replaceState(null, "", link);
  await navigator.clipboard?.writeText(link).catch(() => {});
  at("copied").textContent = language === "zh" ? "链接已复制，并显示在地址栏中。" : "Copied; the address bar shows it too.";
});
at("form").addEventListener("submit", (event) => event.preventDefault());
document.querySelectorAll("[data-language]").forEach((button) => button.addEventListener("click", () => {
  language = button.dataset.language;
  const kept = queryOf();
  translate();
  open(view.name, kept);
  compareBits();
}));
addEventListener("hashchange", () => {
  const { name, query } = readLink();
  translate();
  open(name, query);
  at("title").focus();
});
addEventListener("resize", () => drawCharts());

const first = readLink();
translate();
open(first.name, first.query);
// What takes a while comes after the first picture.
const compareBits = () => { at("same").textContent = Browser.CompareBits(language); };
setTimeout(compareBits);
document.documentElement.dataset.ready = Math.round(performance.now());
