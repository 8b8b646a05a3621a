// The line of progress and its forecast. All figures come from the page; nothing is reckoned here.
"use strict";
(() => {
  const box = document.getElementById("outlook");
  const data = JSON.parse(document.getElementById("outlook-data").textContent);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const font = { fontFamily: "Be Vietnam Pro", fontSize: 13, color: colour("muted") };
  const day = (value) => {
    const date = new Date(value);
    return `${String(date.getDate()).padStart(2, "0")}/${String(date.getMonth() + 1).padStart(2, "0")}`;
  };
  const at = (iso) => new Date(`${iso}T00:00:00`).getTime();
  const points = data.points.map(([iso, share]) => [at(iso), share]);
  const first = points[0][0];
  const today = points[points.length - 1];
  const end = data.on ? at(data.on) : today[0];
  const line = (points, more) => ({ type: "line", data: points, showSymbol: false, silent: true, ...more });
  const unseen = { lineStyle: { opacity: 0 }, stack: "range" };

  const series = [];
  if (data.on) {
    series.push(
      line([today, [end, data.low]], unseen),
      line([[today[0], 0], [end, data.high - data.low]], { ...unseen, areaStyle: { color: colour("primary"), opacity: 0.15 } }),
      line([today, [end, data.expected]], { lineStyle: { color: colour("primary"), width: 4, type: [7, 6] } }),
    );
  }
  if (data.target) {
    series.push(line([[end, data.target], [first, data.target]], {
      lineStyle: { color: colour("accent"), width: 4, type: [2, 6], cap: "butt" },
      endLabel: { show: true, formatter: `${box.dataset.target} ${data.target} %`, ...font, fontWeight: 600, color: colour("warning-ink"), align: "left", offset: [4, -14] },
    }));
  }
  series.push(line(points, { lineStyle: { color: colour("primary"), width: 4, cap: "round", join: "round" } }));

  const chart = echarts.init(box, null, { devicePixelRatio: Math.max(2, window.devicePixelRatio) });
  const marks = [...new Set([first, today[0], end])];
  chart.setOption({
    animation: false,
    grid: { left: 52, right: 20, top: 16, bottom: 28 },
    xAxis: {
      type: "value", min: first, max: end === first ? first + 864e5 : end, splitLine: { show: false }, axisTick: { show: false },
      axisLine: { lineStyle: { color: colour("line") } },
      axisLabel: { ...font, customValues: marks, formatter: day, showMinLabel: true, showMaxLabel: true, alignMinLabel: "left", alignMaxLabel: "right" },
    },
    yAxis: {
      type: "value", min: 0, max: 100, interval: 25, axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...font, formatter: "{value} %" }, splitLine: { lineStyle: { color: colour("line") } },
    },
    series,
  });
  window.addEventListener("resize", () => chart.resize());
  window.addEventListener("beforeprint", () => chart.resize());
  document.fonts.ready.then(() => chart.resize());
})();
