import { createServer } from 'node:http';
import express from 'express';
import { readExtenderArgs } from '../../src/extender/wire.ts';

/**
 * An extender that decides nothing: every node passes, none is better than another. It reads and answers with the same
 * library and the same parsing as slicewise, so that what is left between the two is deciding. Prints its address.
 */
const app = express();
app.disable('x-powered-by');
app.disable('etag');
const parseBody = express.json({ limit: 2 ** 27, type: () => true });

app.post('/filter', parseBody, (request, response) => {
  const names = namesIn(request.body);
  response.json({ Nodes: null, NodeNames: names, FailedNodes: {}, FailedAndUnresolvableNodes: {}, Error: '' });
});
app.post('/prioritize', parseBody, (request, response) => {
  response.json(namesIn(request.body).map((name) => ({ Host: name, Score: 0 })));
});
app.post('/preempt', parseBody, (_request, response) => {
  response.json({ NodeNameToMetaVictims: {} });
});

function namesIn(body: unknown): readonly string[] {
  const args = readExtenderArgs(body);
  if (!args.ok) throw new Error(args.error);
  return args.value.nodes.names;
}

const server = createServer({ keepAliveTimeout: 100_000 }, app);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});
