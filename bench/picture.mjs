// The picture of docs/performance.md: how near to the limit of the service each row of live.ts comes.

const ROW = 26;
const TOP = 44;
const LABEL = 300;
const BAR = 360;
const WIDTH = LABEL + BAR + 190;

/** SVG, the same for the same rows. */
export function pictureOf(rows) {
  const height = TOP + rows.length * ROW + 12;
  const bars = rows.flatMap(({ name, share, seconds, callsPerOperation, calls }, index) => {
    const y = TOP + index * ROW;
    const length = Math.round(BAR * Math.min(1, share));
    const each = callsPerOperation === undefined ? `${calls} calls` : `${callsPerOperation.toFixed(2)} calls each`;
    return [
      text(LABEL - 10, y + 15, name, 'end'),
      `<rect x="${LABEL}" y="${y + 3}" width="${BAR}" height="16" fill="#e8e8e8"/>`,
      `<rect x="${LABEL}" y="${y + 3}" width="${length}" height="16" fill="#2f7d4f"/>`,
      text(LABEL + BAR + 10, y + 15, `${share.toFixed(2)} · ${Math.round(seconds)} s · ${each}`, 'start'),
    ];
  });
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">`,
    `<title>Share of the limit of the service</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(LABEL, 24, 'share of what the service allows (whole bar: its limit)', 'start'),
    ...bars,
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

function text(x, y, words, anchor) {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#222222">${escaped}</text>`;
}
