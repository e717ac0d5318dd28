import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { idSchema } from '../contract/text.js';
import type { ChangeView, NewView, SavedView } from '../contract/views.js';
import { changeViewSchema, newViewSchema } from '../contract/views.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { ViewStore } from './view-store.js';

/** Saved views of the list. Every answer is all the views the reader has now, which is what a menu shows. */
@Controller('api/views')
export class ViewsController {
  constructor(private readonly store: ViewStore) {}

  @Get()
  @Needs('users.read')
  async list(@CurrentPrincipal() me: Principal): Promise<{ views: SavedView[] }> {
    return { views: await this.store.list(me) };
  }

  @Post()
  @Needs('users.read')
  async add(
    @Body({ schema: newViewSchema }) view: NewView,
    @CurrentPrincipal() me: Principal,
  ): Promise<{ views: SavedView[] }> {
    await this.store.add(me, view);
    return this.list(me);
  }

  @Put(':id')
  @Needs('users.read')
  async change(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: changeViewSchema }) view: ChangeView,
    @CurrentPrincipal() me: Principal,
  ): Promise<{ views: SavedView[] }> {
    await this.store.change(me, id, view);
    return this.list(me);
  }

  @Delete(':id')
  @Needs('users.read')
  async remove(
    @Param('id', { schema: idSchema }) id: string,
    @CurrentPrincipal() me: Principal,
  ): Promise<{ views: SavedView[] }> {
    await this.store.remove(me, id);
    return this.list(me);
  }
}
