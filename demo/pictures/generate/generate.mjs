// Draws the pictures of the demo market: three compositions of each product, one of each category,
// a logo and a cover of each vendor. The drawings are Fluent Emoji (MIT) on tinted backgrounds.
//
//   npm ci && node generate.mjs
//
// reads ../../goods/*.json and ../../vendors.json, and writes ../files/<ref>/{320,800}.webp and
// ../index.json (name of the thing -> its pictures). A picture's reference is the SHA-256 of its
// 800 px file, as if that file had been uploaded. The same input gives the same files.
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import sharp from 'sharp'

const emoji = createRequire(import.meta.url)('@iconify-json/fluent-emoji/icons.json')
const files = new URL('../files/', import.meta.url)
const size = 800

// Two tones of each background: the paper and the shape on it.
const tints = {
  sky: ['#e4f1fb', '#b5d9f4'],
  mint: ['#e3f5ea', '#b3e2c9'],
  rose: ['#fde8ee', '#f7c1d0'],
  sand: ['#f6eee1', '#e8d3b3'],
  lilac: ['#f1e9fb', '#d8c5f1'],
  peach: ['#feebe1', '#f9cbb2'],
  sun: ['#fdf4d9', '#f6de95'],
  violet: ['#eae8fb', '#c5c0f2'],
  aqua: ['#dff4f5', '#a8dfe1'],
}
const order = Object.keys(tints)
const tint = (name, step) => tints[order[(order.indexOf(name) + step) % order.length]]

// item draws one emoji, side px large around (x, y), standing on its shadow.
function item(name, { x, y, side, turn = 0, hue = 0, lift = 14 }) {
  const icon = emoji.icons[name]
  if (!icon) throw new Error(`no emoji is named ${name}`)
  const scale = side / 32
  const id = `${name}-${x}-${y}`
  const paint = hue ? `<filter id="${id}-paint"><feColorMatrix type="hueRotate" values="${hue}"/></filter>` : ''
  return `<defs>${paint}<filter id="${id}" x="-25%" y="-25%" width="150%" height="160%">
      <feDropShadow dx="0" dy="${lift / scale}" stdDeviation="${lift / scale}" flood-color="#1b1a2e" flood-opacity=".22"/>
    </filter></defs>
    <g filter="url(#${id})" transform="translate(${x} ${y}) rotate(${turn}) scale(${scale}) translate(-16 -16)">
      <g${paint && ` filter="url(#${id}-paint)"`}>${icon.body}</g>
    </g>`
}

const paper = ([light]) => `<rect width="100%" height="100%" fill="${light}"/>`
const shade = (x, y, rx) => `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${rx / 9}" fill="#1b1a2e" opacity=".13"/>`

// What a product stands before, in turn: a disc, an arch, a tilted tile.
const shapes = [
  '<circle cx="400" cy="400" r="290"',
  '<path d="M140 690V380a260 260 0 0 1 520 0V690Z"',
  '<rect x="150" y="150" width="500" height="500" rx="90" transform="rotate(-10 400 400)"',
]

// The three compositions of a product: alone before a shape, close and turned, on a table in company.
const compositions = [
  (art, turn) => {
    const t = tint(art.tint, 0)
    return paper(t) + `${shapes[turn % shapes.length]} fill="${t[1]}" opacity=".75"/>` +
      shade(400, 652, 190) + item(art.emoji, { x: 400, y: 410, side: 470, hue: art.hue })
  },
  (art) => {
    const t = tint(art.tint, 2)
    return paper(t) + `<path d="M-60 640 860 60V560L-60 1140Z" fill="${t[1]}" opacity=".7"/>` +
      item(art.emoji, { x: 400, y: 400, side: 590, turn: -12, hue: art.hue, lift: 22 })
  },
  (art) => {
    const t = tint(art.tint, 5)
    return paper(t) + `<circle cx="560" cy="250" r="170" fill="${t[1]}" opacity=".45"/><rect y="600" width="800" height="200" fill="${t[1]}" opacity=".8"/>` +
      shade(345, 668, 190) + item(art.emoji, { x: 345, y: 450, side: 430, hue: art.hue }) +
      shade(615, 712, 100) + item(art.with, { x: 615, y: 600, side: 230 })
  },
]

function category(art) {
  const t = tint(art.tint, 0)
  return paper(t) + `<circle cx="400" cy="400" r="330" fill="#fff" opacity=".55"/>` + item(art.emoji, { x: 400, y: 400, side: 500 })
}

function logo(art) {
  const t = tint(art.tint, 0)
  return `<rect width="100%" height="100%" fill="${t[1]}"/>` + `<circle cx="400" cy="400" r="320" fill="${t[0]}"/>` + item(art.emoji, { x: 400, y: 400, side: 440 })
}

// cover is a wide picture: a row of the vendor's two drawings, large and small in turn.
function cover(art) {
  const t = tint(art.tint, 0)
  const row = [0, 1, 2, 3, 4].map((i) => item(i % 2 ? art.with : art.emoji, { x: 60 + i * 170, y: i % 2 ? 170 : 130, side: i % 2 ? 100 : 170, turn: i % 2 ? 12 : -8 }))
  return paper(t) + `<path d="M0 210Q400 130 800 210V300H0Z" fill="${t[1]}"/>` + row.join('')
}

async function draw(body, height = size) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${height}" viewBox="0 0 ${size} ${height}">${body}</svg>`
  const raster = await sharp(Buffer.from(svg)).removeAlpha().png({ compressionLevel: 1 }).toBuffer()
  const encode = (image, quality) => image.webp({ quality, effort: 5, smartSubsample: true }).toBuffer()
  const large = await encode(sharp(raster), 72)
  const small = await encode(sharp(raster).resize(320), 76)
  const ref = createHash('sha256').update(large).digest('hex')
  const folder = new URL(`${ref}/`, files)
  await mkdir(folder, { recursive: true })
  await writeFile(new URL('800.webp', folder), large)
  await writeFile(new URL('320.webp', folder), small)
  return ref
}

const json = async (path) => JSON.parse(await readFile(new URL(path, import.meta.url)))

await rm(files, { recursive: true, force: true })
const index = {}
const goods = new URL('../../goods/', import.meta.url)
for (const name of (await readdir(goods)).sort()) {
  const list = await json(`../../goods/${name}`)
  index[list.title.en] = [await draw(category(list.art))]
  for (const [turn, { title, art }] of list.products.entries()) {
    index[title.en] = await Promise.all(compositions.map((c) => draw(c(art, turn))))
  }
  console.log(name)
}
for (const { name, art } of await json('../../vendors.json')) {
  index[name] = [await draw(logo(art)), await draw(cover(art), 300)]
}
await writeFile(new URL('../index.json', import.meta.url), JSON.stringify(index, null, 2) + '\n')
