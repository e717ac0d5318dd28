import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { Pages } from './pages.js';
import { WebController } from './web.controller.js';

/** Where dist/frontend lies, seen from dist/backend/web and from the sources, which tests run as they are. */
const FOLDERS = ['../../frontend', '../../../dist/frontend'];

/** The built pages; none where nothing was built, as in API tests. */
function builtPages(): Pages {
  const roots = FOLDERS.map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
  return new Pages(roots.find((root) => existsSync(`${root}/app.html`)) ?? null);
}

@Module({
  controllers: [WebController],
  providers: [{ provide: Pages, useFactory: builtPages }],
  exports: [Pages],
})
export class WebModule {}
