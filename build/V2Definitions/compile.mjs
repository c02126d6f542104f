// compile.mjs OUT: the dictionary as the lines that src/Hl7v2/Structures/V2Definitions.cs reads, compressed.
//   V version | T type name | c component | S segment name | f field | M structure parts
//   components and fields: data type, optionality (O R C W), repetitions (0: any number), length (0: none said), table, name
//   parts: NAME or NAME( parts ), a choice as A/B/C; then ? (0..1), * (0..n), + (1..n) or nothing (1..1)
import { writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import dictionary from 'hl7-dictionary';

const optionality = { 1: 'O', 2: 'R', 3: 'C', 4: 'W' };
const clean = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
const quantity = ({ min, max }) => (min === 0 ? (max === 1 ? '?' : '*') : max === 1 ? '' : '+');
const name = (part) => (part.compounds ? part.compounds.map((one) => one.name).join('/') : part.name.replace(/\s+/g, '_'));
const parts = (list) => (list ?? []).map((part) => name(part) + (part.children ? `( ${parts(part.children)} )` : '') + quantity(part)).join(' ');
const item = (kind, one) => [kind, one?.datatype ?? '', optionality[one?.opt] ?? 'O', one?.rep ?? 1, one?.len ?? 0, one?.table ?? 0, clean(one?.desc)].join('\t');

const lines = [];
for (const [version, { fields, segments, messages }] of Object.entries(dictionary.definitions)) {
  lines.push(`V\t${version}`);
  for (const [type, { desc, subfields }] of Object.entries(fields)) lines.push(`T\t${type}\t${clean(desc)}`, ...(subfields ?? []).map((one) => item('c', one)));
  for (const [segment, { desc, fields: list }] of Object.entries(segments)) lines.push(`S\t${segment}\t${clean(desc)}`, ...(list ?? []).map((one) => item('f', one)));
  for (const [structure, { segments: tree }] of Object.entries(messages)) lines.push(`M\t${structure}\t${parts(tree.segments)}`);
}
const text = Buffer.from(lines.join('\n') + '\n');
writeFileSync(process.argv[2], brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } }));
