import { type RequestHandler, Router } from 'express';
import type { Assets } from './assets.ts';
import { methodNotAllowed, notFound } from './refusals.ts';

/** What a page may do: load its own files from here, and nothing else from anywhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Sets the headers that keep a browser from doing what no page here needs. */
export const guardPages: RequestHandler = (_request, response, next) => {
  response.setHeader('Content-Security-Policy', POLICY);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  next();
};

/** Scripts, style sheets and the icon, under a path that changes with them. */
export function assetRoutes(assets: Assets): Router {
  const router = Router();
  router.get('/assets/:hash/*name', async (request, response, next) => {
    const { hash, files } = await assets.load();
    const file = files.get([request.params.name].flat().join('/'));
    if (request.params.hash !== hash || file === undefined) return notFound(request, response, next);
    response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    response.setHeader('Content-Type', file.type);
    return void response.send(file.text);
  });
  router.all('/assets/:hash/*name', methodNotAllowed('GET, HEAD'));
  return router;
}
