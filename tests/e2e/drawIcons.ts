/** `npm run icons`: the mark as icons of every size, and the picture that stands beside links to us, drawn by the tests' browser. */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { launchChromium } from "../support/chromium.ts";

const INDIGO = "#4252cd";
const require = createRequire(import.meta.url);

/** Three pods on a shelf: two of them, and the shelf. `room`: the share of the square the mark fills. */
function mark(size: number, room: number, corner: number): string {
  const scale = (size * room) / 14;
  const edge = (size - 14 * scale) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${size} ${size}">
  <rect width="${size}" height="${size}" rx="${size * corner}" fill="${INDIGO}"/>
  <g transform="translate(${edge} ${edge}) scale(${scale})" fill="#fff">
    <rect x="0.6" y="1.4" width="5.8" height="6.8" rx="1.7"/>
    <rect x="7.6" y="1.4" width="5.8" height="6.8" rx="1.7" opacity=".6"/>
    <rect x="0.6" y="10.4" width="12.8" height="2.2" rx="1.1"/>
  </g>
</svg>
`;
}

const embedded = (file: string): string =>
  `url(data:font/woff2;base64,${readFileSync(require.resolve(file)).toString("base64")})`;

/** A node with pods in it, as on the map. */
function node(x: number, y: number, width: number, name: string, pods: readonly string[]): string {
  const cards = pods.map((colour, index) => {
    const [left, top] = [x + 24 + (index % 2) * 132, y + 24 + Math.floor(index / 2) * 66];
    return `<rect x="${left}" y="${top}" width="118" height="52" rx="10" fill="#fff" stroke="#dbdee3" stroke-width="2"/>
      <circle cx="${left + 22}" cy="${top + 26}" r="8" fill="${colour}"/>
      <rect x="${left + 40}" y="${top + 15}" width="58" height="8" rx="4" fill="#232830"/>
      <rect x="${left + 40}" y="${top + 31}" width="40" height="7" rx="3.5" fill="#b9bec6"/>`;
  });
  return `<rect x="${x}" y="${y}" width="${width}" height="228" rx="16" fill="#f4f6f9" stroke="#dbdee3" stroke-width="2"/>
    ${cards.join("")}
    <text x="${x + 24}" y="${y + 200}" class="mono">${name}</text>`;
}

const [GREEN, AMBER] = ["#007136", "#9a5a00"];
const preview = `<!doctype html><style>
  @font-face { font-family: P; src: ${embedded("pretendard/dist/web/variable/woff2/PretendardVariable.woff2")}; font-weight: 45 920; }
  @font-face { font-family: D; src: ${embedded("@kfonts/d2coding/D2CodingBold.woff2")}; }
  body { margin: 0; width: 1200px; height: 630px; background: #fbfcfd; font-family: P; color: #171b23; position: relative; }
  .mono { font: 20px D; fill: #4d535e; }
  header { position: absolute; left: 72px; top: 64px; display: flex; align-items: center; gap: 18px; font-size: 40px; font-weight: 750; letter-spacing: -0.02em; }
  h1 { position: absolute; left: 72px; top: 150px; margin: 0; font-size: 50px; line-height: 1.2; font-weight: 750; letter-spacing: -0.02em; white-space: nowrap; }
  p { position: absolute; left: 72px; top: 226px; margin: 0; font-size: 28px; color: #4d535e; }
  svg.map { position: absolute; left: 0; top: 0; }
</style>
<header>${mark(56, 0.72, 0.24)}Podroom</header>
<h1>브라우저에서 함께 쓰는 Kubernetes 클러스터</h1>
<p>A shared Kubernetes cluster, live in a browser tab</p>
<svg class="map" width="1200" height="630">
  <g fill="none" stroke-width="3">
    <path d="M330 366V384H154V404" stroke="${GREEN}"/><path d="M330 366V384H662V404" stroke="${GREEN}"/>
    <path d="M760 366V384H800V404" stroke="${AMBER}" stroke-dasharray="8 8"/>
  </g>
  <rect x="220" y="318" width="220" height="48" rx="24" fill="#fff" stroke="#b9bec6" stroke-width="2"/>
  <text x="248" y="349" class="mono">svc  app=web</text>
  <rect x="650" y="318" width="220" height="48" rx="24" fill="#fff" stroke="#b9bec6" stroke-width="2"/>
  <text x="684" y="349" class="mono">svc  app=db</text>
  ${node(72, 404, 298, "k8s-worker1", [GREEN, GREEN, GREEN])}
  ${node(394, 404, 562, "k8s-worker2", [GREEN, GREEN, GREEN, AMBER])}
  <rect x="980" y="404" width="148" height="228" rx="16" fill="none" stroke="#dbdee3" stroke-width="2" stroke-dasharray="8 6"/>
  <text x="998" y="604" class="mono">k8s-master</text>
</svg>`;

/** One PNG in an ICO: browsers that ask for /favicon.ico take it. */
function ico(png: Buffer, side: number): Buffer {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head.writeUInt8(side, 6);
  head.writeUInt8(side, 7);
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(32, 12);
  head.writeUInt32LE(png.length, 14);
  head.writeUInt32LE(head.length, 18);
  return Buffer.concat([head, png]);
}

const browser = await launchChromium();
try {
  const page = await browser.newPage();
  const draw = async (svg: string, side: number): Promise<Buffer> => {
    await page.setViewportSize({ width: side, height: side });
    await page.setContent(`<body style="margin:0">${svg}`);
    return page.screenshot({ omitBackground: true });
  };
  for (const side of [192, 512])
    writeFileSync(`components/meta/icons/${side}.png`, await draw(mark(side, 0.68, 0.22), side));
  // Systems cut these into their own shape: the mark keeps to the middle.
  writeFileSync("components/meta/icons/maskable-512.png", await draw(mark(512, 0.5, 0), 512));
  writeFileSync("app/apple-icon.png", await draw(mark(180, 0.62, 0), 180));
  writeFileSync("app/icon.svg", mark(32, 0.74, 0.22));
  writeFileSync("app/favicon.ico", ico(await draw(mark(32, 0.74, 0.22), 32), 32));
  await page.setViewportSize({ width: 1200, height: 630 });
  await page.setContent(preview);
  await page.evaluate(() => document.fonts.ready);
  writeFileSync("components/meta/icons/preview.png", await page.screenshot());
} finally {
  await browser.close();
}
