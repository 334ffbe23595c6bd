// Charts: direct labels, units, the threshold drawn and named. A table with the same figures stands beside each.
import { init } from "../vendor/echarts.min.js";

const token = (element, name) => getComputedStyle(element).getPropertyValue(name).trim();
const said = ({ value }) => (value === null || value === undefined ? "" : Number(value).toLocaleString("en", { maximumFractionDigits: 4 }));  // as in the table: 31,336
const colour = (element, value) => (value?.startsWith("--") ? token(element, value) : value);

function options(box, told) {
  const ink = token(box, "--ink-2"), faint = token(box, "--line"), text = { color: ink, fontFamily: token(box, "--sans"), fontSize: 12 };
  const ground = token(box, "--surface");
  const tones = ["--jade", "--c1", "--c3", "--c2", "--c5"].map((name) => token(box, name));
  const across = told.across ? "yAxis" : "xAxis", up = told.across ? "xAxis" : "yAxis";
  return {
    animation: false, textStyle: text, color: tones, aria: { enabled: false },
    grid: { left: 4, right: told.series.length > 1 || told.threshold ? 96 : 24, top: 20, bottom: 4, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: ground, borderColor: faint, textStyle: text },
    [across]: { type: "category", data: told.categories, axisLabel: text, axisLine: { lineStyle: { color: token(box, "--line-2") } }, axisTick: { show: false }, inverse: Boolean(told.across) },
    [up]: { type: "value", axisLabel: text, splitLine: { lineStyle: { color: faint } } },
    series: told.series.map((series, nth) => ({
      type: series.type || told.type || "bar", name: series.name, data: series.values, connectNulls: false, barMaxWidth: 28, symbolSize: 6,
      itemStyle: series.colour ? { color: colour(box, series.colour) } : undefined, lineStyle: { width: 2, type: series.dashed ? "dashed" : "solid" },
      label: { show: (series.type || told.type) !== "line", position: told.across ? "right" : "top", formatter: said, ...text },
      endLabel: { show: (series.type || told.type) === "line", formatter: "{a}", ...text },
      markLine: nth === 0 && told.threshold ? { symbol: "none", silent: true, lineStyle: { color: token(box, "--caution"), type: "dashed" },
        label: { formatter: told.threshold.name, position: "end", color: token(box, "--caution"), width: 88, overflow: "break", textBorderColor: ground, textBorderWidth: 3 },
        data: [told.across ? { xAxis: told.threshold.value } : { yAxis: told.threshold.value }] } : undefined,
    })),
  };
}

export function charts(root) {
  const figures = root.matches?.("[data-chart]") ? [root] : root.querySelectorAll("[data-chart]");
  for (const figure of figures) {
    const box = figure.querySelector(".chart");
    if (!box || box.dataset.drawn) continue;
    box.dataset.drawn = "yes";
    const told = JSON.parse(figure.dataset.chart);
    const chart = init(box, null, { renderer: "svg" });
    const draw = () => chart.setOption(options(box, told), true);
    draw();
    new ResizeObserver(() => chart.resize()).observe(box);
    document.addEventListener("pilin:theme", draw);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  }
}
