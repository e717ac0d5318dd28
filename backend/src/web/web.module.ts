import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { Pages } from './pages.js';
import { WebController } from './web.controller.js';

/** dist/frontend, beside dist/backend; absent where the sources run without a build, as in API tests. */
function builtPages(): Pages {
  const root = fileURLToPath(new URL('../../frontend', import.meta.url));
  return new Pages(existsSync(`${root}/app.html`) ? root : null);
}

@Module({
  controllers: [WebController],
  providers: [{ provide: Pages, useFactory: builtPages }],
  exports: [Pages],
})
export class WebModule {}
