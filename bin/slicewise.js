#!/usr/bin/env node
// A clone runs its sources. Node.js runs no TypeScript below node_modules, so the package brings what they compile to.
import { existsSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`slicewise: needs Node.js 22.19 or newer, and this is ${process.version}\n`);
  process.exit(2);
}
const source = new URL('../src/main.ts', import.meta.url);
const compiled = new URL('../dist/src/main.js', import.meta.url);
await import(existsSync(source) ? source.href : compiled.href);
