"use strict";
// Draws the charts of the page. Their numbers are in the element "charts"; figure i holds chart i.
(() => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  // Okabe and Ito's colours, told apart by all readers; on black the black one is grey.
  const colours = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#8a8a8a", "#f0e442"];
  const dashes = ["solid", "dash", "dot", "dashdot", "longdash"];
  const symbols = ["circle", "square", "diamond", "x", "triangle-up", "cross", "star", "hexagon"];

  // Plotly reads names as markup; these are text.
  const text = (value) => String(value).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  // Many lines lie on each other: the first are the broadest, so that those beneath still show.
  const breadth = (chart, i) => chart.series.length < 5 ? 2 : Math.max(1.5, 6 - 0.6 * i);

  const lines = (chart) => chart.series.map((series, i) => ({
    type: "scatter",
    mode: chart.dots ? "markers" : series.x.length > 60 ? "lines" : "lines+markers",
    name: text(series.name),
    x: series.x,
    y: series.y,
    error_y: series.interval ? { type: "data", array: series.interval, thickness: 1.2, width: 4 } : undefined,
    line: { color: colours[i % colours.length], width: breadth(chart, i), dash: dashes[Math.floor(i / colours.length) % dashes.length] },
    marker: { size: 4 + breadth(chart, i), symbol: symbols[i % symbols.length] },
  }));

  const heat = (chart) => [{
    type: "heatmap",
    x: chart.columns.map(text),
    y: chart.rows.map(text),
    z: chart.values,
    zmin: chart.least,
    zmax: chart.greatest,
    colorscale: "Viridis",
    reversescale: chart.lowerIsBetter,
    hoverongaps: false,
    xgap: 1,
    ygap: 1,
    colorbar: { thickness: 12, outlinewidth: 0, tickformat: ".0%" },
    showlegend: false,
  }, ...best(chart)];

  // The best cell, as a star that shows on every colour.
  const best = (chart) => chart.best ? [{
    type: "scatter",
    mode: "markers",
    x: [text(chart.columns[chart.best[0]])],
    y: [text(chart.rows[chart.best[1]])],
    marker: { symbol: "star", size: 16, color: "#ffffff", line: { color: "#000000", width: 1.5 } },
    hoverinfo: "skip",
    showlegend: false,
  }] : [];

  // Below half a decade a logarithmic axis is as good as straight, and straight ones have better labels.
  const scaleOf = (isLog, values) => {
    const positive = values.filter((value) => value > 0);
    return isLog && Math.max(...positive) > 3 * Math.min(...positive) ? "log" : "linear";
  };

  // Labels of a logarithmic axis: a handful of powers of ten, or 1, 2 and 5 times them where there are few.
  const logTicks = (values) => {
    const positive = values.filter((value) => value > 0);
    const [least, greatest] = [Math.min(...positive), Math.max(...positive)];
    const span = Math.log10(greatest / least);
    if (!(span < 1.5)) return { dtick: Math.max(1, Math.ceil(span / 7)) };
    const decade = Math.floor(Math.log10(least));
    const round = [0, 1, 2, 3].flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${decade + power}`)));
    const ticks = round.filter((value) => value >= 0.7 * least && value <= 1.4 * greatest);
    return ticks.length > 1 ? { tickvals: ticks } : {};
  };

  // Whole numbers, such as epochs, have no labels between them.
  const wholeTicks = (values) => values.every(Number.isInteger) && Math.max(...values) - Math.min(...values) <= 10 ? { dtick: 1 } : {};

  const axis = (title, type, values, colour, grid) => ({
    title: { text: text(title), standoff: 8 },
    type,
    ...(type === "log" ? logTicks(values) : type === "linear" ? wholeTicks(values) : { tickangle: 0 }),
    separatethousands: true,
    hoverformat: type === "category" ? undefined : ".4~g",
    color: colour,
    gridcolor: grid,
    zerolinecolor: grid,
    automargin: true,
    exponentformat: "e",
  });

  const layout = (chart, light) => {
    const [colour, quiet, grid] = light ? ["#1c2128", "#818b98", "#d1d9e0"] : ["#e6edf3", "#9198a1", "#30363d"];
    const isHeat = chart.kind === "heat";
    const xs = isHeat ? [] : chart.series.flatMap((series) => series.x);
    const ys = isHeat ? [] : [...chart.series.flatMap((series) => series.y), ...(chart.limit === undefined ? [] : [chart.limit])];
    return {
      autosize: true,
      // The buttons, which show under the mouse, have the place above.
      margin: { l: 8, r: 8, t: 32, b: 8 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: colour, family: "system-ui, sans-serif", size: 12 },
      xaxis: axis(chart.x, isHeat ? "category" : scaleOf(chart.logX, xs), xs, colour, grid),
      yaxis: axis(chart.y, isHeat ? "category" : scaleOf(chart.logY, ys), ys, colour, grid),
      modebar: { bgcolor: "rgba(0,0,0,0)", color: quiet, activecolor: colour },
      showlegend: !isHeat,
      legend: { orientation: "h", maxheight: 0.7, yref: "container", yanchor: "bottom", y: 0, x: 0, xanchor: "left" },
      shapes: chart.limit === undefined ? [] : [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: chart.limit, y1: chart.limit, line: { color: colour, width: 1.5, dash: "dash" } }],
      hovermode: isHeat ? "closest" : "x",
      hoverlabel: { namelength: -1 },
    };
  };

  const config = {
    responsive: true,
    displaylogo: false,
    showSendToCloud: false,
    modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
  };

  // Where it is narrow, the legend needs the place of the buttons; dragging zooms and a double click goes back there too.
  const configOf = (place) => place.clientWidth >= 480 ? config
    : { ...config, modeBarButtonsToRemove: [...config.modeBarButtonsToRemove, "zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"] };

  // The legend stands below the lines and takes none of their height.
  const size = () => charts.forEach((chart, i) => {
    if (chart.kind !== "heat") {
      const place = document.getElementById(`chart-${i}`);
      const widest = Math.max(...chart.series.map((series) => series.name.length)) * 7 + 60;
      const columns = Math.max(1, Math.floor((place.clientWidth - 60) / widest));
      place.style.height = `${20 + 1.2 * Math.ceil(chart.series.length / columns)}rem`;
    }
  });

  const draw = (light) => Promise.all(charts.map((chart, i) => {
    const place = document.getElementById(`chart-${i}`);
    return Plotly.react(place, chart.kind === "heat" ? heat(chart) : lines(chart), layout(chart, light), configOf(place));
  }));

  size();
  addEventListener("resize", size);
  dark.addEventListener("change", () => draw(!dark.matches));
  addEventListener("beforeprint", () => draw(true));
  addEventListener("afterprint", () => draw(!dark.matches));
  draw(!dark.matches).then(() => { document.documentElement.dataset.drawn = "true"; });
})();
