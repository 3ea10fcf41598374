'use strict';
// Draws what the page has in #data. Without it, the tables beside the charts say the same.
{
  const data = JSON.parse(document.getElementById('data').textContent);
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  document.documentElement.classList.add('drawn');
  for (const figures of document.querySelectorAll('details.figures')) figures.open = false;

  // Asked anew whenever a chart is drawn, as the scheme may have changed.
  const colors = name => {
    const color = () => css(name);
    return {borderColor: color, backgroundColor: color, pointBackgroundColor: color, pointBorderColor: color};
  };
  const dataset = (line, at) => ({
    label: line.name, ...colors(`--${line.color}`), order: -at, fill: false,
    data: line.points.map(([x, y]) => ({x, y})),
    // The second is narrow and dashed above the first, so that both are seen where they coincide.
    borderWidth: at ? 2 : 4, borderDash: at ? [6, 5] : [],
    pointRadius: line.points.length > 60 ? 0 : 2.5, pointStyle: at ? 'rectRot' : 'circle',
  });
  const moment = (mark, most) => ({
    label: mark.label, ...colors('--bad'), order: -9, data: [{x: mark.x, y: 0}, {x: mark.x, y: most}],
    borderWidth: 1.5, borderDash: [2, 2], pointRadius: 0, pointStyle: 'line',
  });
  const axis = (text, more) => ({type: 'linear', title: {display: true, text}, grid: {}, ticks: {maxRotation: 0}, ...more});

  function paint(chart) {
    const ink = css('--ink');
    for (const scale of Object.values(chart.options.scales)) {
      scale.grid.color = css('--grid');
      scale.ticks.color = scale.title.color = ink;
    }
    chart.options.plugins.legend.labels.color = ink;
    chart.update('none');
  }

  const charts = data.charts.map(each => {
    const most = Math.max(1, ...each.lines.flatMap(line => line.points.map(([, y]) => y)));
    return new Chart(document.getElementById(each.id), {
      type: 'line',
      data: {datasets: [...each.lines.map(dataset), ...each.marks.map(mark => moment(mark, most))]},
      options: {
        animation: false, maintainAspectRatio: false, interaction: {mode: 'nearest', axis: 'x', intersect: false},
        plugins: {colors: {enabled: false}, legend: {labels: {usePointStyle: true, sort: (a, b) => a.datasetIndex - b.datasetIndex}}},
        scales: {x: axis(each.x), y: axis(each.y, {beginAtZero: true})},
      },
    });
  });
  const repaint = () => charts.forEach(paint);
  repaint();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
  matchMedia('print').addEventListener('change', repaint);
}
