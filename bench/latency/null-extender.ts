import { createServer } from 'node:http';
import express from 'express';
import { readExtenderArgs } from '../../src/extender/wire.ts';

/**
 * What the extender is measured against: the same server with the same settings, the same parsing of the request, and a
 * constant answer, which the parent process sends beforehand. Prints its address when it listens.
 */
const app = express();
app.disable('x-powered-by');
app.disable('etag');
const parseBody = express.json({ limit: 2 ** 27, type: () => true });
const answers = new Map<string, string>();

app.put('/constant/:verb', express.text({ limit: 2 ** 27, type: () => true }), (request, response) => {
  answers.set(String(request.params['verb']), String(request.body));
  response.status(204).end();
});
app.post('/:verb', parseBody, (request, response) => {
  const args = readExtenderArgs(request.body);
  if (!args.ok) throw new Error(args.error);
  response
    .status(200)
    .type('json')
    .send(answers.get(String(request.params['verb'])));
});

const server = createServer({ keepAliveTimeout: 100_000 }, app);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});
