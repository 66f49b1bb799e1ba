// Makes requests with undici's `request` and its redirect interceptor.
//
// usage: node undici.mjs FOLDER MAX     (FOLDER is the package's)
//
// Reads and writes what JsonLines of harness/clients/runner.py says: a case a line, an outcome a line.
import path from 'node:path';
import readline from 'node:readline';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';

const [, , folder, max] = process.argv;
const { Agent, interceptors, request } = createRequire(path.join(folder, 'x.js'))(folder);
const hosts = JSON.parse(process.env.CAROM_CLIENTS_HOSTS);

function lookup(name, options, done) {
  const address = hosts[name.toLowerCase()];
  if (address === undefined) return done(Object.assign(new Error(`no case has ${name}`), { code: 'ENOTFOUND' }));
  return options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4);
}

function bodyOf({ body, stream }) {
  return stream ? Readable.from([Buffer.from(body)]) : body;
}

async function ask(asked) {
  // An agent for each case: a connection of one case is not another's.
  const agent = new Agent({ connect: { lookup } });
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: Number(max) }));
  try {
    const { statusCode, body, context } = await request(asked.url, {
      dispatcher,
      method: asked.method,
      headers: asked.fields.flat(),
      body: bodyOf(asked),
    });
    await body.dump();
    const last = context?.history?.at(-1);
    return { status: statusCode, url: last === undefined ? null : last.href, error: null };
  } catch (error) {
    return { status: null, url: null, error: `${error.name}: ${error.message}${error.code ? `: ${error.code}` : ""}` };
  } finally {
    await agent.destroy();
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await ask(JSON.parse(line)))}\n`);
}
