// Makes the requests of runners/node.py: one JSON object a line, in and out.
import dns from "node:dns";
import readline from "node:readline";

const TIMEOUT_MS = 10000;
const hosts = JSON.parse(process.env.CAROM_CLIENTS_HOSTS);
const lookUp = dns.lookup;

// node:net takes it from here for each connection.
dns.lookup = (name, options, done) => {
  const address = hosts[name.toLowerCase()];
  if (address === undefined) return done(Object.assign(new Error(`no case has ${name}`), { code: "ENOTFOUND" }));
  return lookUp(address, options, done);
};

function bodyOf(request) {
  if (request.body === null) return {};
  if (!request.stream) return { body: request.body };
  const pieces = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(request.body));
      controller.close();
    },
  });
  return { body: pieces, duplex: "half" };
}

async function make(request) {
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.fields,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...bodyOf(request),
    });
    await response.arrayBuffer();
    return { status: response.status, url: response.url, error: null };
  } catch (error) {
    const cause = [error.cause?.message, error.cause?.code].filter(Boolean).map((word) => `: ${word}`).join("");
    return { status: null, url: null, error: `${error.name}: ${error.message}${cause}` };
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await make(JSON.parse(line)))}\n`);
}
