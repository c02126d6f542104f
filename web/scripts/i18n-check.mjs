// Fails on text that a reader would see without translation, and on keys that are missing, unequal or unused.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = ['packages/core/src', 'packages/ui/src', 'apps/clinic/src'];
const spokenAttributes = new Set(['label', 'title', 'alt', 'placeholder', 'aria-label', 'helperText', 'aria-description', 'emptyText', 'aria-roledescription', 'aria-valuetext', 'primary', 'secondary', 'trailing', 'term']);
const languages = ['en', 'es'];
const plural = /_(zero|one|two|few|many|other)$/;
const letters = /\p{L}{2,}/u;
const problems = [];

const walk = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? walk(path) : /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) ? [path] : [];
});
const flatten = (node, prefix = '') => Object.entries(node).flatMap(([key, value]) => (typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`)));

const folders = ['', 'office/'];
const texts = Object.fromEntries(languages.map((language) => [language, new Map(folders.flatMap((folder) => flatten(JSON.parse(readFileSync(join(root, `apps/clinic/src/locales/${folder}${language}.json`), 'utf8')))))]));
const base = (key) => key.replace(plural, '');
const known = new Set([...texts.en.keys()].flatMap((key) => [key, base(key)]));

for (const language of languages) {
  for (const other of languages.filter((one) => one !== language)) {
    for (const [key, text] of texts[language]) {
      const mate = texts[other].get(key);
      if (mate === undefined) problems.push(`${other}.json lacks ${key}`);
      else if (holes(text) !== holes(mate)) problems.push(`${key}: ${other}.json fills other places than ${language}.json`);
    }
  }
}

function holes(text) {
  return [...text.matchAll(/{{\s*(\w+)/g)].map((match) => match[1]).sort().join();
}

const usedKeys = new Set();
const usedPrefixes = new Set();
for (const file of sources.flatMap((folder) => walk(join(root, folder)))) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const at = (node) => `${relative(root, file)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  const visit = (node) => {
    if (ts.isJsxText(node) && letters.test(node.text)) problems.push(`${at(node)} raw text in JSX: ${node.text.trim()}`);
    if (ts.isJsxAttribute(node) && spokenAttributes.has(node.name.getText()) && spoken(node.initializer)) problems.push(`${at(node)} raw text in ${node.name.getText()}`);
    if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent) && node.expression && ts.isStringLiteralLike(node.expression) && letters.test(node.expression.text)) problems.push(`${at(node)} raw text in JSX`);
    if (ts.isCallExpression(node) && node.expression.getText() === 't') translation(node, at);
    if (ts.isCallExpression(node) && node.expression.getText() === 'codeWord') wordGroup(node);
    // Keys kept in tables (label: 'nav.users') count as used.
    if (ts.isStringLiteral(node) && known.has(node.text)) usedKeys.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
}

function spoken(initializer) {
  if (!initializer) return false;
  const value = ts.isJsxExpression(initializer) ? initializer.expression : initializer;
  return value !== undefined && ts.isStringLiteralLike(value) && letters.test(value.text);
}

function translation(call, at) {
  const keys = call.arguments[0] ? keysOf(call.arguments[0]) : [];
  const optional = call.arguments[1]?.getText().includes('defaultValue') ?? false;
  for (const { text, prefix } of keys) {
    if (prefix) usedPrefixes.add(text);
    else usedKeys.add(text);
    const exists = prefix ? [...known].some((key) => key.startsWith(text)) : known.has(text);
    if (!exists && !optional) problems.push(`${at(call)} unknown key ${text}`);
  }
}

function keysOf(argument) {
  if (ts.isStringLiteralLike(argument)) return [{ text: argument.text, prefix: false }];
  if (ts.isTemplateExpression(argument)) return [{ text: argument.head.text, prefix: true }];
  if (ts.isConditionalExpression(argument)) return [...keysOf(argument.whenTrue), ...keysOf(argument.whenFalse)];
  return [];
}

function wordGroup(call) {
  const group = call.arguments[1];
  for (const { text } of group ? keysOf(group) : []) usedPrefixes.add(`codes.${text}.`);
}

for (const key of texts.en.keys()) {
  const used = usedKeys.has(key) || usedKeys.has(base(key)) || [...usedPrefixes].some((prefix) => key.startsWith(prefix));
  if (!used) problems.push(`en.json: ${key} is used nowhere`);
}

for (const problem of problems) console.error(problem);
console.log(`${texts.en.size} texts in ${languages.length} languages, ${problems.length} problems`);
if (problems.length > 0) process.exit(1);
