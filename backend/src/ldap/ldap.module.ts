import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.js';
import { UsersModule } from '../users/users.module.js';
import { DirectoryController } from './directory.controller.js';
import { DirectoryHealth } from './directory-health.js';
import { DirectoryRoles } from './directory-roles.js';
import { DirectoryService } from './directory.service.js';

/** The institution's directory, where people have a password the portal does not keep. */
@Module({
  imports: [SettingsModule, UsersModule],
  controllers: [DirectoryController],
  providers: [DirectoryHealth, DirectoryRoles, DirectoryService],
  exports: [DirectoryHealth, DirectoryRoles, DirectoryService],
})
export class LdapModule {}
