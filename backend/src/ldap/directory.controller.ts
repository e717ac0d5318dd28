import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import type { DirectoryInfo, DirectoryTrial, TryDirectory } from '../contract/directory.js';
import { tryDirectorySchema } from '../contract/directory.js';
import type { Config } from '../platform/config/load-config.js';
import { Needs } from '../platform/http/permission.guard.js';
import { ProblemError } from '../platform/http/problem.js';
import { CONFIG } from '../platform/platform.module.js';
import { tryServer } from './directory-trial.js';

/** How the directory is configured, without its secrets, and whether it works. */
@Controller('api/directory')
export class DirectoryController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  @Needs('settings.write')
  read(): DirectoryInfo {
    const { ldap } = this.config;
    return {
      servers: ldap?.urls ?? [],
      searchBase: ldap?.searchBase ?? null,
      searchFilter: ldap?.searchFilter ?? null,
      groupBase: ldap?.groupBase ?? null,
      groupFilter: ldap?.groupFilter ?? null,
    };
  }

  /** Tries every server now. Changes nothing, here or there. */
  @Post('try')
  @HttpCode(200)
  @Needs('settings.write')
  async try(@Body({ schema: tryDirectorySchema }) { name }: TryDirectory): Promise<DirectoryTrial> {
    const { ldap } = this.config;
    if (ldap === undefined) throw new ProblemError('resource.not-found');
    const trimmed = name?.trim() ?? '';
    const person = trimmed === '' ? null : trimmed;
    const servers = ldap.urls.map(async (server) => ({ server, steps: await tryServer(ldap, server, person) }));
    return { servers: await Promise.all(servers) };
  }
}
