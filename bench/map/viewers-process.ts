// Pages that follow the map, in a process of their own. Arguments: the server's URL, and how many.

const [url = '', viewers = '0'] = process.argv.slice(2);
for (let viewer = 0; viewer < Number(viewers); viewer++) {
  const { epoch, revision } = await (await fetch(`${url}/map.json`)).json();
  const events = await fetch(`${url}/events?since=${encodeURIComponent(`${epoch} ${revision}`)}`);
  void events.body?.pipeTo(new WritableStream({ write: () => {} }));
}
process.stdout.write(`all follow ${url}\n`);
