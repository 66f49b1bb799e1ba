// Asks Netlify's own parser and matcher, so that scripts/differential can compare.
//
// usage: node engine.mjs FOLDER     (FOLDER/node_modules holds the packages of package.json)
//
// Reads one JSON object a line: {"rules": text of a _redirects file, "asked": the same without lines that are
// not to be asked, "requests": [{"scheme", "host", "path", "query", "country", "language", "cookies": {name:
// value}}]}. Answers one a line, in order: {"read": [what the parser makes of each line that it takes, with its
// "line"], "wrong": [line of each that it refuses], "rules": [of "asked", as in "read"], "kept": [line of each
// of these that is left without duplicates], "answers": [null, or [line, status, to, force], or "role" where
// only a rule with Role would match]}.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const packages = path.resolve(process.argv[2], 'node_modules');
const parser = path.join(packages, '@netlify', 'redirect-parser', 'lib');
const load = (name) => import(pathToFileURL(path.join(parser, name)).href);
const { parseFileRedirects } = await load('line_parser.js');
const { normalizeRedirects } = await load('normalize.js');
const { mergeRedirects } = await load('merge.js');
const redirector = createRequire(path.join(packages, 'x.js'))('netlify-redirector');

const LINE_FIELD = 'x-line';
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'carom-netlify-'));
const rulesFile = path.join(scratch, '_redirects');
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));

// The numbers that the parser's messages begin with: of lines, or of redirects, from 1.
function numbersIn(errors, pattern) {
  return errors.map((error) => {
    const found = pattern.exec(error.message);
    if (found === null) throw new Error(`the parser said something else: ${error.message}`);
    return Number(found[1]);
  });
}

function without(list, dropped, numberOf) {
  const set = new Set(dropped);
  return list.filter((item, index) => !set.has(numberOf(item, index)));
}

// Lines that the parser takes for a rule: not blank, no comment.
function linesOf(text) {
  const lines = [];
  text.split('\n').forEach((line, index) => {
    const trimmed = line.trim();
    if (trimmed !== '' && !trimmed.startsWith('#')) lines.push(index + 1);
  });
  return lines;
}

// What the parser takes and refuses of a text.
async function parse(text) {
  fs.writeFileSync(rulesFile, text);
  const written = linesOf(fs.readFileSync(rulesFile, 'utf8'));
  const parsed = await parseFileRedirects(rulesFile);
  const unread = numbersIn(parsed.errors, /^Could not parse redirect line (\d+):/);
  const read = without(written, unread, (line) => line);
  const checked = normalizeRedirects(parsed.redirects, false);
  const refused = numbersIn(checked.errors, /^Could not parse redirect number (\d+):/);
  const lines = without(read, refused, (_, index) => index + 1);
  if (lines.length !== checked.redirects.length) throw new Error('lost count of the lines');
  const wrong = unread.concat(refused.map((number) => read[number - 1])).sort((a, b) => a - b);
  return { wrong, rules: checked.redirects.map((rule, index) => ({ line: lines[index], ...rule })) };
}

// The matcher has other names for some members. A field to be sent on says which rule was hit.
function forMatcher({ line, from, query, signed, ...rest }) {
  return { ...rest, origin: from, params: query, headers: { [LINE_FIELD]: String(line) } };
}

function ask(matcher, request) {
  const headers = { 'X-Country': request.country, 'X-Language': request.language };
  const found = matcher.match({
    scheme: request.scheme,
    host: request.host,
    path: request.path,
    query: request.query,
    getHeader: (name) => headers[name] ?? '',
    getCookie: (name) => (Object.hasOwn(request.cookies, name) ? request.cookies[name] : ''),
  });
  if (found === null) return null;
  if (found.force404) return 'role';
  return [Number(found.proxyHeaders[LINE_FIELD]), found.status, found.to, found.force];
}

// The lines of the rules that are left when of identical ones the last is kept.
function keptLines(rules) {
  const lineOf = new Map(rules.map(({ line, ...rule }) => [rule, line]));
  const { redirects } = mergeRedirects({ fileRedirects: [...lineOf.keys()], configRedirects: [] });
  return redirects.map((rule) => lineOf.get(rule));
}

async function askAll(rules, requests) {
  // As netlify's command line does: without rules nothing is asked.
  if (rules.length === 0) return requests.map(() => null);
  const matcher = await redirector.parseJSON(JSON.stringify(rules.map(forMatcher)), {});
  const answers = requests.map((request) => ask(matcher, request));
  matcher.delete();
  return answers;
}

async function answer({ rules: text, asked: askedText, requests }) {
  const whole = await parse(text);
  const { rules } = askedText === text ? whole : await parse(askedText);
  const kept = keptLines(rules);
  const answers = await askAll(rules.filter(({ line }) => kept.includes(line)), requests);
  return { read: whole.rules, wrong: whole.wrong, rules, kept, answers };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
