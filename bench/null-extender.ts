import { createServer } from 'node:http';
import express from 'express';
import { readExtenderArgs } from '../src/extender/wire.ts';

/**
 * What slicewise is measured against: an extender that decides nothing. It reads and answers with the same library and the
 * same parsing as slicewise, so that what is left between the two is deciding. Every node passes and none is better than
 * another, which an empty list says best: kube-scheduler spends time on each node that gets 0. Or, under the name of a
 * constant that was put beforehand, it answers that. Prints its address when it listens.
 */
const LIMIT = { limit: 2 ** 27, type: () => true };

const app = express();
app.disable('x-powered-by');
app.disable('etag');
const parseBody = express.json(LIMIT);
const constants = new Map<string, string>();

app.put('/constant/:name', express.text(LIMIT), (request, response) => {
  constants.set(String(request.params['name']), String(request.body));
  response.status(204).end();
});
app.post('/constant/:name', parseBody, (request, response) => {
  namesIn(request.body);
  response
    .status(200)
    .type('json')
    .send(constants.get(String(request.params['name'])));
});

app.post('/filter', parseBody, (request, response) => {
  const names = namesIn(request.body);
  response.json({ Nodes: null, NodeNames: names, FailedNodes: {}, FailedAndUnresolvableNodes: {}, Error: '' });
});
app.post('/prioritize', parseBody, (request, response) => {
  namesIn(request.body);
  response.json([]);
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
