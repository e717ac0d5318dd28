import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Needs } from '../platform/http/permission.guard.js';
import type { Request } from '../platform/http/principal.js';
import { ProblemError } from '../platform/http/problem.js';
import { Pages } from './pages.js';

/** Every address that is a page of the portal is answered by the one page that then finds its own way. */
@Controller()
export class WebController {
  constructor(private readonly pages: Pages) {}

  @Get(['/', '*'])
  @Needs('public')
  page(@Req() request: Request, @Res() reply: FastifyReply): void {
    const path = request.url.split('?')[0] ?? '/';
    const last = path.slice(path.lastIndexOf('/') + 1);
    if (/^\/(api|socket\.io|_app)(\/|$)/.test(path) || last.includes('.')) throw new ProblemError('resource.not-found');
    void reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(this.pages.html);
  }
}
