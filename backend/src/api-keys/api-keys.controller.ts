import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { originOf } from '../auth/origin-of.js';
import type { ApiKeyList, MadeKey, MakeKey } from '../contract/api-keys.js';
import { makeKeySchema } from '../contract/api-keys.js';
import { idSchema } from '../contract/text.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal, Request } from '../platform/http/principal.js';
import { KeyStore } from './key-store.js';

/** Keys by which machines use the API. */
@Controller('api/api-keys')
@Needs('keys.write')
export class ApiKeysController {
  constructor(private readonly keys: KeyStore) {}

  @Get()
  async list(): Promise<ApiKeyList> {
    return { keys: await this.keys.list() };
  }

  @Post()
  make(
    @Body({ schema: makeKeySchema }) body: MakeKey,
    @CurrentPrincipal() me: Principal,
    @Req() request: Request,
  ): Promise<MadeKey> {
    return this.keys.make(me, body, originOf(request));
  }

  @Delete(':id')
  @HttpCode(204)
  async revoke(
    @Param('id', { schema: idSchema }) id: string,
    @CurrentPrincipal() me: Principal,
    @Req() request: Request,
  ): Promise<void> {
    await this.keys.revoke(me, id, originOf(request));
  }
}
